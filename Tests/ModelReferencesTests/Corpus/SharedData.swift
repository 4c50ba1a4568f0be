import Foundation
import Testing

/// The shared data beside the checkout: `../shared`, or where `PEDIGREE_SHARED` says.
enum SharedData {
    /// The file or directory at `path`; nil, with a line in the output, where there is none. A failure in CI.
    static func find(_ path: String) -> URL? {
        let environment = ProcessInfo.processInfo.environment
        for root in roots(environment) {
            let url = root.appending(path: path)
            if FileManager.default.fileExists(atPath: url.path) { return url }
        }
        print("skipped: no \(path) in the shared data beside the checkout (set PEDIGREE_SHARED)")
        #expect(environment["CI"] != "true", "the shared data is missing in CI")
        return nil
    }

    static func text(_ path: String) -> String? {
        find(path).flatMap { try? String(contentsOf: $0, encoding: .utf8) }
    }

    static func bytes(_ path: String) -> [UInt8]? {
        find(path).flatMap { try? Data(contentsOf: $0) }.map(Array.init)
    }

    private static func roots(_ environment: [String: String]) -> [URL] {
        var roots = environment["PEDIGREE_SHARED"].map { [URL(filePath: $0)] } ?? []
        var directory = URL(filePath: #filePath).deletingLastPathComponent()
        while directory.path != "/" {
            roots.append(directory.appending(path: "../shared").standardizedFileURL)
            directory = directory.deletingLastPathComponent()
        }
        return roots
    }
}
