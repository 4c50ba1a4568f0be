import Testing

@testable import EvidenceStores

@Suite("Lists of checksums")
struct ChecksumListTests {
    private let a = String(repeating: "a", count: 64)
    private let b = String(repeating: "b", count: 64)

    private func parse(_ text: String) throws -> ChecksumList {
        try #require(ChecksumList(Array(text.utf8), most: 1000))
    }

    @Test("lines of text and of binary mode, with CRLF, comments and empty lines between them")
    func lines() throws {
        let list = try parse(
            "# made by CI\n\(a)  one.json\r\n\n\(b.uppercased()) *deep/two three.json\n\(a)  ./four.json")
        #expect(list.digests == ["one.json": a, "deep/two three.json": b, "four.json": a])
        #expect(list.problems.isEmpty)
    }

    @Test("names that coreutils has escaped")
    func escapes() throws {
        let list = try parse("\\\(a)  new\\nline.json\n\\\(b) *back\\\\slash\\r.json\n\(a)  plain\\n.json\n")
        #expect(list.digests == ["new\nline.json": a, "back\\slash\r.json": b, "plain\\n.json": a])
        #expect(try parse("\\\(a)  bad\\t.json\n").problems.count == 1)
        #expect(try parse("\\\(a)  end\\").problems.count == 1)
    }

    @Test(
        "a name that leads anywhere but below is refused",
        arguments: [
            "/etc/passwd", "../x.json", "a/../x.json", "a/..", "..", ".", "a//b.json", "a/", "a/./b.json",
            "./../x.json",
            "x\u{0}.json",
        ])
    func outside(name: String) throws {
        let list = try parse("\(a)  \(name)\n\(b)  good.json\n")
        #expect(list.digests == ["good.json": b])
        #expect(list.problems.map(\.line) == [1])
    }

    @Test(
        "a line of any other form is a problem of its own",
        arguments: [
            "short  x.json", "aaaa", "SHA256 (x.json) = aaaa", "\(String(repeating: "g", count: 64))  x.json",
            "\(String(repeating: "a", count: 64)) x.json", "\(String(repeating: "a", count: 64))  ",
            "\(String(repeating: "a", count: 65))  x.json", "\(String(repeating: "a", count: 64))\t\tx.json",
        ])
    func malformed(line: String) throws {
        let list = try parse("\(b)  good.json\n\(line)\n")
        #expect(list.digests == ["good.json": b])
        #expect(list.problems.map(\.line) == [2])
    }

    @Test("a name with two digests is not read, and a line that stands twice counts once")
    func duplicates() throws {
        let list = try parse("\(a)  x.json\n\(a)  y.json\n\(b)  x.json\n\(a)  ./y.json\n\(a)  x.json\n")
        #expect(list.digests == ["y.json": a])
        #expect(!list.problems.isEmpty)
    }

    @Test("bytes that are no UTF-8 are no name, and more lines than are read are none at all")
    func bounds() throws {
        let list = try #require(ChecksumList(Array("\(a)  x".utf8) + [0xFF] + Array(".json\n".utf8), most: 10))
        #expect(list.digests.isEmpty && list.problems.count == 1)
        #expect(ChecksumList(Array("#\n#\n#\n".utf8), most: 2) == nil)
    }
}
