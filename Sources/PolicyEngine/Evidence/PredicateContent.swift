import Attestation
import KubernetesModel

/// What a verified statement says, read once when it is loaded.
package enum PredicateContent: Sendable {
    case evaluation(Evaluation)
    case lineage(Lineage)
    case modelSignature(ModelManifest)
    /// A predicate of a type that we read, which is not what its type asks for.
    case malformed(String)
    /// A predicate of another type.
    case other

    package init(_ statement: Statement) {
        do throws(MalformedPredicate) {
            switch statement.predicateType {
            case PredicateType.modelEvaluation: self = .evaluation(try Evaluation(modelEvaluation: statement.predicate))
            case PredicateType.testResult: self = .evaluation(try Evaluation(testResult: statement.predicate))
            case PredicateType.cycloneDX: self = .evaluation(try Evaluation(cycloneDX: statement))
            case PredicateType.provenanceV1: self = .lineage(try Lineage(provenanceV1: statement.predicate))
            case PredicateType.provenanceV0_2: self = .lineage(try Lineage(provenanceV0_2: statement.predicate))
            case PredicateType.modelSignature: self = try Self.modelSignature(statement)
            default: self = .other
            }
        } catch {
            self = .malformed(error.reason)
        }
    }

    private static func modelSignature(_ statement: Statement) throws(MalformedPredicate) -> PredicateContent {
        do throws(Rejection) {
            return .modelSignature(try ModelManifest.read(statement))
        } catch {
            throw MalformedPredicate(error.reason)
        }
    }
}

/// Why a predicate proves nothing: a half-sentence that can follow "rejected:".
struct MalformedPredicate: Error, Sendable, Hashable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

/// The shapes that predicates are made of; each throws where the shape is another.
struct PredicateReader {
    let node: Node
    /// `predicate`, `metrics[3]`.
    let name: String

    init(_ node: Node, _ name: String) throws(MalformedPredicate) {
        guard node.isObject else { throw MalformedPredicate("\(name) is not an object") }
        self.node = node
        self.name = name
    }

    /// More of one thing than anybody writes.
    static let mostItems = 10_000

    func text(_ key: String) throws(MalformedPredicate) -> String? {
        guard let value = node[key], !value.isNull else { return nil }
        guard let text = value.string else { throw MalformedPredicate("\(name).\(key) is not a text") }
        return text
    }

    func neededText(_ key: String) throws(MalformedPredicate) -> String {
        guard let text = try text(key), !text.isEmpty else { throw MalformedPredicate("\(name) has no \(key)") }
        return text
    }

    /// The elements of a list, each with what to call it; none where there is no such list.
    func list(_ key: String) throws(MalformedPredicate) -> [(node: Node, name: String)] {
        guard let value = node[key], !value.isNull else { return [] }
        guard value.isArray else { throw MalformedPredicate("\(name).\(key) is not a list") }
        guard value.count <= Self.mostItems else {
            throw MalformedPredicate("\(name).\(key) has more than \(Self.mostItems) elements")
        }
        return value.elements.enumerated().map { ($1, "\(key)[\($0)]") }
    }

    func texts(_ key: String) throws(MalformedPredicate) -> [String] {
        var texts: [String] = []
        for (element, name) in try list(key) {
            guard let text = element.string else { throw MalformedPredicate("\(name) is not a text") }
            texts.append(text)
        }
        return texts
    }

    func object(_ key: String) throws(MalformedPredicate) -> PredicateReader? {
        guard let value = node[key], !value.isNull else { return nil }
        return try PredicateReader(value, name == "predicate" ? key : "\(name).\(key)")
    }

    func descriptors(_ key: String, most: Int = mostItems) throws(MalformedPredicate) -> [ResourceDescriptor] {
        var all: [ResourceDescriptor] = []
        guard (node[key]?.count ?? 0) <= most else {
            throw MalformedPredicate("\(name).\(key) has more than \(most) elements")
        }
        for (element, name) in try list(key) {
            guard let descriptor = ResourceDescriptor(element) else {
                throw MalformedPredicate("\(name) is no ResourceDescriptor")
            }
            all.append(descriptor)
        }
        return all
    }

    func decimal(_ key: String) throws(MalformedPredicate) -> ExactDecimal? {
        guard let value = node[key], !value.isNull else { return nil }
        guard let decimal = ExactDecimal(value) else {
            throw MalformedPredicate(
                "\(name).\(key) is \(quoted(value.scalarText ?? "", limit: 40)), which is no number")
        }
        return decimal
    }

    func count(_ key: String) throws(MalformedPredicate) -> Int? {
        guard let value = node[key], !value.isNull else { return nil }
        guard let count = value.int ?? value.string.flatMap({ Int($0) }), count >= 0 else {
            throw MalformedPredicate("\(name).\(key) is no count")
        }
        return count
    }

    /// A moment of RFC 3339, with its time of day.
    func moment(_ key: String) throws(MalformedPredicate) -> Timestamp? {
        guard let text = try text(key) else { return nil }
        guard text.utf8.count > 10, let moment = Timestamp(text) else {
            throw MalformedPredicate("\(name).\(key) is \(quoted(text, limit: 40)), which is no moment of RFC 3339")
        }
        return moment
    }
}
