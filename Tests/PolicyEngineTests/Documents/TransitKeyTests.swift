import Attestation
import EvidenceTesting
import KubernetesModel
import PolicyEngine
import Testing

@Suite("Trust roots with keys of transit engines")
struct TransitKeyTests {
    private func documents(_ transit: String, keys: String = "", rules: String = "lineage: {signedBy: [runner]}")
        -> String
    {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: any}
        spec: {rules: {pinnedModel: {}, \(rules)}}
        ---
        apiVersion: pedigree.dev/v1alpha1
        kind: TrustRoot
        metadata: {name: runner}
        spec: {keys: [{transit: \(transit)}\(keys)]}
        """
    }

    private func key(_ transit: String) throws -> TransitKey {
        try #require(try policySet(documents(transit)).transitKeys.first)
    }

    @Test("what is left out has its usual meaning")
    func defaults() throws {
        let key = try key("{address: 'https://bao.corp:8200', key: runner}")
        #expect(key == TransitKey(address: "https://bao.corp:8200", name: "runner"))
        #expect(key.mount == "transit" && key.versions == .all && key.login == .environment)
        #expect(key.description == "openbao://transit/runner at https://bao.corp:8200")
    }

    @Test("everything that can be said is read")
    func everything() throws {
        let key = try key(
            """
            {address: "https://bao.corp", key: runner, mount: ml/transit, namespace: prod, versions: latest,
              caFile: ca.pem, networks: [10.0.0.0/8], refresh: 5m, kubernetesRole: pedigree, authMount: k8s}
            """)
        #expect(key.mount == "ml/transit" && key.namespace == "prod" && key.versions == .latest)
        #expect(key.access.caFile == "ca.pem" && key.access.refresh == 300 && key.access.networks.count == 1)
        #expect(key.login == .kubernetes(role: "pedigree", mount: "k8s", tokenFile: TransitKey.Login.podToken))
    }

    @Test(
        "what is wrong has its place",
        arguments: [
            ("{key: runner}", "address"), ("{address: 'https://b'}", "key"),
            ("{address: 'https://b', key: a/b}", "letters, digits"), ("{address: 'https://b', key: ..}", "begin"),
            ("{address: 'https://b', key: a, mount: /transit}", "slash"),
            ("{address: 'https://b', key: a, mount: a/../sys}", "slash"),
            ("{address: 'https://b', key: a, versions: 3}", "latest"),
            ("{address: 'https://b', key: a, tokenFile: f, tokenEnv: T}", "tokenEnv"),
            ("{address: 'https://b', key: a, token: s.123}", "token"),
            ("{address: 'http://b', key: a}", "not encrypted"),
        ])
    func malformed(transit: String, expected: String) throws {
        let errors = try lint(documents(transit)).errors
        #expect(!errors.isEmpty && errors.allSatisfy { $0.message.contains(expected) }, "\(errors)")
        #expect(errors.allSatisfy { $0.position != nil })
    }

    @Test("http:// may be meant")
    func plain() throws { #expect(try key("{address: 'http://b', key: a, plainHTTP: true}").access.allowsPlainHTTP) }

    @Test("a trust root with nothing but such a key is no mistake, and its threshold is not known to be too high")
    func alone() throws {
        let set = try policySet(
            documents("{address: 'https://b', key: a}", rules: "lineage: {signedBy: [runner], threshold: 2}"))
        #expect(set.trustRoots.first?.keys.isEmpty == true)
    }

    @Test("a set believes its keys once all of them are known, and two states of a key are two digests")
    func believing() throws {
        let set = try policySet(
            documents("{address: 'https://b', key: a}", keys: ", {transit: {address: 'https://b', key: b}}"))
        let (a, b) = (try #require(set.transitKeys.first), try #require(set.transitKeys.last))
        let keys = try (0..<3).map { _ in try Party("p").key.publicKey }
        #expect(set.believing([:]) == nil)
        #expect(set.believing([a: [keys[0]]]) == nil)
        let one = try #require(set.believing([a: [keys[0]], b: [keys[1]]]))
        let two = try #require(set.believing([a: [keys[0]], b: [keys[1], keys[2]]]))
        let none = try #require(set.believing([a: [], b: []]))
        #expect(one.trustRoots.first?.keys.map(\.digest) == [keys[0].digest, keys[1].digest])
        #expect(Set([set.digest, one.digest, two.digest, none.digest]).count == 4)
        #expect(Set([one, two, none].compactMap { $0.trustRoots.first?.digest }).count == 3)
        #expect(none.trustRoots.first?.believesNobody == true)
        #expect(one.policies.map(\.name) == ["any"] && one.evidenceSources == set.evidenceSources)
    }
}
