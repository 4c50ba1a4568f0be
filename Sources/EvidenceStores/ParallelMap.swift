import Dispatch
import Glibc
import NIOConcurrencyHelpers
import Synchronization

/// The results of `transform` in the order of `elements`, made on as many threads as there are processors.
func parallelMap<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ transform: @escaping @Sendable (Element) -> Result
) -> [Result] {
    let pieces = (elements.count + pieceSize - 1) / pieceSize
    guard pieces > 1 else { return elements.map(transform) }
    let next = Atomic<Int>(0)
    let done = NIOLockedValueBox([[Result]](repeating: [], count: pieces))
    let threads = min(pieces, max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
        while true {
            let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard piece < pieces else { return }
            let range = (piece * pieceSize)..<min((piece + 1) * pieceSize, elements.count)
            let results = elements[range].map(transform)
            done.withLockedValue { $0[piece] = results }
        }
    }
    return done.withLockedValue { $0.flatMap { $0 } }
}

/// Small enough that no thread is left with much to do alone, large enough that they seldom meet.
private let pieceSize = 32
