import EvidenceStores
import HTTPTransport

/// Asks stores, each question once, several at a time, and all of them within one time.
package struct StoreAsker: Sendable {
    package var stores: Stores
    /// For one answer.
    package var timeout: Duration
    /// For all answers together.
    package var total: Duration
    /// Questions that are under way at once.
    package var width: Int
    /// Questions that are asked at all.
    package var most: Int

    package init(
        _ stores: Stores, timeout: Duration = .seconds(30), total: Duration = .seconds(600), width: Int = 8,
        most: Int = 10_000
    ) {
        self.stores = stores
        self.timeout = timeout
        self.total = total
        self.width = width
        self.most = most
    }

    /// The answers; what was not asked for lack of time or because there was too much is unknown.
    package func ask(_ questions: [StoreQuestion]) -> [StoreQuestion: StoreAnswer] {
        var seen: Set<StoreQuestion> = []
        let each = questions.filter { seen.insert($0).inserted }
        let end = Deadline.after(total)
        let answers = concurrentMap(Array(each.prefix(most)), width: width) { question -> StoreAnswer in
            end.hasPassed ? .unknown(noTime) : stores.answer(question, end.sooner(timeout))
        }
        var found = Dictionary(zip(each, answers)) { first, _ in first }
        for question in each.dropFirst(most) { found[question] = .unknown(tooMany(most)) }
        return found
    }
}

// What an auditor reads.

private let noTime = "the time for asking stores was over"
private func tooMany(_ most: Int) -> String { "no more than \(most) questions are asked in one audit" }
