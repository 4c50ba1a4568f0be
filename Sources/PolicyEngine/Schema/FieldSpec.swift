/// What one value of a policy document may be. The decoder, its messages, the JSON Schema and the documentation are
/// all made from these values.
package indirect enum ValueSpec: Sendable {
    /// Text of one form.
    case text(TextForm)
    /// `true` or `false`.
    case flag
    /// One of a few words.
    case word([String])
    /// A list without duplicates.
    case list(of: ValueSpec, atLeast: Int)
    /// One value, or a list of such values.
    case oneOrMore(ValueSpec)
    /// Named fields.
    case record(RecordSpec)
    /// Any names, each with a text: labels and annotations.
    case texts
    /// A number, compared as it is written and never rounded.
    case decimal
    /// A whole number.
    case count(ClosedRange<Int>)
    /// Any names, each with a number.
    case decimals
}

extension ValueSpec {
    /// The record that stands here, alone or in a list, and how its path goes on.
    var record: (RecordSpec, String)? {
        switch self {
        case .record(let record): (record, "")
        case .list(let element, _): element.record.map { ($0.0, "[]") }
        case .text, .flag, .word, .oneOrMore, .texts, .decimal, .count, .decimals: nil
        }
    }
}

/// One field of a record.
package struct FieldSpec: Sendable {
    package var name: String
    package var value: ValueSpec
    package var isRequired: Bool
    /// What holds where the field is left out, as documentation says it.
    package var absent: String?
    /// One sentence for its users.
    package var summary: String

    package init(
        _ name: String, _ value: ValueSpec, required: Bool = false, absent: String? = nil, _ summary: String
    ) {
        self.name = name
        self.value = value
        self.isRequired = required
        self.absent = absent
        self.summary = summary
    }
}

/// Named fields, of which no others are allowed.
package struct RecordSpec: Sendable {
    /// What messages call it: `rules`, `a source`.
    package var name: String
    package var fields: [FieldSpec]
    /// Whether at least one field must stand there.
    package var mayBeEmpty: Bool
    /// Fields of which at most one may stand there.
    package var choices: [FieldChoice]

    package init(
        _ name: String, mayBeEmpty: Bool = true, choices: [FieldChoice] = [],
        _ fields: [FieldSpec]
    ) {
        self.name = name
        self.mayBeEmpty = mayBeEmpty
        self.choices = choices
        self.fields = fields
    }

    package func field(_ name: String) -> FieldSpec? { fields.first { $0.name == name } }

    /// The paths at which a field of this name stands, here and in the records within.
    func places(of name: String, below path: String) -> [String] {
        fields.flatMap { field -> [String] in
            let place = "\(path).\(field.name)"
            let inner = field.value.record.map { $0.0.places(of: name, below: place + $0.1) } ?? []
            return field.name == name ? [place] + inner : inner
        }
    }
}

/// Fields that say the same thing in different ways.
package struct FieldChoice: Sendable {
    package var names: [String]
    /// Whether one of them must stand there.
    package var isRequired: Bool

    package init(_ names: String..., required: Bool = false) {
        self.names = names
        isRequired = required
    }
}

/// One kind of document.
package struct DocumentSpec: Sendable {
    package var kind: String
    package var summary: String
    package var spec: RecordSpec

    package init(kind: String, summary: String, spec: RecordSpec) {
        self.kind = kind
        self.summary = summary
        self.spec = spec
    }

    /// The whole document, as the API conventions of Kubernetes have it.
    package var record: RecordSpec {
        RecordSpec(
            kind,
            [
                FieldSpec("apiVersion", .word([PolicySchema.apiVersion]), required: true, "The version of the format."),
                FieldSpec("kind", .word([kind]), required: true, summary),
                FieldSpec("metadata", .record(PolicySchema.metadata), required: true, "Names the document."),
                FieldSpec("spec", .record(spec), required: true, "What it says."),
            ])
    }
}
