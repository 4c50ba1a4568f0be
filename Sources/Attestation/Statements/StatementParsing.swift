import KubernetesModel

extension Statement {
    /// Reads an in-toto statement: steps 7 and 8 of verification. Unknown fields are ignored, as in-toto asks; what is
    /// known and has the wrong shape is refused.
    package static func parse(
        _ payload: [UInt8], limits: EnvelopeLimits = .standard
    ) throws(Rejection) -> Statement {
        let root = try StrictJSON.object(payload, limits: limits, step: .payload)
        guard let type = root["_type"]?.string else { throw Rejection(.statementType, .invalid, noType) }
        guard let version = Version(rawValue: type) else {
            throw Rejection(.statementType, .invalid, unknownType(type))
        }
        guard let predicateType = root["predicateType"]?.nonEmptyString else {
            throw Rejection(.payload, .invalid, noPredicateType)
        }
        return Statement(
            version: version, subjects: try subjects(root["subject"], limits: limits), predicateType: predicateType,
            predicate: try predicate(root["predicate"], limits: limits))
    }

    /// Unset is the same as empty (spec/v1/statement.md); the rules then miss what they need in it.
    private static func predicate(_ node: Node?, limits: EnvelopeLimits) throws(Rejection) -> Node {
        guard let node, !node.isNull else {
            return try StrictJSON.object(Array("{}".utf8), limits: limits, step: .payload)
        }
        guard node.isObject else { throw Rejection(.payload, .invalid, badPredicate) }
        return node
    }

    private static func subjects(_ node: Node?, limits: EnvelopeLimits) throws(Rejection) -> [ResourceDescriptor] {
        guard let node, node.isArray else { throw Rejection(.payload, .invalid, noSubjects) }
        guard node.count > 0 else { throw Rejection(.payload, .invalid, noSubject) }
        guard node.count <= limits.subjects else {
            throw Rejection(.size, .invalid, tooManySubjects(node.count, limits.subjects))
        }
        var subjects: [ResourceDescriptor] = []
        for element in node.elements {
            guard let subject = ResourceDescriptor(element) else { throw Rejection(.payload, .invalid, badSubject) }
            subjects.append(subject)
        }
        return subjects
    }
}

extension ResourceDescriptor {
    /// The descriptor that `node` holds; nil where a field that is known has the wrong shape.
    package init?(_ node: Node) {
        guard node.isObject, let name = Self.text(node["name"]), let uri = Self.text(node["uri"]),
            let digests = Self.texts(node["digest"])
        else { return nil }
        self.init(name: name, uri: uri, digests: digests, annotations: Self.annotations(node["annotations"]))
    }

    /// `.some(nil)` where there is none, nil where it is no text.
    private static func text(_ node: Node?) -> String?? {
        guard let node, !node.isNull else { return .some(nil) }
        return node.string.map { .some($0) }
    }

    private static func texts(_ node: Node?) -> [String: String]? {
        guard let node, !node.isNull else { return [:] }
        guard node.isObject else { return nil }
        var texts: [String: String] = [:]
        for member in node.members {
            guard let text = member.value.string else { return nil }
            texts[member.key] = text
        }
        return texts
    }

    /// Only those that are read here, and only text: others are free in form.
    private static func annotations(_ node: Node?) -> [String: String] {
        var annotations: [String: String] = [:]
        for key in ["kind", "version"] { annotations[key] = node?[key]?.string }
        return annotations
    }
}

// MARK: - What the user reads

private let noType = "the payload has no _type, so it is no in-toto statement"
private let noPredicateType = "the statement has no predicateType"
private let badPredicate = "the statement's predicate is no object"
private let noSubjects = "the statement has no list of subjects"
private let noSubject = "the statement has no subject"
private let badSubject = "a subject of the statement is malformed (name and uri are text, digest maps names to text)"
private func unknownType(_ type: String) -> String {
    "the payload's _type \(quoted(type, limit: 100)) is no in-toto statement v1 or v0.1"
}
private func tooManySubjects(_ count: Int, _ limit: Int) -> String {
    "the statement has \(count) subjects; at most \(limit) are looked at"
}
