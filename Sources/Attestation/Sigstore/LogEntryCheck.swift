import FoundationEssentials
import KubernetesModel

/// Whether a transparency log holds an entry, as far as the log's own signatures show it.
struct LogEntryCheck {
    let entry: LogEntry
    let log: SigstoreTrustedRoot.Log

    /// The log that the entry names, among those that are trusted.
    static func log(of entry: LogEntry, among logs: [SigstoreTrustedRoot.Log]) throws(Rejection)
        -> SigstoreTrustedRoot.Log
    {
        guard let log = logs.first(where: { $0.keyID == entry.logID }) else {
            throw Rejection(.signature, .untrusted, unknownLog(entry))
        }
        return log
    }

    /// When the log promised to include the entry: a time of signing, under the log's own signature. nil where it
    /// promised nothing.
    func promisedTime() throws(Rejection) -> Date? {
        guard let promise = entry.promise else { return nil }
        guard let seconds = entry.integratedTime else { throw invalid(promiseWithoutTime) }
        guard log.signed(promisedText(seconds), promise) else { throw invalid(badPromise) }
        let time = Date(timeIntervalSince1970: Double(seconds))
        guard log.validity.contains(time) else { throw Rejection(.signature, .untrusted, logNotValid(log)) }
        return time
    }

    /// What the promise is over: canonical JSON (RFC 8785) of body, time, log and index.
    private func promisedText(_ seconds: UInt64) -> [UInt8] {
        let body = StrictBase64.encode(entry.body)
        let log = ContentDigest.hex(entry.logID)
        return Array(
            #"{"body":"\#(body)","integratedTime":\#(seconds),"logID":"\#(log)","logIndex":\#(entry.index)}"#.utf8)
    }

    /// That the entry is in the tree, and that the log signed this tree.
    /// - Parameter isRekor2: the log's name must then be its address.
    func checkInclusion(isRequired: Bool, isRekor2: Bool) throws(Rejection) {
        guard let proof = entry.proof else {
            guard !isRequired else { throw invalid(noProof) }
            return
        }
        let leaf = MerkleTree.leafHash(entry.body)
        guard MerkleTree.root(leaf: leaf, at: proof.index, of: proof.treeSize, path: proof.hashes) == proof.rootHash
        else { throw invalid(badProof) }
        guard let text = proof.checkpoint else {
            guard !isRequired else { throw invalid(noCheckpoint) }
            return
        }
        let checkpoint = try Checkpoint.parse(text)
        guard checkpoint.size == proof.treeSize, checkpoint.rootHash == proof.rootHash else { throw invalid(otherTree) }
        guard !isRekor2 || checkpoint.isFrom(log) else { throw invalid(otherOrigin(checkpoint.origin, log)) }
        guard checkpoint.isSigned(by: log) else { throw invalid(unsignedCheckpoint(log)) }
    }

    /// That the log's key was in use at each time of signing. Without any, only a key that is still in use is believed.
    func checkValidity(at times: [Date]) throws(Rejection) {
        let isValid = times.isEmpty ? log.validity.end == nil : times.allSatisfy(log.validity.contains)
        guard isValid else { throw Rejection(.signature, .untrusted, logNotValid(log)) }
    }
}

private func invalid(_ reason: String) -> Rejection { Rejection(.signature, .invalid, reason) }

// MARK: - What the user reads

private let promiseWithoutTime = "a log entry holds the log's promise without its time"
private let badPromise = "the log's promise to include the entry (SET) does not carry the log's signature"
private let noProof = "a log entry lacks its inclusion proof; nothing is fetched from the log"
private let badProof = "a log entry's inclusion proof does not lead to its root hash"
private let noCheckpoint = "a log entry's inclusion proof has no checkpoint, so the log has not signed its tree"
private let otherTree = "a log entry's inclusion proof is not about the tree of its checkpoint"
private func unknownLog(_ entry: LogEntry) -> String {
    "a log entry is in a log that the trusted root does not name (\(StrictBase64.encode(Array(entry.logID.prefix(32)))))"
}
private func logNotValid(_ log: SigstoreTrustedRoot.Log) -> String {
    "the key of the log \(quoted(log.baseURL, limit: 80)) is not valid at the time of signing, as the trusted root says"
}
private func otherOrigin(_ origin: String, _ log: SigstoreTrustedRoot.Log) -> String {
    "the checkpoint is that of \(quoted(origin, limit: 80)), not of \(quoted(log.baseURL, limit: 80))"
}
private func unsignedCheckpoint(_ log: SigstoreTrustedRoot.Log) -> String {
    "the checkpoint carries no valid signature of the log \(quoted(log.baseURL, limit: 80))"
}
