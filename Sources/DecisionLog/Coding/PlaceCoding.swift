import FoundationEssentials
import KubernetesModel
import PolicyEngine

extension WorkloadIdentity {
    func write(_ json: inout JSONWriter) {
        json.filled("group", group)
        json.member("kind", kind)
        json.member("name", name)
        json.present("namespace", namespace)
    }

    init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        self.init(
            group: try reader.text("group"), kind: try reader.required("kind"),
            namespace: try reader.optional("namespace"), name: try reader.required("name"))
        try reader.finish()
    }
}

extension LiveObject.Owner {
    func write(_ json: inout JSONWriter) {
        json.member("uid", uid)
        json.filled("version", version)
        json.object("workload") { workload.write(&$0) }
    }

    init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        self.init(
            uid: try reader.required("uid"), workload: try reader.object("workload", WorkloadIdentity.init),
            version: try reader.text("version"))
        try reader.finish()
    }
}

extension ServedState.Admission {
    /// `allowed`, `tolerated`, `denied`, `found`, or `child:` and the owner's uid.
    package var text: String {
        switch self {
        case .allowed: "allowed"
        case .tolerated: "tolerated"
        case .denied: "denied"
        case .found: "found"
        case .child(let uid): childPrefix + uid
        }
    }

    /// nil for every other text.
    package init?(text: String) {
        switch text {
        case "allowed": self = .allowed
        case "tolerated": self = .tolerated
        case "denied": self = .denied
        case "found": self = .found
        default:
            guard text.hasPrefix(childPrefix) else { return nil }
            self = .child(ownerUID: String(text.dropFirst(childPrefix.count)))
        }
    }
}

private let childPrefix = "child:"

extension BodyReader {
    mutating func optionalAdmission(_ key: StaticString) throws(LogFailure) -> ServedState.Admission? {
        guard let text = try optional(key) else { return nil }
        guard let admission = ServedState.Admission(text: text) else { throw wrong(key, "way to be admitted") }
        return admission
    }

    mutating func admission(_ key: StaticString) throws(LogFailure) -> ServedState.Admission {
        guard let admission = try optionalAdmission(key) else { throw wrong(key, "way to be admitted") }
        return admission
    }

    mutating func optionalDigest(_ key: StaticString) throws(LogFailure) -> Digest? {
        guard let text = try optional(key) else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let algorithm = Digest.Algorithm(rawValue: String(parts[0])) else {
            throw wrong(key, "digest")
        }
        return Digest(algorithm, hex: String(parts[1]))
    }
}

extension DataContext {
    func write(_ key: String, to json: inout JSONWriter) {
        guard !isEmpty else { return }
        json.object(key) { json in
            // By bytes: the order of `String` depends on tables of Unicode, which change.
            for (name, reference) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                json.member(name, reference)
            }
        }
    }

    init(_ node: Node, _ place: String) throws(LogFailure) {
        guard node.isObject else { throw LogFailure(.damaged, noContext) }
        self.init()
        for member in node.members {
            guard let reference = member.value.string else { throw LogFailure(.damaged, noContext) }
            entries[member.key] = reference
        }
    }
}

// MARK: - What the user reads

private let noContext = "an entry's data context is no object of texts"
