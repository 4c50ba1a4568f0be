import Attestation
import HTTPTransport
import KubernetesModel
import NIOConcurrencyHelpers
import RemoteServices

/// Who we are to an API server. Files and plugins are asked again when what they said is over, or was refused.
package final class ClusterCredentials: Sendable {
    /// What says who we are.
    package enum Secret: Sendable, Hashable {
        case none
        case token(String)
        /// A file that somebody else keeps fresh, as kubelets do.
        case tokenFile(String)
        case password(user: String, password: String)
        case plugin(ExecPlugin)
    }

    /// A client certificate and its key, which count beside whatever else there is.
    package struct Certificate: Sendable, Hashable {
        package var certificate: SecretBytes
        package var key: SecretBytes

        package init(certificate: SecretBytes, key: SecretBytes) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// What one request shows.
    package struct Access: Sendable, Hashable {
        /// Of the `Authorization` header field.
        package var authorization: String?
        package var identity: ClientIdentity?
    }

    private struct Kept {
        var access: Access
        var until: ContinuousClock.Instant
    }

    private let secret: Secret
    private let certificate: Certificate?
    /// The field that holds the user, for messages.
    private let place: String
    private let fileAge: Duration
    // Held while a plugin runs: others wait for what it says, and do not run it as well.
    private let kept = NIOLockedValueBox<Kept?>(nil)

    /// - Parameter fileAge: how long what was read from a file counts without a look at the file.
    package init(_ secret: Secret, certificate: Certificate? = nil, place: String, fileAge: Duration = .seconds(60)) {
        self.secret = secret
        self.certificate = certificate
        self.place = place
        self.fileAge = fileAge
    }

    /// What counts now.
    package func access() throws(ClusterFailure) -> Access {
        let result: Result<Access, ClusterFailure> = kept.withLockedValue { kept in
            if let kept, kept.until > .now { return .success(kept.access) }
            do throws(ClusterFailure) {
                let fresh = try read()
                kept = fresh
                return .success(fresh.access)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Forgets what was refused, so that it is read again; others may have done so before.
    package func refused(_ access: Access) {
        kept.withLockedValue { kept in
            if kept?.access == access { kept = nil }
        }
    }

    private func read() throws(ClusterFailure) -> Kept {
        let identity = try certificate.map { pair throws(ClusterFailure) in
            ClientIdentity(
                certificate: try pair.certificate.read("\(place).client-certificate"),
                key: try pair.key.read("\(place).client-key"))
        }
        let soon = ContinuousClock.now.advanced(by: fileAge)
        switch secret {
        case .none: return Kept(access: Access(identity: identity), until: soon)
        case .token(let token):
            return Kept(access: Access(authorization: "Bearer \(token)", identity: identity), until: soon)
        case .tokenFile(let path):
            do throws(ServiceFailure) {
                let token = try SecretSource.file(path).read()
                return Kept(access: Access(authorization: "Bearer \(token)", identity: identity), until: soon)
            } catch {
                throw ClusterFailure(.settings, "\(place).tokenFile: \(error.reason)")
            }
        case .password(let user, let password):
            let pair = StrictBase64.encode(Array("\(user):\(password)".utf8))
            return Kept(access: Access(authorization: "Basic \(pair)", identity: identity), until: soon)
        case .plugin(let plugin):
            let answer = try plugin.run()
            let access = Access(
                authorization: answer.token.map { "Bearer \($0)" }, identity: answer.identity ?? identity)
            return Kept(access: access, until: answer.until)
        }
    }
}
