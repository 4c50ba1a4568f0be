import Foundation
import Testing

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

    /// The files of `folder` whose names end in `suffix`, in order. Without them the test says so, and fails in CI.
    static func files(_ folder: String, suffix: String) throws -> [URL] {
        guard let folder = root?.appendingPathComponent(folder),
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        else {
            print("skipped: no shared data (\(folder)) beside the checkout")
            #expect(ProcessInfo.processInfo.environment["CI"] != "true", "shared data is missing")
            return []
        }
        return names.filter { $0.hasSuffix(suffix) }.sorted().map { folder.appendingPathComponent($0) }
    }

    static func bytes(_ file: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }
}

extension Result {
    var failure: Failure? {
        guard case .failure(let error) = self else { return nil }
        return error
    }
}
