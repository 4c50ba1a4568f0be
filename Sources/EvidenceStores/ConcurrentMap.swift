import Dispatch
import NIOConcurrencyHelpers

/// The results of `transform` in the order of `elements`, with up to `width` requests under way at once; or the first
/// failure, after which no further request is begun.
///
/// The calling thread works too, so that it goes on where no other thread is free.
package func concurrentMap<Element: Sendable, Result: Sendable, Failure: Error>(
    _ elements: [Element], width: Int = 8,
    _ transform: @escaping @Sendable (Element) throws(Failure) -> Result
) throws(Failure) -> [Result] {
    let work = ConcurrentWork(elements, transform)
    for _ in 0..<max(0, min(width, elements.count) - 1) {
        DispatchQueue.global().async { work.run(isCaller: false) }
    }
    work.run(isCaller: true)
    return try work.results()
}

private final class ConcurrentWork<Element: Sendable, Result: Sendable, Failure: Error>: Sendable {
    private struct State {
        var next = 0
        var takenByOthers = 0
        var results: [Result?]
        var failure: (index: Int, reason: Failure)?
    }

    private let elements: [Element]
    private let transform: @Sendable (Element) throws(Failure) -> Result
    private let state: NIOLockedValueBox<State>
    /// Signalled for each element that another thread has done with.
    private let doneByOther = DispatchSemaphore(value: 0)

    init(_ elements: [Element], _ transform: @escaping @Sendable (Element) throws(Failure) -> Result) {
        self.elements = elements
        self.transform = transform
        state = NIOLockedValueBox(State(results: Array(repeating: nil, count: elements.count)))
    }

    func run(isCaller: Bool) {
        while let index = take(isCaller: isCaller) {
            do throws(Failure) {
                let result = try transform(elements[index])
                state.withLockedValue { $0.results[index] = result }
            } catch {
                state.withLockedValue { state in
                    if index < state.failure?.index ?? .max { state.failure = (index, error) }
                }
            }
            if !isCaller { doneByOther.signal() }
        }
    }

    private func take(isCaller: Bool) -> Int? {
        state.withLockedValue { state in
            guard state.failure == nil, state.next < elements.count else { return nil }
            defer { state.next += 1 }
            if !isCaller { state.takenByOthers += 1 }
            return state.next
        }
    }

    /// For the caller, after its own part: nothing more can be taken, and what others took is waited for.
    func results() throws(Failure) -> [Result] {
        for _ in 0..<state.withLockedValue(\.takenByOthers) { doneByOther.wait() }
        let state = state.withLockedValue { $0 }
        if let failure = state.failure { throw failure.reason }
        return state.results.compactMap { $0 }
    }
}
