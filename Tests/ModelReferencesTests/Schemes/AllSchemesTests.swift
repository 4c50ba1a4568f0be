import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("The table of schemes")
struct AllSchemesTests {
    @Test("every scheme says its name, its forms and what it is worth, once")
    func table() {
        let names = Scheme.all.map(\.name)
        #expect(Set(names).count == names.count)
        for scheme in Scheme.all {
            #expect(!scheme.forms.isEmpty, "\(scheme.name)")
            #expect(scheme.summary.hasSuffix("."), "\(scheme.name)")
            #expect(["pinned", "versioned", "mutable"].contains(scheme.best), "\(scheme.name)")
        }
    }

    @Test("no two schemes claim the same prefix")
    func prefixes() {
        let prefixes = Scheme.all.flatMap(\.prefixes)
        #expect(Set(prefixes).count == prefixes.count)
    }

    @Test("every tool reads only schemes that are known", arguments: Tool.all.map(\.consumer))
    func tools(_ consumer: Consumer) {
        for scheme in Tool.of(consumer).schemes ?? [] { #expect(Scheme.marked(by: scheme) != nil, "\(scheme)") }
    }

    @Test("every consumer has one tool")
    func consumers() { #expect(Set(Consumer.all).count == Consumer.all.count) }
}
