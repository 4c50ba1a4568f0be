import Foundation
import PolicyFiles
import Testing

@Suite("InitialSet")
struct InitialSetTests {
    @Test("what init writes is what ships in policies/", arguments: InitialSet.files)
    func same(file: InitialSet.File) throws {
        let shipped = try String(contentsOfFile: "\(checkout)/policies/\(file.name)", encoding: .utf8)
        #expect(file.text == shipped)
    }

    @Test("every file that ships is written by init")
    func complete() throws {
        let shipped = try FileManager.default.contentsOfDirectory(atPath: "\(checkout)/policies")
        #expect(Set(shipped) == Set(InitialSet.files.map(\.name)))
    }

    @Test("the set that ships is right, and gives no warning")
    func right() {
        let lint = PolicyDirectory.lint(["\(checkout)/policies"])
        #expect(lint.problems == [])
        #expect(lint.set?.policies.map(\.name) == ["baseline", "strict"])
    }
}
