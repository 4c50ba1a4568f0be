import EvidenceStores
import Foundation
import RemoteServices
import Testing

@Suite("Naming a key that signs in a transit engine")
struct TransitSignerTests {
    private let environment = ["BAO_ADDR": "https://bao.corp.example:8200"]

    @Test(
        "cosign's spelling is taken, and a file is none",
        arguments: ["openbao://transit/runner", "openbao://a/b/runner", "hashivault://runner"])
    func references(text: String) throws {
        #expect(try TransitSigner(text) { environment[$0] }?.name == "runner")
        #expect(try TransitSigner("keys/runner.key") { environment[$0] } == nil)
    }

    @Test(
        "what names no key is refused",
        arguments: [
            "openbao://", "openbao://runner", "openbao:///runner", "openbao://transit/", "openbao://transit/../sys",
            "hashivault://", "hashivault://transit/runner", "openbao://transit/run ner",
        ])
    func malformed(text: String) {
        let failure = #expect(throws: ServiceFailure.self) { try TransitSigner(text) { environment[$0] } }
        #expect(failure?.reason.contains("openbao://MOUNT/KEY") == true)
    }

    @Test("a server that nobody names is asked for")
    func noAddress() {
        let failure = #expect(throws: ServiceFailure.self) {
            try TransitSigner("openbao://transit/runner") { _ in nil }
        }
        #expect(failure?.reason.contains("BAO_ADDR") == true)
    }
}
