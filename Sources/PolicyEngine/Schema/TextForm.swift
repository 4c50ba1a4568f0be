/// A form that a text must have: what it is called, how a JSON Schema says it, and what is wrong with a given text.
package struct TextForm: Sendable {
    /// What is expected, for messages: `a glob on namespace names, such as "*-prod"`.
    package var expected: String
    /// ECMA 262 pattern for the JSON Schema: never looser than needed for editors, never stricter than `problem`.
    package var pattern: String
    /// Why a text is not of this form; nil where it is.
    package var problem: @Sendable (String) -> String?

    package init(expected: String, pattern: String, problem: @escaping @Sendable (String) -> String?) {
        self.expected = expected
        self.pattern = pattern
        self.problem = problem
    }
}

extension TextForm {
    /// Words for people: a reason, an owner, a ticket.
    package static let prose = TextForm(expected: "a text that is not empty", pattern: #"\S"#) { text in
        text.utf8.allSatisfy { $0 == 0x20 || (0x09...0x0d).contains($0) } ? "it is empty" : nil
    }

    /// The name of a document.
    package static let name = TextForm(
        expected: "a name of lower-case letters, digits, - and .",
        pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"
    ) { text in
        guard let first = text.utf8.first, let last = text.utf8.last else { return "it is empty" }
        guard text.utf8.count <= 253 else { return "it is longer than 253 characters" }
        guard isLowerOrDigit(first), isLowerOrDigit(last) else { return "it must begin and end with a letter or digit" }
        return text.utf8.allSatisfy { isLowerOrDigit($0) || $0 == hyphen || $0 == dot } ? nil : onlyLowerCase
    }

    /// A glob on the names of namespaces. One that no namespace can have matches nothing by construction.
    package static let namespaceGlob = TextForm(
        expected: #"a glob on namespace names, such as "*-prod""#, pattern: "^[a-z0-9*]([-a-z0-9*]*[a-z0-9*])?$"
    ) { text in
        guard !text.isEmpty else { return "it is empty, and no namespace has an empty name" }
        guard text.utf8.allSatisfy({ isLowerOrDigit($0) || $0 == hyphen || $0 == star }) else {
            return "it matches nothing: a namespace's name has only lower-case letters, digits and -"
        }
        guard text.utf8.first != hyphen, text.utf8.last != hyphen else {
            return "it matches nothing: no namespace's name begins or ends with -"
        }
        return text.utf8.filter { $0 != star }.count <= 63 ? nil : "it matches nothing: no name is longer than 63"
    }

    /// A glob on the names of objects.
    package static let objectGlob = TextForm(
        expected: #"the name of an object, or a glob such as "churn-*""#, pattern: #"^[^\s/%]+$"#
    ) { text in
        guard !text.isEmpty else { return "it is empty, and no object has an empty name" }
        let fits = text.utf8.allSatisfy { $0 > 0x20 && $0 != slash && $0 != UInt8(ascii: "%") }
        return fits ? nil : "it matches nothing: no object's name has spaces, / or %"
    }

    /// A glob on references.
    package static let referenceGlob = TextForm(
        expected: #"a reference, or a glob such as "s3://ml-models-prod/churn/**""#, pattern: #"\S"#
    ) { text in TextForm.prose.problem(text) }

    /// An API group.
    package static let group = TextForm(
        expected: #"an API group, such as "serving.kserve.io""#, pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"
    ) { text in TextForm.name.problem(text) }

    /// Where a source is served from.
    package static let endpoint = TextForm(
        expected: #"an endpoint, such as "https://minio.corp:9000""#, pattern: #"^\S+$"#
    ) { text in
        guard !text.isEmpty else { return "it is empty" }
        return text.utf8.allSatisfy { $0 > 0x20 } ? nil : "it has spaces in it"
    }

    /// A moment.
    package static let moment = TextForm(
        expected:
            #"a moment such as "2027-01-31T00:00:00Z", or a date such as "2027-01-31" (the end of that day, UTC)"#,
        pattern: #"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2}))?$"#
    ) { text in Timestamp(text) == nil ? "it is no such moment" : nil }

    /// The ServiceAccount of a controller.
    package static let serviceAccount = TextForm(
        expected: #"a ServiceAccount as NAMESPACE:NAME, such as "kserve:kserve-controller-manager""#,
        pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?:[a-z0-9]([-a-z0-9.]*[a-z0-9])?$"
    ) { text in
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return "it is not NAMESPACE:NAME" }
        return TextForm.name.problem(parts[0]) ?? TextForm.name.problem(parts[1])
    }
}

private let star = UInt8(ascii: "*")
private let hyphen = UInt8(ascii: "-")
private let dot = UInt8(ascii: ".")
private let slash = UInt8(ascii: "/")
private let onlyLowerCase = "it may have only lower-case letters, digits, - and ."

private func isLowerOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
