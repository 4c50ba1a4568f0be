import Foundation
import PolicyFiles
import Testing

@Suite("InitialSet")
struct InitialSetTests {
    @Test("what init writes is what ships in policies/", arguments: InitialSet.files + InitialSet.evidenceFiles)
    func same(file: InitialSet.File) throws {
        let shipped = try String(contentsOfFile: "\(checkout)/policies/\(file.name)", encoding: .utf8)
        #expect(file.text == shipped)
    }

    @Test("every file that ships is written by init")
    func complete() throws {
        let directory = "\(checkout)/policies"
        let shipped = try FileManager.default.subpathsOfDirectory(atPath: directory).filter { path in
            var isDirectory: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(directory)/\(path)", isDirectory: &isDirectory)
                && !isDirectory.boolValue
        }
        #expect(Set(shipped) == Set((InitialSet.files + InitialSet.evidenceFiles).map(\.name)))
    }

    @Test("the set that ships is right, and warns of nothing but its demo keys")
    func right() {
        let lint = PolicyDirectory.lint(["\(checkout)/policies"])
        #expect(lint.errors == [])
        #expect(lint.warnings.allSatisfy { $0.message.contains("is for a demo") }, "\(lint.warnings)")
        #expect(lint.set?.policies.map(\.name) == ["baseline", "evidence-rollout", "production", "strict"])
        #expect(lint.set?.demoTrustRoots == ["eval-runner", "trainer"])
    }

    @Test("what init writes by itself is right, gives no warning, and can be served")
    func plain() throws {
        let directory = try TemporaryDirectory()
        for file in InitialSet.files { try directory.write(file.text, to: file.name) }
        let lint = PolicyDirectory.lint([directory.path])
        #expect(lint.problems == [])
        #expect(lint.set?.policies.map(\.name) == ["baseline", "strict"])
    }

    @Test("the rollout asks what production asks, and refuses nothing")
    func rollout() throws {
        let set = try PolicyDirectory.load("\(checkout)/policies")
        let production = try #require(set.policies.first { $0.name == "production" })
        var rollout = try #require(set.policies.first { $0.name == "evidence-rollout" })
        #expect(production.action == .deny && rollout.action == .audit)
        rollout.name = production.name
        rollout.validationActions = production.validationActions
        rollout.origin = production.origin
        #expect(rollout == production)
    }
}
