import Dispatch
import HTTPTransport
import NIOConcurrencyHelpers

/// Credentials that a service gave for a while, kept until five minutes before their end. Of several threads that need
/// new ones, one asks.
final class TemporaryCredentials: Sendable {
    private struct Kept {
        var key: String
        var credentials: AWSCredentials
        /// When they are asked for anew.
        var renewal: UnixTime
    }

    private let kept = NIOLockedValueBox<Kept?>(nil)
    private let turn = DispatchSemaphore(value: 1)

    /// - Parameter key: whom `fetch` asks, and for whom.
    func credentials(
        of key: String, at clock: WallClock, by deadline: Deadline, fetch: () throws(ServiceFailure) -> AWSCredentials
    ) throws(ServiceFailure) -> AWSCredentials {
        if let known = fresh(key, clock.now()) { return known }
        let milliseconds = Int(deadline.left / .milliseconds(1))
        guard turn.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else {
            throw ServiceFailure(.transport(.timeout), tooSlow)
        }
        defer { turn.signal() }
        // Somebody else may have asked meanwhile.
        if let known = fresh(key, clock.now()) { return known }
        do throws(ServiceFailure) {
            let new = try fetch()
            keep(new, key, until: UnixTime(seconds: (new.expires?.seconds ?? .max) - Self.margin))
            return new
        } catch {
            // A service that is away for a while does no harm while what it gave is valid.
            guard let old = usable(key, clock.now()) else { throw error }
            keep(old, key, until: UnixTime(seconds: clock.now().seconds + Self.pause))
            return old
        }
    }

    func forget() { kept.withLockedValue { $0 = nil } }

    private func fresh(_ key: String, _ now: UnixTime) -> AWSCredentials? {
        kept.withLockedValue { kept in
            guard let kept, kept.key == key, now < kept.renewal else { return nil }
            return Self.lasts(kept.credentials, now) ? kept.credentials : nil
        }
    }

    private func usable(_ key: String, _ now: UnixTime) -> AWSCredentials? {
        kept.withLockedValue { kept in
            guard let kept, kept.key == key, Self.lasts(kept.credentials, now) else { return nil }
            return kept.credentials
        }
    }

    private static func lasts(_ credentials: AWSCredentials, _ now: UnixTime) -> Bool {
        credentials.expires.map { now < $0 } ?? true
    }

    private func keep(_ credentials: AWSCredentials, _ key: String, until renewal: UnixTime) {
        kept.withLockedValue { $0 = Kept(key: key, credentials: credentials, renewal: renewal) }
    }

    private static let margin = 300
    private static let pause = 30
}

private let tooSlow = "credentials did not come in time"
