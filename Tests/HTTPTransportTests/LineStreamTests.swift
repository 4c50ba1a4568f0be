import Testing

@testable import HTTPTransport

@Suite("Answers that come line by line")
struct LineStreamTests {
    private final class Lines { var all: [String] = [] }

    private func feed(_ pieces: [String], most: Int = 100, wanted: Int = .max) -> (
        lines: [String], failure: HTTPFailure?
    ) {
        let lines = Lines()
        let stream = LineStream(mostBytes: most, idle: .seconds(60), cancellation: Cancellation()) { line in
            lines.all.append(String(decoding: line, as: UTF8.self))
            return lines.all.count < wanted
        }
        do throws(HTTPFailure) {
            for piece in pieces {
                let bytes = Array(piece.utf8)
                let result = bytes.withUnsafeBytes { bytes in
                    Result { () throws(HTTPFailure) in try stream.take(bytes) }
                }
                guard try result.get() else { break }
            }
            return (lines.all, nil)
        } catch {
            return (lines.all, error)
        }
    }

    @Test(
        "a line is told when its end has come, however it was cut",
        arguments: [
            (["a\nb\n"], ["a", "b"]), (["a", "b", "\n"], ["ab"]), (["a\n", "\n", "b"], ["a", ""]),
            (["a\nb", "c\nd"], ["a", "bc"]),
            ([""], []), (["a"], []), (["é\n"], ["é"]),
        ])
    func lines(pieces: [String], expected: [String]) { #expect(feed(pieces).lines == expected) }

    @Test("a line that is too long ends it, in one piece or in many; one that just fits does not")
    func bounds() {
        let fits = String(repeating: "x", count: 100)
        #expect(feed([fits + "\n", fits + "\n"]).lines == [fits, fits])
        for pieces in [[fits + "x\n"], [fits, "x"], Array(repeating: "x", count: 101)] {
            #expect(feed(pieces).failure?.kind == .tooLarge)
        }
    }

    @Test("nothing is told once no more is wanted")
    func enough() { #expect(feed(["a\nb\nc\n", "d\n"], wanted: 2).lines == ["a", "b"]) }

    @Test("it is over when it is cancelled, and when nothing comes")
    func ends() {
        let cancellation = Cancellation()
        let patient = LineStream(mostBytes: 10, idle: .seconds(60), cancellation: cancellation) { _ in true }
        #expect(patient.objection() == nil)
        cancellation.cancel()
        #expect(patient.objection()?.kind == .cancelled)
        let hasty = LineStream(mostBytes: 10, idle: .seconds(-1), cancellation: Cancellation()) { _ in true }
        #expect(hasty.objection()?.kind == .timeout)
    }
}
