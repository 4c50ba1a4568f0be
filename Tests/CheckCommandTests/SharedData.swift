import Foundation
import Testing

/// The data that stands beside the checkout (`../shared`, or where PEDIGREE_SHARED says).
enum SharedData {
    /// nil, with a printed word, where it is missing; a failure in CI.
    static func directory(_ path: String) -> String? {
        let environment = ProcessInfo.processInfo.environment
        var places = environment["PEDIGREE_SHARED"].map { [URL(fileURLWithPath: $0)] } ?? []
        var directory = URL(fileURLWithPath: #filePath)
        while directory.pathComponents.count > 1 {
            directory.deleteLastPathComponent()
            places.append(directory.deletingLastPathComponent().appendingPathComponent("shared"))
        }
        for place in places {
            let found = place.appendingPathComponent(path).path
            if FileManager.default.fileExists(atPath: found) { return found }
        }
        print("skipped: \(path) is not beside this checkout (set PEDIGREE_SHARED)")
        if environment["CI"] == "true" { Issue.record("\(path) is missing in CI") }
        return nil
    }
}
