import Foundation
import PolicyEngine
import PolicyFiles
import Testing

@Suite("PolicyDirectory")
struct PolicyDirectoryTests {
    @Test("all documents of all files below the directory make one set; dotfiles and other files are no part of it")
    func load() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a") + "---\n" + policy("b"), to: "one.yaml")
        try directory.write(policy("c"), to: "team/two.yml")
        try directory.write(
            #"{"apiVersion":"pedigree.dev/v1alpha1","kind":"ModelProvenancePolicy","metadata":{"name":"d"},"#
                + #""spec":{"rules":{"pinnedModel":{}}}}"#, to: "three.json")
        try directory.write("{{{", to: ".git/config.yaml")
        try directory.write("{{{", to: "..data/one.yaml")
        try directory.write("# policies", to: "README.md")
        #expect(try PolicyDirectory.load(directory.path).policies.map(\.name) == ["a", "b", "c", "d"])
        #expect(try PolicyDirectory.load("\(directory.path)/one.yaml").policies.map(\.name) == ["a", "b"])
        let both = ["\(directory.path)/one.yaml", "\(directory.path)/team"]
        #expect(try PolicyDirectory.load(both).policies.map(\.name) == ["a", "b", "c"])
    }

    @Test("every error of every file is named with file, line and column")
    func errors() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a", allow: "[pined]"), to: "a.yaml")
        try directory.write("a: [1\nb: 2\n", to: "b.yaml")
        try directory.write("{\"a\":1,\"a\":2}", to: "c.json")
        try directory.write(policy("a"), to: "d.yaml")
        let problems = PolicyDirectory.lint([directory.path]).problems
        let files = problems.map { $0.file.split(separator: "/").last.map(String.init) }
        #expect(files == ["a.yaml", "b.yaml", "c.json", "d.yaml"])
        for problem in problems { #expect(problem.position != nil, "\(problem)") }
        #expect(problems.first?.description.hasPrefix("\(directory.path)/a.yaml:4:38: error: ") == true)
        #expect(throws: PolicyLoadError.self) { try PolicyDirectory.load(directory.path) }
    }

    @Test("a broken document does not hide the errors of those beside it")
    func beside() throws {
        let directory = try TemporaryDirectory()
        try directory.write("a: b: c\n---\n" + policy("a", allow: "[pined]"), to: "a.yaml")
        #expect(PolicyDirectory.lint([directory.path]).errors.count == 2)
    }

    @Test("a directory that is empty, missing or no directory is an error, never an empty set")
    func empty() throws {
        let directory = try TemporaryDirectory()
        for path in [directory.path, "\(directory.path)/missing", "/dev/null"] {
            #expect(throws: PolicyLoadError.self, "\(path)") { try PolicyDirectory.load(path) }
        }
        #expect(throws: PolicyLoadError.self) { try PolicyDirectory.load([]) }
    }

    @Test("a file too large for a policy, and links that run in circles, end in an error")
    func hostile() throws {
        let directory = try TemporaryDirectory()
        try directory.write(policy("a"), to: "a.yaml")
        try directory.write(String(repeating: "#", count: 5 << 20), to: "large.yaml")
        try directory.link("circle", to: ".")
        let errors = PolicyDirectory.lint([directory.path]).errors.map(\.message)
        #expect(errors.contains { $0.contains("larger than") })
        #expect(errors.contains { $0.contains("too deep") || $0.contains("symbolic links") })
    }
}
