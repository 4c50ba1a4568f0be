import Foundation
import KubernetesModel
import Testing

@testable import Attestation

/// The data that stands beside the checkout and is too large for it; `PEDIGREE_SHARED` says where it is otherwise.
enum SharedData {
    static let root: URL? = {
        if let path = ProcessInfo.processInfo.environment["PEDIGREE_SHARED"] { return URL(fileURLWithPath: path) }
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            let shared = folder.deletingLastPathComponent().appendingPathComponent("shared")
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
                return FileManager.default.fileExists(atPath: shared.path) ? shared : nil
            }
            folder = folder.deletingLastPathComponent()
        }
        return nil
    }()

    /// The bytes of a file; nil without the data: the test then says so, and fails in CI.
    static func bytes(_ path: String) -> [UInt8]? {
        if let file = root?.appendingPathComponent(path), let data = try? Data(contentsOf: file) {
            return [UInt8](data)
        }
        print("skipped: no shared data (\(path)) beside the checkout")
        #expect(ProcessInfo.processInfo.environment["CI"] != "true", "shared data is missing: \(path)")
        return nil
    }

    /// The names of the files of `folder` that end in `suffix`, in order.
    static func names(_ folder: String, suffix: String) -> [String] {
        guard let place = root?.appendingPathComponent(folder),
            let names = try? FileManager.default.contentsOfDirectory(atPath: place.path)
        else {
            _ = bytes(folder)
            return []
        }
        return names.filter { $0.hasSuffix(suffix) }.sorted()
    }

    static func json(_ path: String) throws -> Node? { try bytes(path).map { try JSONParser.parse($0).root } }
}
