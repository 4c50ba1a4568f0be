import FoundationEssentials
import KubernetesModel
import PolicyEngine

extension EntryBody {
    /// Of the form of bodies. A change that older versions would misread raises it.
    static let form = 1

    /// Canonical JSON: keys in the order of their bytes, no white space, what is empty left out.
    package func encoded() -> [UInt8] {
        var json = JSONWriter(capacity: 1024)
        json.object { json in
            write(&json)
            json.member("v", Self.form)
        }
        return json.bytes
    }

    /// The body of an entry of this kind.
    package static func decode(kind: String, _ bytes: [UInt8]) throws(LogFailure) -> EntryBody {
        let document: Document
        do throws(ParseError) {
            document = try JSONParser.parse(bytes, tellsPlaces: false)
        } catch {
            throw LogFailure(.damaged, noJSON(error.message))
        }
        var reader = try BodyReader(document.root, "")
        let form = try reader.integer("v")
        guard form == Self.form else { throw LogFailure(.schema, otherForm(form)) }
        let body = try read(kind, &reader)
        try reader.finish()
        return body
    }

    // INVARIANT: members stand in the order of their names' bytes, all before `v`.
    private func write(_ json: inout JSONWriter) {
        switch self {
        case .opened(let opened): opened.write(&json)
        case .reviewed(let decision): json.object("decision") { decision.write(&$0) }
        case .denials(let count): json.object("denials") { count.write(&$0) }
        case .live(let observation), .gone(let observation):
            json.object("observation") { observation.write(&$0) }
        case .carried(let decision, let liveSince):
            json.object("decision") { decision.write(&$0) }
            json.member("liveSince", Int(LogTime.microseconds(liveSince)))
        case .lost(let count, let reason):
            json.member("count", count)
            json.member("reason", reason)
        case .checkpoint(let checkpoint):
            json.list("chains", checkpoint.chains) { $1.write(&$0) }
            json.present("envelope", checkpoint.envelope)
        case .removed(let span): json.object("span") { span.write(&$0) }
        }
    }

    private static func read(_ kind: String, _ reader: inout BodyReader) throws(LogFailure) -> EntryBody {
        switch kind {
        case "opened": return .opened(try Opened(&reader))
        case "reviewed": return .reviewed(try reader.object("decision", Decision.init))
        case "denials": return .denials(try reader.object("denials", DenialCount.init))
        case "live": return .live(try reader.object("observation", Observation.init))
        case "gone": return .gone(try reader.object("observation", Observation.init))
        case "carried":
            return .carried(
                try reader.object("decision", Decision.init), liveSince: try reader.date("liveSince"))
        case "lost": return .lost(count: try reader.integer("count"), reason: try reader.required("reason"))
        case "checkpoint":
            return .checkpoint(
                Checkpoint(
                    chains: try reader.list("chains", ChainSpan.init), envelope: try reader.optional("envelope")))
        case "removed": return .removed(try reader.object("span", ChainSpan.init))
        default: throw LogFailure(.schema, unknownKind(kind))
        }
    }
}

extension SealedEntry {
    /// What the entry says.
    package func decoded() throws(LogFailure) -> EntryBody { try EntryBody.decode(kind: kind, body) }
}

extension EntryBody.Opened {
    fileprivate func write(_ json: inout JSONWriter) {
        json.list("chains", chains) { $1.write(&$0) }
        json.filled("cluster", cluster)
        json.filled("name", name)
        json.filled("software", version)
    }

    fileprivate init(_ reader: inout BodyReader) throws(LogFailure) {
        self.init(
            name: try reader.text("name"), version: try reader.text("software"), cluster: try reader.text("cluster"),
            chains: try reader.list("chains", ChainSpan.init))
    }
}

extension EntryBody.DenialCount {
    fileprivate func write(_ json: inout JSONWriter) {
        json.filled("codes", codes)
        json.member("count", count)
        json.member("first", Int(LogTime.microseconds(first)))
        json.member("last", Int(LogTime.microseconds(last)))
        json.present("namespace", namespace)
        if let workload { json.object("workload") { workload.write(&$0) } }
    }

    fileprivate init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        self.init(
            namespace: try reader.optional("namespace"),
            workload: try reader.optionalObject("workload", WorkloadIdentity.init), codes: try reader.texts("codes"),
            count: try reader.integer("count"), first: try reader.date("first"), last: try reader.date("last"))
        try reader.finish()
    }
}

extension EntryBody.Observation {
    fileprivate func write(_ json: inout JSONWriter) {
        json.member("admission", admission.text)
        json.filled("annotations", annotations)
        json.filled("fingerprint", fingerprint)
        json.present("generation", generation)
        if let owner { json.object("owner") { owner.write(&$0) } }
        json.present("requestUID", requestUID)
        json.member("uid", uid)
        json.object("workload") { workload.write(&$0) }
    }

    fileprivate init(_ node: Node, _ place: String) throws(LogFailure) {
        var reader = try BodyReader(node, place)
        self.init(
            workload: try reader.object("workload", WorkloadIdentity.init), uid: try reader.required("uid"),
            generation: try reader.optionalInteger("generation"), fingerprint: try reader.text("fingerprint"),
            annotations: try reader.text("annotations"),
            owner: try reader.optionalObject("owner", LiveObject.Owner.init),
            requestUID: try reader.optional("requestUID"), admission: try reader.admission("admission"))
        try reader.finish()
    }
}

// MARK: - What the user reads

private func noJSON(_ reason: String) -> String { "an entry's body is no JSON: \(reason)" }
private func otherForm(_ form: Int) -> String {
    "an entry has form \(form), and this version reads form \(EntryBody.form); read it with a newer one"
}
private func unknownKind(_ kind: String) -> String {
    "an entry is of kind \(quoted(kind, limit: 40)), which this version does not know; read it with a newer one"
}
