import Foundation
import PolicyFiles
import Testing

@Suite("The commit of policies")
struct GitCommitTests {
    private let commit = String(repeating: "4b", count: 20)

    private func tree(_ files: [String: String]) throws -> URL {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("git-\(UUID().uuidString)")
        for (name, text) in files {
            let file = root.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return root
    }

    @Test("a branch, a packed branch, a detached head and a worktree lead to their commit")
    func found() throws {
        let layouts: [[String: String]] = [
            [".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": "\(commit)\n"],
            [".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": "# pack-refs\n\(commit) refs/heads/main\n"],
            [".git/HEAD": "\(commit)\n"],
            [".git": "gitdir: store/worktrees/w\n", "store/worktrees/w/HEAD": "\(commit)\n"],
            [
                ".git": "gitdir: store/worktrees/w\n", "store/worktrees/w/HEAD": "ref: refs/heads/main\n",
                "store/worktrees/w/commondir": "../..\n", "store/refs/heads/main": "\(commit)\n",
            ],
        ]
        for layout in layouts {
            let root = try tree(layout.merging(["policies/a.yaml": ""]) { own, _ in own })
            #expect(GitCommit.of(root.appendingPathComponent("policies").path) == commit)
            try FileManager.default.removeItem(at: root)
        }
    }

    @Test(
        "what is no work tree, or a broken one, has no commit",
        arguments: [
            [:], [".git/HEAD": "ref: refs/heads/main\n"], [".git/HEAD": "nonsense\n"], [".git": "gitdir: nowhere\n"],
            [".git/HEAD": "ref: ../../../etc/passwd\n"],
        ])
    func absent(layout: [String: String]) throws {
        let root = try tree(layout.merging(["policies/a.yaml": ""]) { own, _ in own })
        #expect(GitCommit.of(root.appendingPathComponent("policies").path) == nil)
        try FileManager.default.removeItem(at: root)
    }
}
