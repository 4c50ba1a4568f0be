import Attestation
import FoundationEssentials
import KubernetesModel

/// What a signed checkpoint says: how chains stood at a time. A chain's last hash vouches for all that stands before it.
package struct CheckpointPayload: Sendable, Hashable {
    package static let type = "application/vnd.pedigree.log-checkpoint+json"

    package var chains: [ChainSpan]
    /// Microseconds since 1970.
    package var time: Int64

    package init(chains: [ChainSpan], time: Int64) {
        self.chains = chains
        self.time = time
    }

    /// Canonical JSON.
    package func encoded() -> [UInt8] {
        var json = JSONWriter(capacity: 256 + 200 * chains.count)
        json.object { json in
            json.list("chains", chains) { $1.write(&$0) }
            json.member("time", Int(time))
            json.member("v", EntryBody.form)
        }
        return json.bytes
    }

    package init(_ bytes: [UInt8]) throws(LogFailure) {
        let document: Document
        do throws(ParseError) {
            document = try JSONParser.parse(bytes, tellsPlaces: false)
        } catch {
            throw LogFailure(.damaged, noJSON(error.message))
        }
        var reader = try BodyReader(document.root, "checkpoint")
        guard try reader.integer("v") == EntryBody.form else { throw LogFailure(.schema, otherForm) }
        self.init(
            chains: try reader.list("chains", ChainSpan.init), time: Int64(try reader.integer("time")))
        try reader.finish()
    }
}

extension EntryBody.Checkpoint {
    /// How `chains` stand, signed where there is a key.
    package init(_ chains: [ChainSpan], at time: Date, key: PrivateKey?) throws(KeyError) {
        self.init(chains: chains, envelope: nil)
        guard let key else { return }
        let payload = CheckpointPayload(chains: chains, time: LogTime.microseconds(time)).encoded()
        let bytes = try Envelope.sign(payload: payload, payloadType: CheckpointPayload.type, with: key)
        envelope = String(decoding: bytes.dropLast(), as: UTF8.self)
    }
}

// MARK: - What the user reads

private func noJSON(_ reason: String) -> String { "a checkpoint's payload is no JSON: \(reason)" }
private let otherForm = "a checkpoint has a form that this version does not know; read it with a newer one"
