import Attestation
import CheckCommand
import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

// The boxes of a graph, by what they stand for.

extension LineageGraph.Node {
    static func model(_ model: AuditedModel, _ said: LineageEvidence) -> Self {
        let identity = ModelIdentity(model.reference)
        let name = LineageText.lastPart(of: identity.name)
        let version = identity.version.map(LineageText.short)
        var details = [LineageGraph.Detail(reference, model.reference.value)]
        details.add(revision, model.reference.revision)
        let digest = model.digest?.algorithm == .gitCommit ? model.digest : said.content ?? model.digest
        details.add(content, digest?.description)
        if digest != said.content { details.add(content, said.content?.description) }
        details.append(
            LineageGraph.Detail(pinning, "\(model.reference.pinning.name): \(model.reference.pinning.reason)"))
        details += modelDetails(said)
        return Self(
            kind: .model, title: [name, version].compactMap { $0 }.joined(separator: " "),
            subtitle: digest.map(LineageText.short) ?? model.reference.pinning.name, details: details,
            trust: trust(said))
    }

    static func model(_ digest: Digest, _ said: LineageEvidence, named name: String?) -> Self {
        var details = [LineageGraph.Detail(content, digest.description)]
        details.add(reference, name)
        details += modelDetails(said)
        return Self(
            kind: .model, title: name.map(title) ?? LineageText.short(digest), subtitle: LineageText.short(digest),
            details: details, trust: trust(said))
    }

    /// `fraud-detector v47` of `s3://ml-models-prod/fraud-detector/v47/`.
    private static func title(_ uri: String) -> String {
        let identity = ModelIdentity.of(uri)
        return [LineageText.lastPart(of: identity.name), identity.version.map(LineageText.short)].compactMap { $0 }
            .joined(separator: " ")
    }

    static func baseModel(
        _ model: ResourceDescriptor, _ lineage: LineageEvidence.Said<Lineage>, _ said: LineageEvidence
    ) -> Self {
        var node = dependency(model, .baseModel, lineage)
        if let uri = model.uri, model.plainName == nil { node.title = title(uri) }
        node.details += modelDetails(said)
        return node
    }

    private static func modelDetails(_ said: LineageEvidence) -> [LineageGraph.Detail] {
        var details: [LineageGraph.Detail] = []
        if let signature = said.signature {
            details.append(LineageGraph.Detail(signed, signers(signature.signers)))
            details.append(LineageGraph.Detail(whereItLies, signature.place))
        }
        details += said.rejected.map { LineageGraph.Detail(rejected, $0) }
        return details
    }

    /// Of the model itself: whoever signs its lineage or evaluation says what is in it.
    private static func trust(_ said: LineageEvidence) -> LineageGraph.Trust {
        let evaluations = said.evaluations.map(\.trust)
        return ([said.lineage?.trust, said.signature?.trust].compactMap { $0 } + evaluations)
            .min { $0.rank < $1.rank } ?? .declared
    }

    static func dependency<Content>(
        _ thing: ResourceDescriptor, _ kind: LineageGraph.Kind, _ said: LineageEvidence.Said<Content>?
    ) -> Self {
        var details: [LineageGraph.Detail] = []
        details.add(role, thing.name)
        details.add(uri, thing.uri)
        details += thing.digests.sorted { $0.key < $1.key }.map { LineageGraph.Detail($0.key, $0.value) }
        details.add(version, thing.annotations["version"])
        if kind == .data {
            let (pin, reason) = DatasetPin.of(thing)
            details.append(LineageGraph.Detail(pinning, "\(pin.rawValue): \(reason)"))
        }
        details.add(whereItLies, said?.place)
        return Self(
            kind: kind, title: thing.title, subtitle: thing.version, details: details, trust: said?.trust ?? .recorded)
    }

    static func declared(_ data: DatasetReference) -> Self {
        let details = [
            LineageGraph.Detail(reference, data.text),
            LineageGraph.Detail(pinning, "\(data.pin.rawValue): \(data.reason)"),
        ]
        let digest = data.digests.sorted { $0.key < $1.key }.first.map { "\($0.key):\($0.value.prefix(12))…" }
        return Self(
            kind: .data, title: LineageText.lastPart(of: data.uri ?? data.text),
            subtitle: data.version ?? digest ?? data.pin.rawValue, details: details, trust: .declared)
    }

    static func run(_ said: LineageEvidence.Said<Lineage>) -> Self {
        let builder = said.content.builder
        var details: [LineageGraph.Detail] = []
        details.add(madeBy, builder)
        details.add(finished, said.finished?.text)
        let names = LineageRule.Field.allCases.filter(said.content.fields.contains).map(\.rawValue)
        let lacks = LineageRule.Field.allCases.filter { !said.content.fields.contains($0) }.map(\.rawValue)
        if !names.isEmpty { details.append(LineageGraph.Detail(itNames, names.joined(separator: ", "))) }
        if !lacks.isEmpty { details.append(LineageGraph.Detail(itLacks, lacks.joined(separator: ", "))) }
        details += said.details
        return Self(
            kind: .run, title: builder.map(LineageText.withoutScheme) ?? said.place,
            subtitle: said.finished.map { "finished \($0.text.prefix(10))" } ?? "", details: details, trust: said.trust)
    }

