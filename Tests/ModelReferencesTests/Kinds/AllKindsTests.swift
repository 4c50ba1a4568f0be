import Testing

@testable import ModelReferences

@Suite("The list of kinds")
struct AllKindsTests {
    @Test("no group and kind is listed twice")
    func unique() {
        let names = WorkloadKind.all.map(\.groupKind)
        #expect(Set(names).count == names.count)
    }

    @Test("every kind can be shown and sent to us", arguments: WorkloadKind.all.map(\.groupKind))
    func complete(_ groupKind: String) throws {
        let kind = try #require(WorkloadKind.all.first { $0.groupKind == groupKind })
        #expect(!kind.versions.isEmpty)
        #expect(!kind.summary.isEmpty && !kind.summary.contains("\n"))
        #expect(!kind.resource.isEmpty && kind.resource == kind.resource.lowercased())
        #expect(WorkloadKind.find(group: kind.group, kind: kind.kind)?.resource == kind.resource)
    }

    @Test("a kind that nobody lists is none of ours")
    func unknown() {
        #expect(WorkloadKind.find(group: "example.com", kind: "InferenceService") == nil)
    }
}
