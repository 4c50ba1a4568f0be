import Foundation
import Testing

@testable import KubernetesModel

/// https://github.com/nst/JSONTestSuite: `y_` must be accepted, `n_` refused, `i_` is for each parser to decide.
@Suite("JSONTestSuite")
struct JSONTestSuiteTests {
    // Refused on purpose, though RFC 8259 only says that names should be unique: two parsers that pick different ones
    // of two equal keys would judge different objects.
    private static let refusedDuplicates = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]

    private func refuses(_ file: URL) throws -> Bool {
        let bytes = try SharedData.bytes(file)
        do {
            _ = try JSONParser.parse(bytes)
            return false
        } catch { return true }
    }

    @Test("what is JSON is accepted, but for keys that stand twice")
    func accepted() throws {
        for file in try SharedData.files("vectors/JSONTestSuite", suffix: ".json") where file.name.hasPrefix("y_") {
            #expect(try refuses(file) == Self.refusedDuplicates.contains(file.name), "\(file.name)")
        }
    }

    @Test("what is no JSON is refused")
    func refused() throws {
        for file in try SharedData.files("vectors/JSONTestSuite", suffix: ".json") where file.name.hasPrefix("n_") {
            #expect(try refuses(file), "\(file.name)")
        }
    }

    @Test("of what is left open, numbers of any size are accepted and all else is refused")
    func open() throws {
        for file in try SharedData.files("vectors/JSONTestSuite", suffix: ".json") where file.name.hasPrefix("i_") {
            #expect(try refuses(file) != file.name.hasPrefix("i_number_"), "\(file.name)")
        }
    }

    @Test("what YAML accepts of valid JSON is the same tree")
    func sameInYAML() throws {
        for file in try SharedData.files("vectors/JSONTestSuite", suffix: ".json") where file.name.hasPrefix("y_") {
            let bytes = try SharedData.bytes(file)
            guard let json = try? JSONParser.parse(bytes), json.root.isObject else { continue }
            #expect(try #require(YAMLParser.parse(bytes).first).root == json.root, "\(file.name)")
        }
    }
}

extension URL {
    var name: String { lastPathComponent }
}
