import Attestation
import Foundation
import PolicyEngine
import Testing

@testable import PolicyFiles

@Suite("Files that documents name")
struct AttachedFilesTests {
    private let time = Date(timeIntervalSince1970: 1_800_000_000)

    private func key() throws -> String { try PrivateKey.generate(.ed25519).publicKey.pem }

    private func trustRoot(_ file: String) -> String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: TrustRoot
        metadata: {name: runner}
        spec: {keys: [{publicKeyFile: \(file)}]}

        """
    }

    private func source(_ path: String) -> String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: EvidenceSource
        metadata: {name: git}
        spec: {directory: {path: \(path)}}

        """
    }

    @Test("a key is read relative to the document that names it, and its contents are part of the digest")
    func relative() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        try directory.write(trustRoot("../keys/runner.pub"), to: "trust/runner.yaml")
        try directory.write(key(), to: "keys/runner.pub")
        let first = try PolicyDirectory.load(directory.path)
        #expect(first.trustRoots.map(\.keys.count) == [1])
        try directory.write(key(), to: "keys/runner.pub")
        #expect(try PolicyDirectory.load(directory.path).digest != first.digest)
    }

    private func keyless(_ file: String) -> String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: TrustRoot
        metadata: {name: ci}
        spec: {sigstore: {trustedRootFile: \(file), identities: [{issuer: "https://a", subject: b}]}}

        """
    }

    @Test("a trusted root of Sigstore may lie beside the policies: where a document names it, it is none of them")
    func trustedRoot() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: tests.appendingPathComponent("Fixtures/sigstore/trusted_root.json"), encoding: .utf8)
        try directory.write(text, to: "trusted_root.json")
        #expect(PolicyDirectory.lint([directory.path]).set == nil, "nobody names it")
        try directory.write(keyless("trusted_root.json"), to: "ci.yaml")
        #expect(try PolicyDirectory.load(directory.path).trustRoots.map(\.name) == ["ci"])
    }

    @Test("a policy that is named as a trusted root stays a policy, and the trust root is refused")
    func policyAsTrustedRoot() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        try directory.write(keyless("a.yaml"), to: "ci.yaml")
        let lint = PolicyDirectory.lint([directory.path])
        #expect(lint.set == nil && lint.errors.contains { $0.message.contains("no trusted root of Sigstore") })
    }

    @Test("a key that is missing, no key or too large is an error with the place that names it, never a set without it")
    func bad() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        try directory.write(trustRoot("runner.pub"), to: "runner.yaml")
        for (contents, expected) in [
            (nil, "there is no such file"), ("no key", "no public key"),
            (String(repeating: "a", count: 300_000), "larger than the 256 KiB"),
        ] {
            if let contents { try directory.write(contents, to: "runner.pub") }
            let lint = PolicyDirectory.lint([directory.path])
            #expect(lint.set == nil)
            let error = try #require(lint.errors.first)
            #expect(error.description.hasPrefix("\(directory.path)/runner.yaml:4:"), "\(error)")
            #expect(error.message.contains(expected), "\(error)")
        }
        try directory.remove("runner.pub")
        try FileManager.default.createDirectory(
            atPath: "\(directory.path)/runner.pub", withIntermediateDirectories: true)
        #expect(PolicyDirectory.lint([directory.path]).set == nil, "a directory is no key")
    }

    @Test("a key that changes is taken over, and one that goes bad leaves the old set in use")
    func reload() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        try directory.write(trustRoot("runner.pub"), to: "runner.yaml")
        try directory.write(key(), to: "runner.pub")
        let watcher = PolicyWatcher([directory.path])
        watcher.poll(at: time)
        let first = try #require(watcher.current)
        #expect(!watcher.poll(at: time), "nothing changed")
        try directory.write(key(), to: "runner.pub")
        #expect(watcher.poll(at: time))
        let second = try #require(watcher.current)
        #expect(second.digest != first.digest)
        try directory.write("broken", to: "runner.pub")
        #expect(!watcher.poll(at: time))
        #expect(watcher.current?.digest == second.digest)
        #expect(watcher.status.lastError?.contains("no public key") == true)
        try directory.write(key(), to: "runner.pub")
        #expect(watcher.poll(at: time))
        #expect(watcher.status.lastError == nil)
    }

    @Test("a key behind a ConfigMap's links is swapped along with its document")
    func configMap() throws {
        let directory = try TemporaryDirectory()
        for (name, policyName) in [("..1", "a"), ("..2", "b")] {
            try directory.write(policy(policyName) + "---\n" + trustRoot("runner.pub"), to: "\(name)/policy.yaml")
            try directory.write(key(), to: "\(name)/runner.pub")
        }
        try directory.link("..data", to: "..1")
        for name in ["policy.yaml", "runner.pub"] { try directory.link(name, to: "..data/\(name)") }
        let watcher = PolicyWatcher([directory.path])
        watcher.poll(at: time)
        let first = try #require(watcher.current)
        try directory.swap("..data", to: "..2")
        #expect(watcher.poll(at: time))
        #expect(watcher.current?.policies.map(\.name) == ["b"])
        #expect(watcher.current?.trustRoots.first?.digest != first.trustRoots.first?.digest)
    }

    @Test(
        "what lies in a directory of evidence is no policy, wherever the source's document stands",
        arguments: [
            ("sources.yaml", "evidence"), ("sources/git.yaml", "../evidence/"), ("zz/a/git.yaml", "../../evidence"),
        ])
    func evidence(document: String, path: String) throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        try directory.write(source(path), to: document)
        try directory.write("{\"payload\": \"\"}", to: "evidence/model/eval.json")
        try directory.write("{{{", to: "evidence/broken.yaml")
        let set = try PolicyDirectory.load(directory.path)
        let place = try #require(set.evidenceSources.first).place
        #expect(
            place
                == .directory(
                    path:
                        "\(directory.path)/\(document.split(separator: "/").dropLast().map { "\($0)/" }.joined())\(path)"
                ))
        let watcher = PolicyWatcher([directory.path])
        watcher.poll(at: time)
        try directory.write("{}", to: "evidence/model/more.json")
        #expect(!watcher.poll(at: time), "evidence is watched by whoever reads it")
        #expect(watcher.status.lastError == nil)
    }

    @Test("more evidence than a policy directory may have files is no error")
    func muchEvidence() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        try directory.write(source("../evidence"), to: "sources/git.yaml")
        try directory.write("{}", to: "evidence/first.json")
        let first = "\(directory.path)/evidence/first.json"
        for number in 0..<10_050 { try #require(link(first, "\(directory.path)/evidence/\(number).json") == 0) }
        #expect(try PolicyDirectory.load(directory.path).policies.map(\.name) == ["a"])
    }
}
