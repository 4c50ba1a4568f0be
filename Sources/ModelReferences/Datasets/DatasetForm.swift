import KubernetesModel

/// One way to name data. A form says nil to what is none of its own; the first that knows a text decides.
struct DatasetForm: Sendable {
    /// What it looks like, with what varies in capitals.
    let forms: [String]
    /// What it pins, and what not.
    let summary: String
    let read: @Sendable (Substring) -> DatasetReference?

    init(forms: [String], summary: String, read: @escaping @Sendable (Substring) -> DatasetReference?) {
        self.forms = forms
        self.summary = summary
        self.read = read
    }

    /// In the order in which they are asked: a digest outranks whatever stands in front of it.
    static let all: [DatasetForm] = [
        .digest, .dvc, .lfs, .git, .huggingFace, .lakeFS, .delta, .iceberg, .objectVersion, .mlflow, .croissant,
    ]

    static func read(_ text: String) -> DatasetReference {
        for form in all {
            if let reference = form.read(text[...]) { return reference }
        }
        return DatasetReference(text, .mutable, plainReason(text[...]), suggestion: pinIt, uri: text)
    }

    /// Why a plain name or address is no pin, in the words that fit it best.
    private static func plainReason(_ text: Substring) -> String {
        let last = Scan.cutLast(text.finishes(with: "/") ? text.dropLast() : text, at: "/")?.after ?? text
        if movingNames.contains(last.lowercased()) { return "\(clip(last)), which moves by design" }
        if looksLikeDate(last) { return "a date, which says when and not what" }
        return "a name or path, whose data can be replaced"
    }

    private static let movingNames: Set<String> = [
        "latest", "current", "main", "master", "head", "production", "prod", "staging", "stable", "champion", "today",
    ]

    /// `2026-11-21`, `20261121`, `date=2026-11-21`.
    private static func looksLikeDate(_ text: Substring) -> Bool {
        let value = Scan.cutLast(text, at: "=")?.after ?? text
        let digits = value.utf8.filter(Scan.isDigit).count
        let rest = value.utf8.count - digits
        return (digits == 8 || digits == 6) && (rest == 0 || rest == 2 || rest == 1)
            && Scan.all(value) { Scan.isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }
    }
}

/// The part of a query or fragment that has one of `names`: `version=12`, joined by `&` or `,`.
struct DatasetParameters {
    private let pairs: [(name: Substring, value: Substring)]

    init(_ query: Substring) {
        pairs = Scan.parts(query, by: "&").flatMap { Scan.parts($0, by: ",") }.compactMap { part in
            Scan.cut(part, at: "=").map { (name: $0.before, value: $0.after) }
        }
    }

    /// The value of the parameter, written with or without hyphens and in any case; nil where it is absent, empty or
    /// given twice.
    func value(of names: String...) -> String? {
        let found = pairs.filter { pair in
            let name = pair.name.lowercased().filter { $0 != "-" && $0 != "_" }
            return names.contains(name)
        }
        guard found.count == 1, let value = found.first?.value, !value.isEmpty else { return nil }
        return String(value)
    }
}

extension Substring {
    /// The text in front of the first `?` or `#`, and what stands behind it.
    var splitAtQuery: (address: Substring, query: Substring) {
        guard let mark = Scan.firstMark(in: self, of: "?#"), let (address, query) = Scan.cut(self, at: mark) else {
            return (self, "")
        }
        return (address, query)
    }
}

private let pinIt = "add the digest of what it holds: ADDRESS@sha256:<64 hexadecimal digits>"
