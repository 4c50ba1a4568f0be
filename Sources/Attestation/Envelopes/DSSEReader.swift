import KubernetesModel

/// Reads the JSON form of a DSSE envelope (envelope.md). Unknown fields are ignored, as it asks.
struct DSSEReader {
    let limits: EnvelopeLimits
    var carrier: Envelope.Carrier = .dsse
    var material: Envelope.Material = .none

    /// Protocol buffers read base64 with or without padding; DSSE itself requires it.
    private var padding: StrictBase64.Padding { carrier == .dsse ? .required : .optional }

    func envelope(_ node: Node, bytes: [UInt8]) throws(Rejection) -> Envelope {
        guard let payload = node["payload"], payload.kind == .string else { throw malformed("payload", "text") }
        guard let payloadType = node["payloadType"]?.string else { throw malformed("payloadType", "text") }
        guard let list = node["signatures"], list.isArray else { throw malformed("signatures", "list") }
        guard list.count > 0 else { throw Rejection(.json, .invalid, unsigned) }
        guard list.count <= limits.signatures else {
            throw Rejection(.size, .invalid, tooManySignatures(list.count, limits.signatures))
        }
        let body = try base64(payload, "payload")
        guard body.count <= limits.payload else { throw Rejection(.size, .invalid, payloadTooLarge(limits.payload)) }
        var signatures: [Envelope.Signature] = []
        for element in list.elements { signatures.append(try signature(element)) }
        return Envelope(
            carrier: carrier, digest: ContentDigest.sha256(bytes), payloadType: payloadType, payload: body,
            signatures: signatures, material: material, limits: limits)
    }

    private func signature(_ node: Node) throws(Rejection) -> Envelope.Signature {
        guard let text = node["sig"], text.kind == .string else { throw malformed("signatures[].sig", "text") }
        var keyID = ""
        // null: unset, as protocol buffers read it; model-signing wrote it so.
        if let given = node["keyid"], !given.isNull {
            guard let text = given.string else { throw malformed("signatures[].keyid", "text") }
            keyID = text
        }
        return Envelope.Signature(keyID: keyID, bytes: try base64(text, "signatures[].sig"))
    }

    private func base64(_ node: Node, _ field: String) throws(Rejection) -> [UInt8] {
        guard let bytes = node.withUTF8({ StrictBase64.decode($0, padding: padding) }) ?? nil else {
            throw Rejection(.base64, .invalid, notBase64(field))
        }
        return bytes
    }
}

func malformed(_ field: String, _ kind: String) -> Rejection { Rejection(.json, .invalid, missing(field, kind)) }

// MARK: - What the user reads

private let unsigned = "it has no signature"
private func missing(_ field: String, _ kind: String) -> String { "\(field) is missing or no \(kind)" }
private func notBase64(_ field: String) -> String {
    "\(field) is not strict base64 (one alphabet, padded, no white space, no bits left over)"
}
private func tooManySignatures(_ count: Int, _ limit: Int) -> String {
    "it has \(count) signatures; at most \(limit) are looked at"
}
private func payloadTooLarge(_ limit: Int) -> String { "its payload is larger than the limit of \(limit >> 20) MiB" }
