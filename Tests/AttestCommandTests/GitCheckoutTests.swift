import Foundation
import Testing

@testable import AttestCommand

@Suite("The state of a Git checkout")
struct GitCheckoutTests {
    @Test(
        "a remote is written as SLSA does, without user and password",
        arguments: [
            ("https://git.corp/ml/fraud.git", "git+https://git.corp/ml/fraud.git"),
            ("https://alice:secret@git.corp/ml/fraud", "git+https://git.corp/ml/fraud"),
            ("https://a@b@git.corp/ml", "git+https://git.corp/ml"),
            ("git@git.corp:ml/fraud.git", "git+ssh://git@git.corp/ml/fraud.git"),
            ("ssh://git@git.corp/ml/fraud", "git+ssh://git@git.corp/ml/fraud"),
            ("/home/alice/fraud", nil), ("file:///home/alice/fraud", nil), ("", nil),
        ])
    func remotes(remote: String, expected: String?) { #expect(GitCheckout.uri(remote) == expected) }

    @Test("changes and new files make it dirty, new evidence does not")
    func states() throws {
        let path = NSTemporaryDirectory() + "pedigree-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: "\(path)/evidence", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        func write(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
        try git(path, "init", "-q")
        #expect(problem { try GitCheckout.state(of: path, output: nil) }.contains("no Git checkout with a commit"))
        try write("a", "train.py")
        try git(path, "add", ".")
        try git(path, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first")
        let clean = try GitCheckout.state(of: path, output: "\(path)/evidence")
        #expect(clean.changes.isEmpty && clean.commit.count == 40 && clean.remote == nil)
        try write("{}", "evidence/eval.json")
        #expect(try GitCheckout.state(of: path, output: "\(path)/evidence").changes.isEmpty)
        #expect(try GitCheckout.state(of: path, output: nil).changes == ["evidence/eval.json"])
        try write("b", "train.py")
        try write("c", "new file.py")
        #expect(try GitCheckout.state(of: path, output: "\(path)/evidence").changes == ["new file.py", "train.py"])
    }

    private func git(_ directory: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", directory] + arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
