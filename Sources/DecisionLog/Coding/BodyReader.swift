import FoundationEssentials
import KubernetesModel

/// Reads the members of one JSON object of an entry, each by its name, and notices those that nobody asked for.
struct BodyReader {
    private let node: Node
    /// `decision.workload`: where the object stands, for messages.
    private let place: String
    private var known = 0

    init(_ node: Node, _ place: String) throws(LogFailure) {
        guard node.isObject else { throw LogFailure(.damaged, wrongKind(place, "object")) }
        self.node = node
        self.place = place
    }

    /// What a newer version wrote is not read by halves.
    func finish() throws(LogFailure) {
        guard known == node.count else { throw LogFailure(.schema, unknownMember(place)) }
    }

    mutating func optional(_ key: StaticString) throws(LogFailure) -> String? {
        guard let value = take(key) else { return nil }
        guard let text = value.string else { throw wrong(key, "text") }
        return text
    }

    mutating func text(_ key: StaticString) throws(LogFailure) -> String { try optional(key) ?? "" }

    mutating func required(_ key: StaticString) throws(LogFailure) -> String {
        guard let text = try optional(key) else { throw wrong(key, "text") }
        return text
    }

    mutating func optionalInteger(_ key: StaticString) throws(LogFailure) -> Int? {
        guard let value = take(key) else { return nil }
        guard let number = value.int else { throw wrong(key, "integer") }
        return number
    }

    mutating func integer(_ key: StaticString) throws(LogFailure) -> Int {
        guard let number = try optionalInteger(key) else { throw wrong(key, "integer") }
        return number
    }

    mutating func flag(_ key: StaticString) throws(LogFailure) -> Bool {
        guard let value = take(key) else { return false }
        guard let flag = value.bool else { throw wrong(key, "boolean") }
        return flag
    }

    mutating func date(_ key: StaticString) throws(LogFailure) -> Date {
        LogTime.date(Int64(try integer(key)))
    }

    mutating func texts(_ key: StaticString) throws(LogFailure) -> [String] {
        try list(key) { node, place throws(LogFailure) in
            guard let text = node.string else { throw LogFailure(.damaged, wrongKind(place, "text")) }
            return text
        }
    }

    mutating func list<Element>(
        _ key: StaticString, _ read: (Node, String) throws(LogFailure) -> Element
    ) throws(LogFailure) -> [Element] {
        guard let value = take(key) else { return [] }
        guard value.isArray else { throw wrong(key, "list") }
        var elements: [Element] = []
        elements.reserveCapacity(value.count)
        for element in value.elements { elements.append(try read(element, name(key))) }
        return elements
    }

    /// The member as an object; nil where there is none.
    mutating func optionalObject<Value>(
        _ key: StaticString, _ read: (Node, String) throws(LogFailure) -> Value
    ) throws(LogFailure) -> Value? {
        guard let value = take(key) else { return nil }
        return try read(value, name(key))
    }

    mutating func object<Value>(
        _ key: StaticString, _ read: (Node, String) throws(LogFailure) -> Value
    ) throws(LogFailure) -> Value {
        guard let value = try optionalObject(key, read) else { throw wrong(key, "object") }
        return value
    }

    func wrong(_ key: StaticString, _ kind: String) -> LogFailure { LogFailure(.damaged, wrongKind(name(key), kind)) }

    private mutating func take(_ key: StaticString) -> Node? {
        guard let value = node[key] else { return nil }
        known += 1
        return value
    }

    private func name(_ key: StaticString) -> String { place.isEmpty ? "\(key)" : "\(place).\(key)" }
}

// MARK: - What the user reads

private func wrongKind(_ place: String, _ kind: String) -> String {
    "an entry's \(place.isEmpty ? "body" : place) is missing or no \(kind)"
}
private func unknownMember(_ place: String) -> String {
    "an entry's \(place.isEmpty ? "body" : place) holds fields that this version does not know; read it with a newer one"
}
