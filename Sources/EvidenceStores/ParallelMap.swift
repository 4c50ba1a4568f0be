import Dispatch
import Glibc
import NIOConcurrencyHelpers
import Synchronization

/// The results of `transform` in the order of `elements`, made on as many threads as there are processors.
func parallelMap<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ transform: @escaping @Sendable (Element) -> Result
) -> [Result] {
    let pieces = Pieces(elements, of: pieceSize, transform)
    guard pieces.count > 1 else { return elements.map(transform) }
    let threads = min(pieces.count, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in pieces.work() }
    return pieces.results
}

/// The results of `transform` in the order of `elements`, made on `threads` threads that may wait for the network.
func waitingMap<Element: Sendable, Result: Sendable>(
    _ elements: [Element], threads: Int, _ transform: @escaping @Sendable (Element) -> Result
) -> [Result] {
    let pieces = Pieces(elements, of: 1, transform)
    guard pieces.count > 1 else { return elements.map(transform) }
    let group = DispatchGroup()
    for _ in 1..<max(2, min(threads, pieces.count)) {
        DispatchQueue.global().async(group: group) { pieces.work() }
    }
    pieces.work()
    group.wait()
    return pieces.results
}

/// Elements that several threads take piece by piece.
private final class Pieces<Element: Sendable, Result: Sendable>: Sendable {
    let count: Int
    private let elements: [Element]
    private let size: Int
    private let transform: @Sendable (Element) -> Result
    private let next = Atomic<Int>(0)
    private let done: NIOLockedValueBox<[[Result]]>

    init(_ elements: [Element], of size: Int, _ transform: @escaping @Sendable (Element) -> Result) {
        self.elements = elements
        self.size = size
        self.transform = transform
        count = (elements.count + size - 1) / size
        done = NIOLockedValueBox([[Result]](repeating: [], count: count))
    }

    func work() {
        while true {
            let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard piece < count else { return }
            let range = (piece * size)..<min((piece + 1) * size, elements.count)
            let results = elements[range].map(transform)
            done.withLockedValue { $0[piece] = results }
        }
    }

    var results: [Result] { done.withLockedValue { $0.flatMap { $0 } } }
}

/// Small enough that no thread is left with much to do alone, large enough that they seldom meet.
private let pieceSize = 32
