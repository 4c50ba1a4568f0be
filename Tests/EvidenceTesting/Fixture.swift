import Foundation

/// The files of `Tests/Fixtures`.
package enum Fixture {
    package static func bytes(_ path: String) throws -> [UInt8] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: tests.appendingPathComponent("Fixtures").appendingPathComponent(path)))
    }
}
