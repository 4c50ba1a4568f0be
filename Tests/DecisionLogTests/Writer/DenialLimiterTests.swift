import Foundation
import Testing

@testable import DecisionLog

@Suite("Denials that are many")
struct DenialLimiterTests {
    private func denial(_ name: String, namespace: String? = "fraud", at offset: Double = 0) -> Decision {
        Samples.decision(name, namespace: namespace, verdict: "denied", at: offset)
    }

    @Test("of equal ones the first is kept, and the rest are counted")
    func equal() {
        let limiter = Desk(window: 60, perNamespace: 100)
        #expect(limiter.keeps(denial("a"), at: Samples.start))
        for second in 1...5 {
            #expect(!limiter.keeps(denial("a", at: Double(second)), at: Samples.start + Double(second)))
        }
        #expect(limiter.keeps(denial("b"), at: Samples.start))
        #expect(limiter.counts(at: Samples.start + 59).isEmpty)
        let counts = limiter.counts(at: Samples.start + 60)
        #expect(
            counts == [
                EntryBody.DenialCount(
                    namespace: "fraud", workload: denial("a").workload, codes: ["reference.mutable"], count: 5,
                    first: Samples.start + 1, last: Samples.start + 5)
            ])
        #expect(limiter.keeps(denial("a"), at: Samples.start + 61))
    }

    @Test("other codes are another denial")
    func codes() {
        let limiter = Desk(window: 60, perNamespace: 100)
        var other = denial("a")
        other.codes = ["evidence.missing"]
        #expect(limiter.keeps(denial("a"), at: Samples.start))
        #expect(limiter.keeps(other, at: Samples.start))
    }

    @Test("beyond a number for each namespace they are counted together, and other namespaces are not touched")
    func namespaces() {
        let limiter = Desk(window: 60, perNamespace: 3)
        let kept = (0..<10).filter { limiter.keeps(denial("n-\($0)"), at: Samples.start) }
        #expect(kept == [0, 1, 2])
        #expect(limiter.keeps(denial("n", namespace: "other"), at: Samples.start))
        let counts = limiter.counts(at: Samples.start + 60)
        #expect(counts.count == 1)
        #expect(counts.first?.workload == nil)
        #expect(counts.first?.count == 7)
        #expect(counts.first?.codes == ["reference.mutable"])
        #expect(limiter.isEmpty)
        #expect(limiter.keeps(denial("n-9"), at: Samples.start + 61))
    }

    @Test("nothing is forgotten: what is kept and what is counted are all")
    func complete() {
        var samples = Samples()
        let limiter = Desk(window: 5, perNamespace: 4)
        var (kept, counted) = (0, 0)
        for step in 0..<3000 {
            let now = Samples.start + Double(step) / 50
            let decision = denial(samples.name(), namespace: samples.maybe { $0.name() })
            if limiter.keeps(decision, at: now) { kept += 1 }
            counted += limiter.counts(at: now, everything: step.isMultiple(of: 70)).reduce(0) { $0 + $1.count }
        }
        counted += limiter.counts(at: Samples.start + 1000).reduce(0) { $0 + $1.count }
        #expect(kept + counted == 3000)
        #expect(limiter.isEmpty)
    }

    @Test("a clock that is set back ends windows")
    func backwards() {
        let limiter = Desk(window: 60, perNamespace: 3)
        _ = limiter.keeps(denial("a"), at: Samples.start)
        _ = limiter.keeps(denial("a"), at: Samples.start)
        #expect(limiter.counts(at: Samples.start - 3600).map(\.count) == [1])
        #expect(limiter.isEmpty)
    }
}

/// A limiter that expectations can ask: they hold what they look at fast.
private final class Desk {
    private var limiter: DenialLimiter

    init(window: Double, perNamespace: Int) {
        limiter = DenialLimiter(window: window, perNamespace: perNamespace)
    }

    var isEmpty: Bool { limiter.isEmpty }
    func keeps(_ decision: Decision, at now: Date) -> Bool { limiter.keeps(decision, at: now) }
    func counts(at now: Date, everything: Bool = false) -> [EntryBody.DenialCount] {
        limiter.counts(at: now, everything: everything)
    }
}
