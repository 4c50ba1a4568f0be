import Attestation

/// What one entry tells of itself.
struct EntryCheck {
    let keys: [PublicKey]

    /// Whether a checkpoint is signed by one of the keys.
    enum Signing {
        case none, foreign, trusted
    }

    func findings(_ entry: SealedEntry) -> (body: EntryBody?, findings: [LogFinding]) {
        var findings: [LogFinding] = []
        let isChanged = entry.computedHash != entry.hash
        if isChanged { findings.append(LogFinding(.changed, entry.place, changed)) }
        do throws(LogFailure) {
            let body = try entry.decoded()
            if EntryColumns(body) != entry.columns {
                findings.append(LogFinding(.columns, entry.place, columns))
            }
            // Nothing that a changed entry says of others is believed.
            return (isChanged ? nil : body, findings)
        } catch {
            return (nil, findings + [LogFinding(.unreadable, entry.place, error.reason)])
        }
    }

    /// Of an entry that is a checkpoint.
    func signing(
        _ checkpoint: EntryBody.Checkpoint, _ place: ChainPlace
    ) -> (signing: Signing, findings: [LogFinding]) {
        guard let text = checkpoint.envelope else { return (.none, []) }
        do throws(Rejection) {
            let envelope = try Envelope.parse(Array(text.utf8))
            guard envelope.payloadType == CheckpointPayload.type,
                let payload = try? CheckpointPayload(envelope.payload), payload.chains == checkpoint.chains
            else { return (.foreign, [LogFinding(.signature, place, somethingElse)]) }
            guard !keys.isEmpty else { return (.foreign, []) }
            let message = envelope.signedBytes
            let isTrusted = envelope.signatures.contains { signature in
                keys.contains { $0.scheme(ofSignature: signature.bytes, over: message) != nil }
            }
            return isTrusted ? (.trusted, []) : (.foreign, [LogFinding(.signature, place, stranger)])
        } catch {
            return (.foreign, [LogFinding(.signature, place, noEnvelope(error.reason))])
        }
    }
}

// MARK: - What the user reads

private let changed = "its content does not give its hash: it was changed after it was written"
private let columns = "its columns or the rows about its models say something else than its body"
private let somethingElse = "what its checkpoint's signature covers is not what the checkpoint says"
private let stranger = "its checkpoint is signed by none of the keys given"
private func noEnvelope(_ reason: String) -> String { "its checkpoint's envelope cannot be read: \(reason)" }
