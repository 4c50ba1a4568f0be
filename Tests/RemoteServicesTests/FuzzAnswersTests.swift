import Attestation
import EvidenceTesting
import KubernetesModel
import Testing

@testable import RemoteServices

/// Feeds broken answers to what reads them: none ends the program, and none is read as more than it says.
@Suite("Fuzzing answers of services")
struct FuzzAnswersTests {
    private static let pieces = [
        "\"", "{", "}", "[", "]", ":", ",", "null", "1e999", "-1", "9223372036854775807", "\\u0000", "é", "\"1\":",
        "\"keys\":", "\"soft_deleted\":true", "\"version\":\"1\"", "-----BEGIN", "\\n",
    ]

    private func parsed(_ bytes: [UInt8]) -> Node? {
        try? JSONParser.parse(bytes, limits: ParseLimits(bytes: 1 << 20, depth: 32)).root
    }

    @Test("keys of a transit engine are those that the engine gave, of versions that count")
    func transitKeys() throws {
        let keys = [try PrivateKey.generate(.ed25519).publicKey, try PrivateKey.generate(.ecdsaP256).publicKey]
        let seed = Array(TransitAnswers.keys([1: keys[0], 2: keys[1], 3: keys[1]], latest: 3, oldest: 2).utf8)
        var mutator = Mutator(Self.pieces)
        var read = 0
        for _ in 0..<Mutator.iterations {
            guard let data = parsed(mutator.mutated(seed))?["data"],
                let found = try? TransitPublicKeys(data, named: "runner")
            else { continue }
            read += 1
            #expect(found.newest != nil)
            #expect(found.versions.keys.allSatisfy { $0 <= found.latest })
        }
        #expect(read > 0)
    }

    @Test("a model version has a name and a number, or is none")
    func modelVersions() throws {
        let seed = try Fixture.bytes("mlflow-3.17.2/model-versions_get.json")
        var mutator = Mutator(Self.pieces)
        var read = 0
        for _ in 0..<Mutator.iterations {
            guard let node = parsed(mutator.mutated(seed))?["model_version"], let version = MLflowModelVersion(node)
            else { continue }
            read += 1
            #expect(!version.name.isEmpty && Int(version.version) != nil)
        }
        #expect(read > 0)
    }
}
