import Foundation
import KubernetesModel
import ModelReferences
import PinCommand

/// Services that always answer the same, and what a run makes of a text with them.
enum Fake {
    static let commit = "5a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
    static let digest = "sha256:" + String(repeating: "0123456789abcdef", count: 4)
    static let version = ResolvedModelVersion(
        name: "fraud", version: "7",
        source: "s3://mlflow/1/0123456789abcdef0123456789abcdef/artifacts/model", runID: nil)

    static let resolvers = Resolvers { target throws(ResolveFailure) in
        switch target {
        case .hub, .git: Resolution(.commit(commit))
        case .image: Resolution(.digest(digest))
        case .mlflow: Resolution(.modelVersion(version))
        case .object: Resolution(.objectVersion("3sL4kqtJlcpXroDTDmJ", checksum: nil))
        }
    }

    static func run(_ text: String, name: String = "m.yaml", allowsVersioned: Bool = true) -> PinReport {
        PinRun(resolvers: resolvers, allowsVersioned: allowsVersioned)
            .run([PinFile(name: name, bytes: Array(text.utf8))])
    }

    /// The lines that were taken out and put in, with their `-` and `+`.
    static func changes(_ report: PinReport) -> [String] {
        report.diff.utf8.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }.filter { line in
            (line.hasPrefix("-") || line.hasPrefix("+")) && !line.hasPrefix("---") && !line.hasPrefix("+++")
        }
    }
}

/// Data that stands beside the checkout.
enum SharedData {
    static let directory: URL? = {
        if let named = ProcessInfo.processInfo.environment["PEDIGREE_SHARED"] { return URL(fileURLWithPath: named) }
        var url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while url.path != "/" {
            let shared = url.deletingLastPathComponent().appendingPathComponent("shared")
            if FileManager.default.fileExists(atPath: shared.appendingPathComponent("corpus").path) { return shared }
            url = url.deletingLastPathComponent()
        }
        return nil
    }()
}
