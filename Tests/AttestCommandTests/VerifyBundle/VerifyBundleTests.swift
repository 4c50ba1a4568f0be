import Attestation
import Foundation
import Testing

@testable import AttestCommand

@Suite("verify-bundle")
struct VerifyBundleTests {
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("verify-bundle-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test("a digest is a digest where no file is called so; everything else is a path")
    func artifact() throws {
        let hex = ContentDigest.sha256(Array("model".utf8)).hex
        let digest = try ArtifactInput.read("sha256:\(hex)")
        #expect(digest.digests == [.sha256: ContentDigest.bytes(hex: hex)] && digest.content == nil)
        for text in ["sha256:\(hex.dropLast())", "sha256:\(hex.dropLast())g", "sha512:\(hex)", "nothing-is-called-so"] {
            #expect(throws: AttestError.self) { try ArtifactInput.read(text) }
        }
        let file = try folder().appendingPathComponent("model")
        try Data("model".utf8).write(to: file)
        let read = try ArtifactInput.read(file.path)
        #expect(read.digests[.sha256].map { ContentDigest.hex($0) } == hex && read.content == Array("model".utf8))
        #expect(read.digests.count == 3)
    }

    @Test("whose signature counts must be said, once, and certificates need a trusted root")
    func owner() throws {
        var request = VerifyBundleRequest(bundle: "b", artifact: "a")
        #expect(reason(request)?.contains("not both") == true)
        (request.identity, request.issuer) = ("a", nil)
        #expect(reason(request)?.contains("not both") == true)
        request.issuer = "b"
        #expect(reason(request)?.contains("nothing is fetched") == true)
        request.key = "k.pub"
        #expect(reason(request)?.contains("not both") == true)
        (request.identity, request.issuer) = (nil, nil)
        #expect(reason(request)?.contains("cannot be read") == true)
        let file = try folder().appendingPathComponent("trusted_root.json")
        try Data("{}".utf8).write(to: file)
        request.trustedRoot = file.path
        #expect(reason(request)?.contains("no mediaType") == true)
    }

    @Test("a bundle that is none is refused, and one that is not there is no answer")
    func bundle() throws {
        let folder = try folder()
        let key = try PrivateKey.generate(.ecdsaP256)
        try Data(key.publicKey.pem.utf8).write(to: folder.appendingPathComponent("k.pub"))
        try Data("{}".utf8).write(to: folder.appendingPathComponent("b"))
        var request = VerifyBundleRequest(
            bundle: folder.appendingPathComponent("b").path, artifact: folder.appendingPathComponent("b").path)
        request.key = folder.appendingPathComponent("k.pub").path
        guard case .failure(let rejection) = try VerifyBundle(request).run() else {
            Issue.record("verified")
            return
        }
        #expect(rejection.kind == .invalid)
        request.bundle += "-that-is-not-there"
        let missing = try VerifyBundle(request)
        #expect(throws: AttestError.self) { try missing.run() }
    }

    private func reason(_ request: VerifyBundleRequest) -> String? {
        do throws(AttestError) {
            _ = try VerifyBundle(request)
            return nil
        } catch {
            return error.description
        }
    }
}
