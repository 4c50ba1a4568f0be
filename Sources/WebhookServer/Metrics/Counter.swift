import Synchronization

/// A number that only grows, counted without a lock.
final class Counter: Sendable {
    private let number = Atomic<UInt64>(0)

    var value: UInt64 { number.load(ordering: .relaxed) }
    func add() { number.wrappingAdd(1, ordering: .relaxed) }
}

/// Counters by label; whoever counts the same often looks its counter up once.
struct Counters<Label: Hashable & Sendable>: Sendable {
    private var counters: [Label: Counter] = [:]

    /// The labels that were counted, with their numbers, in the order of their texts.
    var all: [(label: Label, count: UInt64)] {
        counters.map { (label: $0.key, count: $0.value.value) }.filter { $0.count > 0 }
            .sorted { "\($0.label)" < "\($1.label)" }
    }

    mutating func counter(of label: Label) -> Counter {
        if let counter = counters[label] { return counter }
        let counter = Counter()
        counters[label] = counter
        return counter
    }
}

/// Everything that one decision adds to.
struct DecisionCounters: Sendable {
    private let counters: [Counter]

    init(_ counters: [Counter]) { self.counters = counters }

    func add() {
        for counter in counters { counter.add() }
    }
}