    static func evaluation(_ said: LineageEvidence.Said<Evaluation>) -> Self {
        let rows = said.content.rows
        let overall = rows.filter { $0.slice == nil }
        let shown = (overall.isEmpty ? rows : overall).prefix(2).map { "\($0.title) \($0.value)" }
        var details: [LineageGraph.Detail] = []
        details.add(finished, said.finished?.text)
        details += rows.prefix(mostRows).map { row in
            let samples = row.sampleCount.map { " (\($0) samples)" } ?? ""
            return LineageGraph.Detail(row.title, "\(row.value)\(samples)")
        }
        if rows.count > mostRows { details.append(LineageGraph.Detail(more, "\(rows.count - mostRows)")) }
        details.add(comparedWith, said.content.baseline?.model.uri ?? said.content.baseline?.model.name)
        details.add(saysOfItself, said.content.failure)
        details += said.details
        return Self(
            kind: .evaluation, title: shown.isEmpty ? noMetrics : shown.joined(separator: ", "),
            subtitle: said.finished.map { "finished \($0.text.prefix(10))" } ?? "", details: details, trust: said.trust)
    }

    private static let mostRows = 100

    static func workload(_ workload: AuditedWorkload, _ model: AuditedModel, until: Date?) -> Self {
        let presence = workload.presence
        var details = [LineageGraph.Detail(object, workload.identity.description)]
        details.add(field, model.reference.path.description)
        details.add(file, workload.file.map { workload.position.line > 0 ? "\($0):\(workload.position)" : $0 })
        if until == nil { details.append(LineageGraph.Detail(today, workload.judgement.name)) }
        details.add(since, presence.since.map(Timestamp.string))
        details.add(liveUntil, until.map(Timestamp.string))
        details.add(deployedBy, presence.user)
        details.add(request, presence.requestUID)
        details.add(letIn, presence.admission?.word)
        details.add(fromGit, workload.gitOps)
        let place = [workload.identity.gvk.kind, workload.identity.namespace].compactMap { $0 }
        return Self(
            kind: .workload, title: workload.identity.name ?? "(unnamed)",
            subtitle: until.map { "until \(Timestamp.string($0).prefix(10))" } ?? place.joined(separator: " in "),
            details: details, trust: presence.knownBy == .log ? .recorded : .declared)
    }

    // MARK: What ought to be there

    static func missingRun(_ said: LineageEvidence, _ mend: LineageMend) -> Self {
        var details = [LineageGraph.Detail(toMend, mend.lineage)]
        details += said.rejected.map { LineageGraph.Detail(rejected, $0) }
        return Self(kind: .run, title: noLineage, subtitle: attestLineage, details: details, trust: .missing)
    }

    static func missingCode(_ lineage: LineageEvidence.Said<Lineage>) -> Self {
        Self(
            kind: .code, title: noCode,
            details: [LineageGraph.Detail(whereItLies, lineage.place), .init(toMend, addGit)],
            trust: .missing)
    }

    static func missingData(_ lineage: LineageEvidence.Said<Lineage>) -> Self {
        Self(
            kind: .data, title: noData,
            details: [LineageGraph.Detail(whereItLies, lineage.place), .init(toMend, addData)],
            trust: .missing)
    }

    static func missingEvaluation(_ mend: LineageMend) -> Self {
        Self(
            kind: .evaluation, title: noEvaluation, subtitle: attestEvaluation,
            details: [LineageGraph.Detail(toMend, mend.evaluation)], trust: .missing)
    }

    /// `trainer`, `ci (https://github.com/corp/…)`.
    fileprivate static func signers(_ all: [Signer]) -> String {
        all.map { signer in
            "\(signer.trustRoot) (\(signer.identity ?? "key sha256:\(signer.keyDigest.prefix(12))…"))"
        }.joined(separator: ", ")
    }
}

extension LineageEvidence.Said {
    /// Who says it, where, and whether it counts.
    fileprivate var details: [LineageGraph.Detail] {
        var details: [LineageGraph.Detail] = []
        details.append(LineageGraph.Detail(signed, signers.isEmpty ? byNobody : LineageGraph.Node.signers(signers)))
        details.append(LineageGraph.Detail(whereItLies, place))
        details.add(envelope, digest?.description)
        if counts == false { details.append(LineageGraph.Detail(today, countsForNothing)) }
        return details
    }
}

extension [LineageGraph.Detail] {
    fileprivate mutating func add(_ label: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        append(LineageGraph.Detail(label, value))
    }
}

// What a user reads.

private let reference = "reference"
private let revision = "revision"
private let content = "content"
private let pinning = "pinning"
private let role = "role"
private let uri = "URI"
private let version = "version"
private let signed = "signed by"
private let byNobody = "nobody"
private let whereItLies = "evidence"
private let envelope = "envelope"
private let rejected = "rejected"
private let madeBy = "made by"
private let finished = "finished"
private let itNames = "names"
private let itLacks = "does not name"
private let comparedWith = "compared with"
private let saysOfItself = "says of itself"
private let more = "more metrics"
private let object = "object"
private let field = "field"
private let file = "file"
private let today = "today"
private let since = "live since"
private let liveUntil = "until"
private let deployedBy = "deployed by"
private let request = "request"
private let letIn = "let in"
private let fromGit = "applied by"
private let toMend = "to mend"
private let noMetrics = "no metrics"
private let noLineage = "no lineage"
private let noEvaluation = "no evaluation"
private let noCode = "no code named"
private let noData = "no data named"
private let attestLineage = "pedigree attest lineage"
private let attestEvaluation = "pedigree attest evaluation"
private let addGit = "attest the lineage again with --git . or --source URI@COMMIT"
private let addData = "attest the lineage again with --dataset NAME=REFERENCE"
private let countsForNothing = "no rule of the policies counts it"
