import Foundation
import Testing

@testable import Attestation

extension TestSigstore {
    /// Why the bundle is refused as one about this file, or about the subject of its statement; nil where it is verified.
    func reason(
        _ bundle: TestBundle, of file: String = "model", root: SigstoreTrustedRoot? = nil
    ) throws -> String? { try reason(bundle.bytes, of: file, root: root) }

    func reason(
        _ bytes: [UInt8], of file: String = "model", root: SigstoreTrustedRoot? = nil
    ) throws -> String? {
        let verifier = SigstoreVerifier(try root ?? trustedRoot())
        do throws(Rejection) {
            let bundle = try SigstoreBundle.parse(bytes)
            let content = try bundle.content(about: ArtifactDigests(content: Array(file.utf8)))
            guard case .certificates(let certificates) = bundle.material else { return "no certificate" }
            _ = try verifier.verify(
                bundle.signature, over: content, certificates: certificates, transparency: bundle.transparency)
            return nil
        } catch {
            return error.reason
        }
    }

    /// A statement about `model`.
    static func statement(
        of file: String = "model", predicateType: String = PredicateType.modelEvaluation
    ) -> String {
        let digest = ContentDigest.sha256(Array(file.utf8)).hex
        return Sample.statement(
            subject: #"[{"name":"m","digest":{"sha256":"\#(digest)"}}]"#, predicateType: predicateType)
    }

    static var date: Date { Date(timeIntervalSince1970: Double(time)) }

    /// That the reason says this; and that there is one.
    static func expect(_ reason: String?, says text: String, _ location: SourceLocation = #_sourceLocation) {
        #expect(reason?.contains(text) == true, "\(reason ?? "verified")", sourceLocation: location)
    }
}
