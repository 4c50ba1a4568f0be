import KubernetesModel

/// A reference to the data that a model was trained or evaluated on, and whether it can only ever mean one thing.
package struct DatasetReference: Sendable, Hashable {
    /// What holds the reference to its data.
    package enum Class: String, Sendable, Hashable, CaseIterable {
        /// Addressed by content, or by a commit.
        case pinned
        /// One version of a store: the store can lose it, and it never means anything else.
        case conditional
        /// Addressed by MD5, for which other data can be made.
        case weak
        /// A name or label, which can come to mean other data.
        case mutable

        /// What a policy can admit.
        package static let words = [Class.pinned, .conditional, .weak].map(\.rawValue)
    }

    /// As it was written.
    package var text: String
    package var pin: Class
    /// A half-sentence that can follow "is".
    package var reason: String
    /// What to write instead; nil where nothing needs mending.
    package var suggestion: String?
    /// What it names, without version and digest; nil where it names nothing but a digest.
    package var uri: String?
    /// What kind of store or format gives the version: `git`, `lakefs`, `s3-version`.
    package var kind: String?
    package var version: String?
    /// By algorithm, as in-toto names them: `sha256`, `md5`, `gitCommit`.
    package var digests: [String: String]

    init(
        _ text: String, _ pin: Class, _ reason: String, suggestion: String? = nil, uri: String? = nil,
        kind: String? = nil, version: String? = nil, digests: [String: String] = [:]
    ) {
        self.text = text
        self.pin = pin
        self.reason = reason
        self.suggestion = suggestion
        self.uri = uri
        self.kind = kind
        self.version = version
        self.digests = digests
    }

    /// Reads one reference; never fails: what nobody can read is mutable, with the reason.
    package init(_ text: String) {
        // Object keys end at 1 KiB, and servers refuse addresses of more than 8.
        guard text.utf8.count <= 8192 else {
            self.init(text, .mutable, tooLong)
            return
        }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            self.init(text, .mutable, text.isEmpty ? empty : notPrintable, suggestion: byDigest)
            return
        }
        guard Placeholder.first(in: text) == nil else {
            self.init(text, .mutable, leftOpen, suggestion: byDigest)
            return
        }
        self = DatasetForm.read(text)
    }

    /// The references in the value of an annotation, which white space separates.
    package static func all(in value: String) -> [DatasetReference] {
        value.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }
            .compactMap { String($0).map(DatasetReference.init) }
    }
}

// MARK: - What the user reads

private let tooLong = "invalid: it is longer than 8 KiB"
private let empty = "invalid: it is empty"
private let notPrintable = "invalid: it contains white space or control characters"
private let leftOpen = "left open: nothing says what its variable stands for"
private let byDigest = "name the data by its digest, e.g. sha256:<64 hexadecimal digits>"
