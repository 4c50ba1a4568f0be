import Testing

@testable import ClusterAPI

@Suite("One file of a kubeconfig")
struct KubeconfigFileTests {
    private func read(_ text: String) throws(ClusterFailure) -> KubeconfigFile {
        try KubeconfigFile(path: "/k", bytes: Array(text.utf8))
    }

    @Test("JSON is read like YAML, and an empty file is an empty configuration")
    func forms() throws {
        let json = try read(#"{"kind":"Config","current-context":"a","users":[{"name":"u","user":{"token":"t"}}]}"#)
        #expect(json.currentContext == "a" && json.users["u"]?.node?["token"]?.string == "t")
        for empty in ["", "# nothing\n", "null", "{}", "clusters: null\nusers: []"] {
            let file = try read(empty)
            #expect(file.currentContext == nil && file.clusters.isEmpty && file.users.isEmpty, "\(empty)")
        }
    }

    @Test("a number may be a name, as kubectl takes it; a user may have nothing")
    func names() throws {
        let file = try read("users: [{name: 7, user: {}}, {name: x}, {name: z, user: null}]")
        #expect(file.users.keys.sorted() == ["7", "x", "z"])
    }

    @Test(
        "what is no kubeconfig is refused with its file and line",
        arguments: [
            ("a: [", "/k:2: "), ("- a", "/k: this is no kubeconfig"), ("a: 1\n---\nb: 2", "/k: this is no kubeconfig"),
            ("apiVersion: v1\nkind: Pod", "/k:2: this is no kubeconfig: its kind is \"Pod\" and not Config"),
            ("clusters: {a: b}", "/k:1: clusters is no list"), ("users: [{user: {}}]", "/k:1: a user has no name"),
            ("users: [{name: u, user: 5}]", "/k:1: user is no map"),
            ("users:\n- {name: u}\n- {name: u}", "/k:3: two users are named \"u\""), ("a: 1\na: 2", "/k:2: "),
        ])
    func broken(text: String, words: String) {
        let found = failure { () throws(ClusterFailure) in _ = try read(text) }
        #expect(found?.kind == .settings && found?.reason.hasPrefix(words) == true, "\(found?.reason ?? "nothing")")
    }
}
