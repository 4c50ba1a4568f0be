import EvidenceStores
import Foundation
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers

/// A store on the network whose every answer a test decides, and which counts what it is asked.
package final class RemoteShelf: EvidenceStore {
    private struct State {
        var files: [String: [UInt8]] = [:]
        /// What stands in no listing, by its subject.
        var attached: [Digest: [String]] = [:]
        var failure: StoreFailure?
        var requests: [String] = []
        var hangs = false
    }

    package let name: String
    package let place = "https://evidence.test/"
    package let remote: RemotePlan?
    private let state = NIOLockedValueBox(State())
    private let hang = NSCondition()

    package init(_ name: String = "remote", refresh: Duration = .seconds(3600), isAskedOnMiss: Bool = true) {
        self.name = name
        remote = RemotePlan(refresh: refresh, isAskedOnMiss: isAskedOnMiss)
    }

    package func put(_ bytes: [UInt8], at place: String) { state.withLockedValue { $0.files[place] = bytes } }
    package func remove(_ place: String) { state.withLockedValue { $0.files[place] = nil } }

    package func attach(_ bytes: [UInt8], at place: String, to subject: Digest) {
        state.withLockedValue { state in
            state.files[place] = bytes
            state.attached[subject, default: []].append(place)
        }
    }

    package func fail(_ reason: String?, retryAfter: Duration? = nil) {
        state.withLockedValue { $0.failure = reason.map { StoreFailure($0, retryAfter: retryAfter) } }
    }

    /// From now on, or no longer, nobody gets an answer.
    package func hang(_ hangs: Bool) {
        hang.lock()
        state.withLockedValue { $0.hangs = hangs }
        hang.broadcast()
        hang.unlock()
    }

    /// `list`, `read PLACE`, `find DIGEST`, in the order in which they came.
    package var requests: [String] { state.withLockedValue { $0.requests } }

    package func requests(_ word: String) -> Int { requests.filter { $0.hasPrefix(word) }.count }

    private func answer(_ request: String) throws(StoreFailure) -> ([String: [UInt8]], [Digest: [String]]) {
        state.withLockedValue { $0.requests.append(request) }
        hang.lock()
        while state.withLockedValue({ $0.hangs }) { hang.wait() }
        hang.unlock()
        let state = state.withLockedValue { $0 }
        if let failure = state.failure { throw failure }
        return (state.files, state.attached)
    }

    private static func version(_ bytes: [UInt8]) -> String { "\(bytes.count)-\(bytes.hashValue)" }

    package func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing {
        let (files, attached) = try answer("list")
        let hidden = Set(attached.values.joined())
        return StoreListing(
            entries: files.filter { !hidden.contains($0.key) }.sorted { $0.key < $1.key }.map {
                StoreListing.Entry(place: $0.key, version: Self.version($0.value))
            })
    }

    package func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        let files: [String: [UInt8]]
        do throws(StoreFailure) {
            files = try answer("read \(entry.place)").0
        } catch {
            throw ReadFailure(error.reason, isService: true)
        }
        guard let bytes = files[entry.place], Self.version(bytes) == entry.version else {
            throw ReadFailure("it changed", isChanged: true)
        }
        return bytes
    }

    /// As a registry, it can be asked about digests of contents and about nothing else.
    package func find(_ subject: Digest, by deadline: Deadline) throws(StoreFailure) -> [StoreListing.Entry]? {
        guard subject.algorithm == .sha256 else { return nil }
        let (files, attached) = try answer("find \(subject)")
        return (attached[subject] ?? []).compactMap { place in
            files[place].map { StoreListing.Entry(place: place, version: Self.version($0)) }
        }
    }
}
