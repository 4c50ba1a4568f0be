import Glibc
import HTTPTransport
import KubernetesModel
import PolicyEngine
import RemoteServices

/// Brings one envelope to where a source on the network finds it: a bucket, or a registry.
///
/// What lies there already is never replaced by another content.
package struct EvidencePush: Sendable {
    private let target: Target

    private enum Target: Sendable {
        case s3(S3Push)
        case oci(OCIPush)
    }

    /// - Parameter place: of an `EvidenceSource`, or made by `PushDestination`.
    package init(_ place: EvidenceSource.Place) throws(PushFailure) {
        switch place {
        case .s3(let location, let access): target = .s3(try S3Push(location, access))
        case .oci(let repositories, let access): target = .oci(try OCIPush(repositories, access))
        case .directory, .https, .mlflow: throw PushFailure(notWritable)
        }
    }

    /// Blocks, at most until the deadline.
    ///
    /// - Parameters:
    ///   - name: of a file: `evaluation-fraud-detector-v47-3f786850e387.dsse.json`.
    ///   - subjects: the digests that the statement is about.
    /// - Returns: where it lies now: `s3://ml-evidence/fraud/evaluation-….dsse.json`.
    package func push(
        _ envelope: [UInt8], name: String, subjects: [Digest], by deadline: Deadline
    ) throws(PushFailure) -> String {
        for pause in Self.pauses {
            do throws(PushFailure) {
                return try pushOnce(envelope, name: name, subjects: subjects, by: deadline)
            } catch {
                // What was written by a request whose answer was lost is found there, with the same bytes.
                guard error.mayPass, deadline.left > pause else { throw error }
                usleep(UInt32(clamping: Int(pause / .microseconds(1))))
            }
        }
        return try pushOnce(envelope, name: name, subjects: subjects, by: deadline)
    }

    private func pushOnce(
        _ envelope: [UInt8], name: String, subjects: [Digest], by deadline: Deadline
    ) throws(PushFailure) -> String {
        switch target {
        case .s3(let push): try push.put(envelope, name: name, by: deadline)
        case .oci(let push): try push.put(envelope, name: name, subjects: subjects, by: deadline)
        }
    }

    /// Between two tries.
    private static let pauses: [Duration] = [.milliseconds(500), .seconds(2)]
}

/// Why an envelope could not be brought to where it should lie.
package struct PushFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// A sentence without its subject: it follows the destination and a colon.
    package var reason: String
    /// What kind of failure of a service it is; nil where none was asked.
    package var kind: ServiceFailure.Kind?

    package init(_ reason: String) { self.reason = reason }

    package init(_ failure: ServiceFailure) {
        reason = failure.reason
        kind = failure.kind
    }

    package var description: String { reason }

    /// Whether the same request may fare better in a moment.
    fileprivate var mayPass: Bool {
        switch kind {
        case .busy, .server, .transport(.cut), .transport(.timeout): true
        default: false
        }
    }
}

private let notWritable =
    "nothing can be pushed to a source of its kind; a bucket (s3) or a repository (oci) takes evidence"
