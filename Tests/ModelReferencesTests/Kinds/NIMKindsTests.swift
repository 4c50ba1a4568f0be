import Testing

@testable import ModelReferences

@Suite("NVIDIA's NIM operator")
struct NIMKindsTests {
    @Test("the field pins a cache's repository, and what stands in its name does not")
    func cache() throws {
        let moving = try #require(try cache("modelName: m").first)
        #expect(moving.pinning.name == "mutable")
        #expect(moving.suggestion == "set spec.source.hf.revision to a <40-hex commit>")
        #expect(try cache("modelName: m, revision: \(commit)").map(\.pinning.name) == ["pinned"])
    }

    @Test("a commit behind the name is a part of the name", arguments: [":", "@"])
    func inName(_ mark: String) throws {
        let found = try #require(try cache("modelName: \"m\(mark)\(commit)\"").first)
        #expect(found.pinning.reason.hasPrefix("invalid:"))
        #expect(found.suggestion == "set spec.source.hf.revision to a <40-hex commit>")
    }

    private func cache(_ fields: String) throws -> [ModelReference] {
        try Manifest(
            """
            apiVersion: apps.nvidia.com/v1alpha1
            kind: NIMCache
            metadata: {name: n}
            spec: {source: {hf: {namespace: o, \(fields)}}}
            """
        ).references
    }
}
