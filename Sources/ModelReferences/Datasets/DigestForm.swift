import KubernetesModel

extension DatasetForm {
    /// Digests, alone or behind an address (Croissant's FileObject.sha256, an OCI artifact).
    static let digest = DatasetForm(
        forms: ["sha256:HEX", "ADDRESS@sha256:HEX", "md5:HEX", "gitCommit:HEX"],
        summary: "SHA-2 digests and commits pin; MD5 is weak; SHA-1 and checksums of other kinds pin nothing."
    ) { text in
        if let (address, end) = Scan.cutLast(text, at: "@"), let colon = Scan.cut(end, at: ":"),
            DigestAlgorithm(rawValue: String(colon.before)) != nil
        {
            return judged(text, end, uri: String(address))
        }
        return judged(text, text, uri: nil) ?? bare(text)
    }

    /// Where `digest` is one, what it says of the data at `uri`.
    static func judged(_ text: Substring, _ digest: Substring, uri: String?) -> DatasetReference? {
        guard let (name, hex) = Scan.cut(digest, at: ":"), let algorithm = DigestAlgorithm(rawValue: String(name))
        else {
            return nil
        }
        let whole = String(text)
        guard algorithm.fits(hex) else {
            return DatasetReference(
                whole, .mutable, wrongLength(algorithm, hex), suggestion: algorithm.form, uri: uri)
        }
        let digests = [algorithm.rawValue: String(hex)]
        switch algorithm {
        case .sha256, .sha384, .sha512:
            return DatasetReference(whole, .pinned, "addressed by its content", uri: uri, digests: digests)
        case .gitCommit:
            return DatasetReference(
                whole, .pinned, "addressed by a Git commit", uri: uri, kind: "git", version: String(hex),
                digests: digests)
        case .md5:
            return DatasetReference(whole, .weak, weakDigest, suggestion: strongerDigest, uri: uri, digests: digests)
        case .sha1:
            return DatasetReference(whole, .mutable, brokenDigest, suggestion: strongerDigest, uri: uri)
        }
    }

    /// Hexadecimal digits alone: their number says what they are.
    private static func bare(_ text: Substring) -> DatasetReference? {
        let hex = text.finishes(with: ".dir") ? text.dropLast(4) : text
        guard Scan.all(hex, Scan.isLowerHex) else { return nil }
        switch (hex.utf8.count, text.finishes(with: ".dir")) {
        case (64, false): return judged(text, "sha256:\(text)", uri: nil)
        case (40, false): return judged(text, "gitCommit:\(text)", uri: nil)
        case (32, _): return judged(text, "md5:\(text)", uri: nil)
        default: return nil
        }
    }
}

/// Algorithms by which data is named, as in-toto writes them.
enum DigestAlgorithm: String {
    case sha256, sha384, sha512, gitCommit, md5, sha1

    func fits(_ hex: Substring) -> Bool {
        let digits = self == .md5 && hex.finishes(with: ".dir") ? hex.dropLast(4) : hex
        return lengths.contains(digits.utf8.count) && Scan.all(digits, Scan.isLowerHex)
    }

    private var lengths: [Int] {
        switch self {
        case .sha256: [64]
        case .sha384: [96]
        case .sha512: [128]
        case .gitCommit: [40, 64]
        case .md5: [32]
        case .sha1: [40]
        }
    }

    /// What to write.
    var form: String { "write \(rawValue):<\(lengths[0]) lower-case hexadecimal digits>" }

    static func named(byLength count: Int) -> String? {
        switch count {
        case 8: "MLflow's label"
        case 32: "MD5"
        case 40: "SHA-1 and Git"
        case 64: "SHA-256"
        default: nil
        }
    }
}

// MARK: - What the user reads

private let weakDigest = "addressed by MD5, for which other data can be made on purpose"
private let brokenDigest = "addressed by SHA-1, for which other data has been made on purpose"
private let strongerDigest = "name the data by its SHA-256"

private func wrongLength(_ algorithm: DigestAlgorithm, _ hex: Substring) -> String {
    let count = hex.utf8.count
    guard Scan.all(hex, Scan.isLowerHex), let other = DigestAlgorithm.named(byLength: count) else {
        return "invalid: it is no \(algorithm.rawValue), which has only lower-case hexadecimal digits and all of them"
    }
    return "invalid: it is no \(algorithm.rawValue): \(count) digits are the length of \(other)"
}
