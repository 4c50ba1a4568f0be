import Attestation
import EvidenceTesting
import KubernetesModel
import PolicyEngine
import Testing

@Suite("Predicates from outside")
struct PredicateFuzzTests {
    private static let seeds = [
        Statements.evaluation(
            subject: fraud, metrics: [Statements.metric("f1", "0.9", slice: "a", dataset: "eval")],
            more: #","baseline":{"model":{"uri":"a"},"comparisons":[{"name":"f1","baselineValue":"0.9"}]}"#),
        Statements.lineage(subject: fraud),
        Statements.statement(
            PredicateType.cycloneDX, subject: fraud,
            predicate:
                #"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model","modelCard":{"quantitativeAnalysis":{"performanceMetrics":[{"type":"f1","value":"1"}]}}}]}"#
        ),
        Statements.statement(
            PredicateType.provenanceV0_2, subject: fraud,
            predicate:
                #"{"builder":{"id":"b"},"invocation":{"configSource":{"uri":"git+https://a/b","digest":{"sha1":"c"}}},"materials":[{"uri":"s3://a"}]}"#
        ),
        Statements.statement(
            PredicateType.modelSignature, subject: fraud,
            predicate:
                #"{"serialization":{"method":"files","hash_type":"sha256"},"resources":[{"name":"a","digest":"00","algorithm":"sha256"}]}"#
        ),
    ]

    /// Values that stand where others were expected.
    private static let strangers = [
        "null", "[]", "{}", "-1", "\"\"", "1e999", "[null]",
    ]

    @Test("a predicate with anything anywhere is read or refused, and never ends in a crash", arguments: seeds)
    func strange(seed: String) throws {
        #expect(!isMalformed(try #require(content(seed))), "the seed itself is well made")
        let bytes = Array(seed.utf8)
        // Every value of the document in turn: what stands behind a colon or bracket is exchanged.
        for (place, byte) in bytes.enumerated() where byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[") {
            for stranger in Self.strangers {
                guard let end = endOfValue(bytes, from: place + 1) else { continue }
                let text = Array(bytes[...place]) + Array(stranger.utf8) + Array(bytes[end...])
                _ = content(String(decoding: text, as: UTF8.self))
            }
        }
    }

    private func content(_ text: String) -> PredicateContent? {
        (try? Statement.parse(Array(text.utf8))).map { PredicateContent($0) }
    }

    private func isMalformed(_ content: PredicateContent) -> Bool {
        // The root digest of the model signature is made up, and it must be noticed.
        if case .malformed(let reason) = content { !reason.contains("digest") } else { false }
    }

    /// Where the JSON value that begins at `start` ends; nil for what is no value (a colon within a text).
    private func endOfValue(_ bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var inText = false
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { inText.toggle() }
            guard !inText else { continue }
            if "[{".utf8.contains(byte) { depth += 1 }
            if "]}".utf8.contains(byte) {
                if depth == 0 { return index }
                depth -= 1
            }
            if byte == UInt8(ascii: ","), depth == 0 { return index }
        }
        return nil
    }
}
