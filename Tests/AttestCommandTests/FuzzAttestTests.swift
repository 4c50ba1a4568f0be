import AttestCommand
import Foundation
import Testing

/// Feeds broken inputs to what reads them: each ends in a statement or in one sentence.
@Suite("Attest fuzzing")
struct FuzzAttestTests {
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
            return mixed ^ mixed >> 31
        }
    }

    private static let seeds = [
        #"{"metrics": [{"name": "f1", "value": 0.93, "slice": "a=b", "threshold": {"op": ">=", "value": "0.9"}}]}"#,
        #"{"run": {"info": {"run_id": "r", "status": "FINISHED", "end_time": 1795272143213}, "data": {"metrics": [{"key": "f1/a:b", "value": 1e-3}]}}}"#,
        #"{"0": {"precision": 0.9, "f1-score": 0.9, "support": 4.0}, "accuracy": 0.94, "macro avg": {"f1-score": 1, "support": 4}}"#,
        #"{"results": {"t": {"acc,none": 0.57, "acc_stderr,none": "N/A"}}, "n-samples": {"t": {"effective": 3}}, "date": 1.5, "total_evaluation_time_seconds": "60.5"}"#,
    ]

    private static let pieces = [
        "\"", "{", "}", "[", ",", ":", "-", "1e99999", "9999999999999999999", "null", "/", "=",
    ].map {
        Array($0.utf8)
    }

    @Test("a broken input ends in a statement or in one sentence", arguments: seeds)
    func reading(seed: String) throws {
        let environment = ProcessInfo.processInfo.environment
        let iterations = environment["PEDIGREE_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 1000
        var dice = Dice(state: environment["PEDIGREE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 42)
        var request = EvaluationRequest(subject: "sha256:\(digestA)", metrics: "metrics.json")
        request.datasets = ["data=sha256:\(digestA)"]
        let now = try now()
        var statements = 0
        for _ in 0..<iterations {
            var bytes = Array(seed.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<3, using: &dice) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes.insert(contentsOf: Self.pieces.randomElement(using: &dice) ?? [], at: place)
                default: bytes.removeSubrange(place..<min(bytes.count - 1, place + 8))
                }
            }
            let broken = bytes
            do {
                let made = try request.statement(now: now) { _ throws(AttestError) in broken }
                _ = try json(made.statement.json())
                statements += 1
            } catch let error as AttestError {
                #expect(!error.description.isEmpty && !error.description.utf8.contains(0x0A), "\(error)")
            }
        }
        #expect(statements > 0)
    }
}
