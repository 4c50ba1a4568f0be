import AttestCommand
import Attestation
import Foundation
import Testing

@Suite("The file of an envelope")
struct EnvelopeFileTests {
    @Test(
        "its name says what, of which model, and which envelope",
        arguments: [
            ("s3://ml-models-prod/fraud-detector/v47/", "evaluation-fraud-detector-v47-"),
            ("registry.corp/ml/churn", "evaluation-ml-churn-"), ("s3://b/../../etc/passwd", "evaluation-etc-passwd-"),
            ("hf://corp/ä ö", "evaluation-corp-----"),
        ])
    func names(uri: String, prefix: String) {
        let subject = ResourceDescriptor(uri: uri, digests: ["sha256": digestA])
        let name = EnvelopeFile.name(of: "evaluation", subject: subject, envelope: [1])
        #expect(name.hasPrefix(prefix), "\(name)")
        #expect(name.hasSuffix(".dsse.json") && !name.contains("/"))
        #expect(name != EnvelopeFile.name(of: "evaluation", subject: subject, envelope: [2]))
    }

    @Test("it is written whole, into directories that are made, and never over another")
    func writes() throws {
        let base = NSTemporaryDirectory() + "pedigree-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: base) }
        let path = try EnvelopeFile.write([0x7B, 0x7D], named: "a.json", to: "\(base)/new/evidence")
        #expect(path == "\(base)/new/evidence/a.json")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([0x7B, 0x7D]))
        #expect(
            problem { try EnvelopeFile.write([1], named: "a.json", to: "\(base)/new/evidence") }.contains(
                "there already"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data([0x7B, 0x7D]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(base)/new/evidence") == ["a.json"])
    }
}
