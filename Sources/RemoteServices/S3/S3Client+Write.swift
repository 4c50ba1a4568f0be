import Attestation
import HTTPTransport

extension S3Client {
    /// Writes an object where there is none. One that is there already stays as it is: the same bytes are a success,
    /// others a failure of kind `status(412)`.
    package func put(_ key: String, _ bytes: [UInt8], by deadline: Deadline) throws(ServiceFailure) -> S3State {
        let checksum = ContentDigest.sha256(bytes)
        let encoded = ContentDigest.bytes(hex: checksum.hex).map { StrictBase64.encode($0) } ?? ""
        let headers = [
            HTTPHeader("content-type", "application/json"), HTTPHeader("x-amz-checksum-sha256", encoded),
            HTTPHeader("x-amz-sdk-checksum-algorithm", "SHA256"),
        ]
        let state: S3State
        do throws(ServiceFailure) {
            state = try put(key, bytes, headers + [HTTPHeader("if-none-match", "*")], by: deadline)
        } catch {
            switch error.kind {
            case .status(412): return try same(key, bytes, by: deadline)
            case .status(501):
                // A server that knows no conditional writes.
                guard try isFree(key, by: deadline) else { return try same(key, bytes, by: deadline) }
                state = try put(key, bytes, headers, by: deadline)
            default: throw error
            }
        }
        guard state.checksum == nil || state.checksum == checksum else {
            throw ServiceFailure(.mismatch, otherBytes(bucket))
        }
        return state
    }

    private func put(
        _ key: String, _ bytes: [UInt8], _ headers: [HTTPHeader], by deadline: Deadline
    ) throws(ServiceFailure) -> S3State {
        S3State(
            try send(
                request(.put, key: key, headers: headers, body: bytes), for: "s3:PutObject", by: deadline))
    }

    private func same(_ key: String, _ bytes: [UInt8], by deadline: Deadline) throws(ServiceFailure) -> S3State {
        do throws(ServiceFailure) {
            let (present, state) = try get(key, maxBytes: bytes.count, by: deadline)
            guard present == bytes else { throw ServiceFailure(.status(412), taken(bucket)) }
            return state
        } catch {
            switch error.kind {
            case .forbidden: throw ServiceFailure(.status(412), hidden(bucket))
            case .transport(.tooLarge): throw ServiceFailure(.status(412), taken(bucket))
            default: throw error
            }
        }
    }

    private func isFree(_ key: String, by deadline: Deadline) throws(ServiceFailure) -> Bool {
        do throws(ServiceFailure) {
            _ = try resolve(key, by: deadline)
            return false
        } catch {
            guard error.kind == .notFound else { throw error }
            return true
        }
    }
}

// What an operator reads.

private func taken(_ bucket: S3Bucket) -> String {
    "\(bucket.name) has another content under that key already, and nothing was written"
}
private func hidden(_ bucket: S3Bucket) -> String {
    "\(bucket.name) has something under that key already, which these credentials cannot read; nothing was written"
}
private func otherBytes(_ bucket: S3Bucket) -> String { "\(bucket.host) keeps other bytes than those that were sent" }
