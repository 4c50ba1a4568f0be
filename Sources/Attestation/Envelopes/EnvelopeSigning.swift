import KubernetesModel

extension Envelope {
    /// Signs `payload`, and writes it as a DSSE envelope: one line of JSON with a line break behind it.
    package static func sign(
        payload: [UInt8], payloadType: String = inTotoPayloadType, with keys: PrivateKey...
    ) throws(KeyError) -> [UInt8] {
        let message = preAuthenticationEncoding(payload, type: payloadType)
        var signatures: [Signature] = []
        for key in keys {
            signatures.append(Signature(keyID: key.publicKey.names.keyID, bytes: try key.sign(message)))
        }
        return write(payload: payload, payloadType: payloadType, signatures: signatures)
    }

    /// Writes a statement with a signature over its encoding that was made elsewhere.
    package static func write(payload: [UInt8], signature: [UInt8], of key: PublicKey) -> [UInt8] {
        write(
            payload: payload, payloadType: inTotoPayloadType,
            signatures: [Signature(keyID: key.names.keyID, bytes: signature)])
    }

    package static func write(payload: [UInt8], payloadType: String, signatures: [Signature]) -> [UInt8] {
        var writer = JSONWriter(capacity: payload.count / 3 * 4 + 512)
        writer.object { envelope in
            envelope.member("payload", StrictBase64.encode(payload))
            envelope.member("payloadType", payloadType)
            envelope.key("signatures")
            envelope.array { list in
                for signature in signatures {
                    list.object {
                        $0.member("keyid", signature.keyID)
                        $0.member("sig", StrictBase64.encode(signature.bytes))
                    }
                }
            }
        }
        return writer.bytes + [0x0A]
    }
}
