import Attestation
import Dispatch
import HTTPTransport
import NIOConcurrencyHelpers
import PolicyEngine
import RemoteServices

/// Fetches the public keys that trust roots name in transit engines, and keeps the last good ones.
///
/// A key that is known is looked at again in the background, so that a rotation is noticed and nobody waits for it. While the service is away the keys that were fetched last are believed on. A key that
/// the service says is gone is believed no longer.
package final class TransitKeyring: Sendable {
    /// A key whose newest state is not known.
    package struct Trouble: Sendable, Hashable, CustomStringConvertible {
        /// The first trust root that names it.
        package var trustRoot: String
        package var origin: PolicyOrigin
        package var key: TransitKey
        package var reason: String
        /// Whether keys that were fetched before are believed on.
        package var isBelieved: Bool

        package var description: String {
            "TrustRoot \(trustRoot): \(key.description) could not be fetched: \(reason)"
                + (isBelieved ? believedOn : "")
        }
    }

    /// A policy set with the keys that it names.
    package struct Resolution: Sendable {
        /// nil where a key was never fetched.
        package var set: PolicySet?
        package var troubles: [Trouble]
    }

    private struct Known {
        let client: TransitClient
        /// nil until the first time.
        var keys: [PublicKey]?
        var reason: String?
        var failures = 0
        var due = ContinuousClock.now
        var isLooking = false
    }

    private let mode: EvidenceIndexer.Mode
    private let isOffline: Bool
    private let known = NIOLockedValueBox<[TransitKey: Known]>([:])

    /// - Parameters:
    ///   - mode: whether a key that was never fetched is waited for.
    ///   - isOffline: whether no service is asked at all.
    package init(_ mode: EvidenceIndexer.Mode = .atOnce, isOffline: Bool = false) {
        self.mode = mode
        self.isOffline = isOffline
    }

    /// The set that believes its keys as they are known now.
    package func resolve(_ set: PolicySet) -> Resolution {
        // Whom to believe matters to nobody then, and no service is asked.
        guard set.asksForEvidence, !set.transitKeys.isEmpty else { return Resolution(set: set, troubles: []) }
        let (keys, troubles) = keys(of: set.trust)
        return Resolution(set: set.believing(keys), troubles: troubles)
    }

    /// The keys that `roots` name, as far as they were ever fetched, and what is wrong with each.
    package func keys(of roots: [PolicyTrustRoot]) -> (keys: [TransitKey: [PublicKey]], troubles: [Trouble]) {
        var found: [TransitKey: [PublicKey]] = [:]
        var troubles: [Trouble] = []
        var asked: Set<TransitKey> = []
        for root in roots {
            for key in root.transitKeys where asked.insert(key).inserted {
                let state = state(of: key)
                found[key] = state.keys
                guard let reason = state.reason else { continue }
                troubles.append(
                    Trouble(
                        trustRoot: root.name, origin: root.origin, key: key, reason: reason,
                        isBelieved: state.keys?.isEmpty == false))
            }
        }
        known.withLockedValue { known in known = known.filter { asked.contains($0.key) } }
        return (found, troubles)
    }

    private func state(of key: TransitKey) -> (keys: [PublicKey]?, reason: String?) {
        guard !isOffline else { return (nil, offline) }
        let (state, mustLook) = known.withLockedValue { known in
            var state = known[key] ?? Known(client: key.client)
            let mustLook = !state.isLooking && state.due <= .now
            if mustLook { state.isLooking = true }
            known[key] = state
            return (state, mustLook)
        }
        guard mustLook else { return (state.keys, state.reason ?? (state.keys == nil ? notYet : nil)) }
        guard state.keys == nil, mode == .atOnce else {
            DispatchQueue.global().async { self.look(for: key, state.client) }
            return (state.keys, state.reason ?? (state.keys == nil ? notYet : nil))
        }
        look(for: key, state.client)
        return known.withLockedValue { ($0[key]?.keys, $0[key]?.reason) }
    }

    private func look(for key: TransitKey, _ client: TransitClient) {
        let result = Result { () throws(ServiceFailure) in
            // One request to log in, and one for the key.
            key.believed(among: try client.keys(key.name, by: .after(.seconds(2 * key.access.timeout))))
        }
        known.withLockedValue { known in
            guard var state = known[key] else { return }
            state.isLooking = false
            let refresh = Duration.seconds(key.access.refresh)
            switch result {
            case .success(let keys):
                state.keys = keys
                state.reason = nil
                state.failures = 0
                state.due = .now.advanced(by: refresh)
            case .failure(let failure):
                // INVARIANT: a key that its owner has deleted vouches for nothing any more.
                if failure.kind == .notFound, state.keys != nil { state.keys = [] }
                state.reason = failure.reason
                let pause = failure.retryAfter ?? min(refresh, .seconds(1 << min(state.failures, 10)))
                state.failures += 1
                state.due = .now.advanced(by: pause)
            }
            known[key] = state
        }
    }
}

// What an operator reads.

private let notYet = "it is being fetched"
private let offline = "--offline asks nobody; where that is needed, name its public key by publicKeyFile"
private let believedOn = "; the keys that were fetched last are believed on"
