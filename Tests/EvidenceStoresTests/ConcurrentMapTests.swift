import Dispatch
import NIOConcurrencyHelpers
import RemoteServices
import Testing

@testable import EvidenceStores

@Suite("Several requests at once")
struct ConcurrentMapTests {
    @Test("results come in the order of what was asked", arguments: [0, 1, 7, 100])
    func order(count: Int) throws {
        let numbers = Array(0..<count)
        let doubled = try concurrentMap(numbers) { number throws(ServiceFailure) in number * 2 }
        #expect(doubled == numbers.map { $0 * 2 })
    }

    @Test("after a failure nothing more is begun, and the first one is what is said")
    func failure() {
        let begun = NIOLockedValueBox(0)
        let failure = #expect(throws: ServiceFailure.self) {
            try concurrentMap(Array(0..<10_000), width: 4) { number throws(ServiceFailure) -> Int in
                begun.withLockedValue { $0 += 1 }
                guard number < 10 else { throw ServiceFailure(.server, "\(number)") }
                return number
            }
        }
        #expect(failure?.reason == "10")
        #expect(begun.withLockedValue { $0 } < 10_000)
    }

    @Test("it comes to its end where every other thread is busy, and within itself")
    func busy() throws {
        let release = DispatchSemaphore(value: 0)
        for _ in 0..<200 { DispatchQueue.global().async { release.wait() } }
        defer { for _ in 0..<200 { release.signal() } }
        let sums = try concurrentMap(Array(0..<20)) { number throws(ServiceFailure) in
            try concurrentMap(Array(0..<number)) { inner throws(ServiceFailure) in inner }.reduce(0, +)
        }
        #expect(sums.last == 171)
    }
}
