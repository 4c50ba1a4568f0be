import Testing

@testable import WebhookServer

@Suite("Readiness, part by part")
struct ReadinessTests {
    private let good = ReloadStatus(name: "policies", isLoaded: true, loadedAt: 1, generation: 2, digest: "sha256:aa")
    private let stale = ReloadStatus(
        name: "certificate", isLoaded: true, loadedAt: 1, error: "broken\n[+]forged ok", generation: 1)
    private let missing = ReloadStatus(name: "record", isLoaded: false, loadedAt: nil, generation: 0)

    private func status(_ sources: [ReloadStatus], isDraining: Bool = false, excluded: Set<String> = []) -> Int {
        Readiness(sources, isDraining: isDraining).answer("readyz", isVerbose: false, excluded: excluded).status
    }

    @Test("ready when everything is loaded, and not before or while ending")
    func ready() {
        #expect(status([good]) == 200)
        #expect(status([good, stale]) == 200)
        #expect(status([]) == 503)
        #expect(status([good, missing]) == 503)
        #expect(status([good], isDraining: true) == 503)
    }

    @Test("verbose names every part, its state and the reason, one line each")
    func verbose() {
        let answer = Readiness([good, stale, missing], isDraining: false)
            .answer("readyz", isVerbose: true, excluded: [])
        #expect(
            answer
                == HealthAnswer(
                    status: 503,
                    body: """
                        [+]policies ok: generation 2 sha256:aa
                        [!]certificate ok: generation 1 stays, as the newest was refused: broken; [+]forged ok
                        [-]record not loaded: not read yet
                        [+]shutdown ok
                        readyz check failed

                        """))
    }

    @Test("what is excluded does not count, and what is not there cannot be excluded")
    func excluded() {
        #expect(status([good, missing], excluded: ["record"]) == 200)
        #expect(status([good, missing], excluded: ["policies"]) == 503)
        let body = Readiness([good, missing], isDraining: false)
            .answer("readyz", isVerbose: true, excluded: ["record", "<secret>"]).body
        #expect(body.contains("[+]record excluded: ok\n"))
        #expect(body.contains("warn: some checks cannot be excluded"))
        #expect(!body.contains("secret"))
        #expect(body.hasSuffix("readyz check passed\n"))
    }

    @Test("one part alone is asked for by its name")
    func one() {
        let readiness = Readiness([good, missing], isDraining: false)
        #expect(readiness.answer(about: "policies")?.status == 200)
        #expect(
            readiness.answer(about: "record") == HealthAnswer(status: 503, body: "[-]record not loaded: not read yet\n")
        )
        #expect(readiness.answer(about: "nothing") == nil)
    }
}
