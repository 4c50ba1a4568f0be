import KubernetesModel

/// What a log says its tree is, under its signature (C2SP: tlog-checkpoint, signed-note).
struct Checkpoint: Sendable, Hashable {
    struct Signature: Sendable, Hashable {
        var name: String
        /// The first four bytes of the key's identifier: which key of that name it claims to be.
        var keyHint: [UInt8]
        var bytes: [UInt8]
    }

    let origin: String
    let size: UInt64
    let rootHash: [UInt8]
    let signatures: [Signature]
    /// What the signatures are over: everything before the empty line, its last line break included.
    let signedText: [UInt8]

    static let mostSignatures = 64

    static func parse(_ text: String) throws(Rejection) -> Checkpoint {
        let bytes = Array(text.utf8)
        guard bytes.last == newline, let gap = lastEmptyLine(in: bytes) else { throw invalid(noNote) }
        guard !text.unicodeScalars.contains(where: { ($0.value < 0x20 && $0.value != 0x0A) || $0.value == 0x7F }) else {
            throw invalid(noNote)
        }
        let signedText = Array(bytes[...gap])
        let lines = signedText.dropLast().split(separator: newline, omittingEmptySubsequences: false)
        guard lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }) else { throw invalid(noCheckpoint) }
        guard let size = ProtobufJSON.decimal(lines[1]), let rootHash = base64(lines[2]), rootHash.count == 32 else {
            throw invalid(noCheckpoint)
        }
        let signatureLines = bytes[(gap + 2)...].dropLast().split(separator: newline, omittingEmptySubsequences: false)
        guard signatureLines.count <= mostSignatures else { throw invalid(tooManySignatures) }
        var signatures: [Signature] = []
        for line in signatureLines {
            guard let signature = signature(line) else { throw invalid(badSignatureLine) }
            signatures.append(signature)
        }
        return Checkpoint(
            origin: String(decoding: lines[0], as: UTF8.self), size: size, rootHash: rootHash, signatures: signatures,
            signedText: signedText)
    }

    /// Whether this log signed it, by its own name. Signatures by other keys, those of witnesses among them, are neither
    /// here nor there.
    func isSigned(by log: SigstoreTrustedRoot.Log) -> Bool {
        let hint = Array(log.checkpointKeyID.prefix(4))
        return signatures.contains {
            $0.keyHint == hint && $0.name == signerName && log.signed(signedText, $0.bytes)
        }
    }

    /// Rekor v1 writes `rekor.sigstore.dev - 1193050959916656506`, its name and its tree; all others write their name
    /// alone.
    var signerName: String {
        guard let separator = origin.utf8Range(of: " - ") else { return origin }
        return String(origin[..<separator])
    }

    /// Whether the origin is the log's own address without its scheme (architecture-docs, rekor-v2-spec).
    func isFrom(_ log: SigstoreTrustedRoot.Log) -> Bool {
        var address = Substring(log.baseURL)
        for scheme in ["https://", "http://"] where address.hasPrefix(scheme) {
            address = address.dropFirst(scheme.count)
        }
        while address.hasSuffix("/") { address = address.dropLast() }
        let host = address.prefix { $0 != "/" }
        return !origin.isEmpty && (origin.utf8.elementsEqual(address.utf8) || origin.utf8.elementsEqual(host.utf8))
    }

    /// `— NAME BASE64`, the first four bytes being the key's hint.
    private static func signature(_ line: ArraySlice<UInt8>) -> Signature? {
        let dash = Array("\u{2014} ".utf8)
        guard line.starts(with: dash) else { return nil }
        let rest = line.dropFirst(dash.count)
        guard let space = rest.firstIndex(of: UInt8(ascii: " ")), space > rest.startIndex,
            let bytes = base64(rest[(space + 1)...]), bytes.count > 4
        else { return nil }
        return Signature(
            name: String(decoding: rest[..<space], as: UTF8.self), keyHint: Array(bytes.prefix(4)),
            bytes: Array(bytes.dropFirst(4)))
    }

    private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        Array(text).withUnsafeBytes { StrictBase64.decode($0) }
    }

    /// Where the line break before the last empty line stands.
    private static func lastEmptyLine(in bytes: [UInt8]) -> Int? {
        var index = bytes.count - 2
        while index >= 0 {
            if bytes[index] == newline, bytes[index + 1] == newline { return index }
            index -= 1
        }
        return nil
    }

    private static let newline: UInt8 = 0x0A
}

extension String {
    /// Where `text` first begins, compared by bytes.
    fileprivate func utf8Range(of text: String) -> String.Index? {
        let wanted = Array(text.utf8)
        var index = utf8.startIndex
        while index < utf8.endIndex {
            if utf8[index...].starts(with: wanted) { return index }
            index = utf8.index(after: index)
        }
        return nil
    }
}

private func invalid(_ reason: String) -> Rejection { Rejection(.signature, .invalid, reason) }

// MARK: - What the user reads

private let noNote = "the log's checkpoint is no signed note"
private let noCheckpoint = "the log's checkpoint lacks its origin, its size or its root hash"
private let badSignatureLine = "a signature line of the log's checkpoint is malformed, or there is none"
private let tooManySignatures = "the log's checkpoint has more than 64 signatures"
