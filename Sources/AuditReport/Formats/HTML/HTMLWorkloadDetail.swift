import FoundationEssentials
import KubernetesModel
import ModelReferences
import PolicyEngine

/// All that is known of one workload: what stands against it, how it came, what it serves, and what that rests on.
struct HTMLWorkloadDetail {
    let workload: AuditedWorkload
    let place: Int
    let audit: Audit
    /// `HTMLMetrics.places`.
    let charts: [String: Int]

    func content(_ lineages: inout HTMLLineages) -> HTMLText {
        var models: HTMLText = ""
        for model in workload.models {
            models += HTMLModelDetail(model: model).content + lineages.figure(model, of: workload)
        }
        return """
            <div class="known">
            <div class="against">
            \(against)</div>
            <div class="presence">
            <h3>How it came</h3>
            <dl class="facts">
            \(presence)</dl>
            </div>
            \(models)\(metrics)</div>
            """
    }

    // MARK: - What stands against it

    private var against: HTMLText {
        let parts: [HTMLText] = [undecided, findings, drift, notEvaluated, exceptions]
        return parts.joined("").or("<h3>What stands against it</h3>\n<p>\(Self.nothing)</p>\n")
    }

    private var undecided: HTMLText {
        guard case .undecided(let reason) = workload.judgement else { return "" }
        return """
            <h3>What stands against it</h3>
            <ul class="findings"><li>\(HTMLWords.status(.undecided, "undecided", "nobody could judge it"))\
            <p><bdi>\(reason)</bdi></p></li></ul>

            """
    }

    private var findings: HTMLText {
        guard !workload.findings.isEmpty else { return "" }
        let head: HTMLText = undecided.source.isEmpty ? "<h3>What stands against it</h3>\n" : ""
        let sayings = Saying.all(workload.findings)
        let items = sayings.prefix(Self.most).map(item)
        return "\(head)<ul class=\"findings\">\n\(items)\(more(sayings.count))</ul>\n"
    }

    /// What several policies say alike, once; the strictest is told.
    struct Saying {
        var finding: Finding
        var policies: [String]

        static func all(_ findings: [Finding]) -> [Saying] {
            var places: [[String]: Int] = [:]
            var sayings: [Saying] = []
            let strictest = findings.enumerated().sorted {
                ($1.element.action, $0.offset) < ($0.element.action, $1.offset)
            }
            for (_, finding) in strictest {
                let key = [finding.code.rawValue, finding.path.description, finding.message]
                if let place = places[key] {
                    if !sayings[place].policies.contains(finding.policy) {
                        sayings[place].policies.append(finding.policy)
                    }
                } else {
                    places[key] = sayings.count
                    sayings.append(Saying(finding: finding, policies: [finding.policy]))
                }
            }
            return sayings
        }
    }

    private func item(_ saying: Saying) -> HTMLText {
        let finding = saying.finding
        let status =
            switch finding.action {
            case .deny: HTMLWords.status(.denied, "denied", "would be refused")
            case .warn: HTMLWords.status(.warned, "warned", "warning")
            case .audit: HTMLWords.status(.uncovered, "uncovered", "for the record")
            }
        let path = finding.path.description
        var place = HTMLText.when(!path.isEmpty, " <code>\(path)</code>")
        if let file = workload.file {
            place += " <span class=\"sub\"><bdi>\(file)</bdi>:\(finding.position.line)</span>"
        }
        let others = saying.policies.dropFirst().prefix(20).map { "<bdi>\($0)</bdi>" as HTMLText }
        let also = HTMLText.when(!others.isEmpty, "; also found by \(others.joined(", "))")
        return """
            <li>\(status)\(place)<p><bdi>\(finding.message)</bdi></p>\
            <p class="sub"><code>\(finding.code.rawValue)</code> by policy <bdi>\(finding.policy)</bdi>\(also)</p></li>

            """
    }

    private var drift: HTMLText {
        guard !workload.drift.isEmpty else { return "" }
        let items = workload.drift.prefix(Self.most).map { drift -> HTMLText in
            """
            <li>\(HTMLWords.status(.drift, "drift", "\(drift.kind.title)"))\
            \(HTMLText.when(!drift.path.isEmpty, " <code>\(drift.path)</code>"))<p><bdi>\(drift.message)</bdi></p></li>

            """
        }
        return
            "<h3>What has changed under it</h3>\n<ul class=\"findings\">\n\(items)\(more(workload.drift.count))</ul>\n"
    }

    private var notEvaluated: HTMLText {
        guard !workload.notEvaluated.isEmpty else { return "" }
        let items = workload.notEvaluated.prefix(Self.most).map { note -> HTMLText in
            "<li><code>\(note.rule)</code> of policy <bdi>\(note.policy)</bdi>: <bdi>\(note.reason)</bdi></li>\n"
        }
        return "<h3>What was not asked</h3>\n<ul>\n\(items)\(more(workload.notEvaluated.count))</ul>\n"
    }

    private var exceptions: HTMLText {
        guard !workload.exceptions.isEmpty else { return "" }
        let items = workload.exceptions.prefix(Self.most).map { "<li><bdi>\($0)</bdi></li>\n" as HTMLText }
        return "<h3>Exceptions that waive something</h3>\n<ul>\n\(items)\(more(workload.exceptions.count))</ul>\n"
    }

    private func more(_ count: Int) -> HTMLText {
        count > Self.most ? "<li>and \((count - Self.most).grouped) more</li>\n" : ""
    }

    private static let most = 200
    private static let nothing: HTMLText = "Today’s policies have nothing against it."

    // MARK: - How it came

    private var presence: HTMLText {
        let presence = workload.presence
        let facts: [HTMLText] = [
            HTMLWords.fact("Object", "<bdi>\(workload.identity.description)</bdi>"),
            HTMLWords.fact("uid", workload.uid.map(HTMLWords.code)),
            HTMLWords.fact("File", workload.file.map { "<bdi>\($0)</bdi>:\(workload.position.line)" }),
            HTMLWords.fact("Since", presence.since.map { "\(HTMLWords.moment($0)), \(presence.knownBy.words)" }),
            HTMLWords.fact("Brought by", presence.user.map { "<bdi>\($0)</bdi>\(operation)" }),
            HTMLWords.fact("Let in", letIn),
            HTMLWords.fact("Request", presence.requestUID.map(HTMLWords.code)),
            HTMLWords.fact("Decided by", decidedBy),
            HTMLWords.fact("Applied by", workload.gitOps.map { "<bdi>\($0)</bdi>" }),
            HTMLWords.fact("Judged by", judges),
            HTMLWords.fact(
                "Of it",
                workload.children > 0 ? "\(counted(workload.children, "object")) made by controllers" : nil),
        ]
        return facts.joined("")
    }

    private var operation: HTMLText? { workload.presence.operation.map { ", <bdi>\($0)</bdi>" } }

    private var letIn: HTMLText? {
        let when = workload.presence.decided.map { ", decided \(HTMLWords.moment($0))" as HTMLText }
        guard let admission = workload.presence.admission else {
            return workload.presence.decided.map(HTMLWords.moment)
        }
        return "\(admission.sentence)\(when)"
    }

    private var decidedBy: HTMLText? {
        guard let digest = workload.presence.policyDigest else { return nil }
        let commit = workload.presence.policyCommit.map { ", commit <code>\($0)</code>" as HTMLText }
        let isSame = digest == audit.policies.digest
        return "<code>\(digest)</code>\(commit)\(isSame ? ", as today" : ", other policies than today’s")"
    }

    private var judges: HTMLText? {
        guard !workload.policies.isEmpty else { return workload.isUncovered ? "no policy" : nil }
        return workload.policies.prefix(20).map { "<bdi>\($0)</bdi>" as HTMLText }.joined(", ")
    }

    // MARK: - Metrics

    /// Charts are drawn once for a model, in their own part of the page.
    private var metrics: HTMLText {
        let names = Set(workload.models.map { HTMLMetrics.key(ModelIdentity($0.reference).name) })
        let links = names.sorted().compactMap { name in
            charts[name].map { place in
                "<li><a href=\"#m\(place)\">Metrics of <bdi>\(name)</bdi> over its versions</a></li>\n" as HTMLText
            }
        }
        return links.isEmpty ? "" : "<ul class=\"wide\">\n\(links)</ul>\n"
    }
}

extension Presence.KnownBy {
    fileprivate var words: HTMLText {
        switch self {
        case .log: "as the log saw it"
        case .creation: "when the object was made; what it serves may be younger"
        case .nothing: "as nothing says"
        }
    }
}

extension ServedState.Admission {
    fileprivate var sentence: HTMLText {
        switch self {
        case .allowed: "with nothing against it"
        case .tolerated: "although something was found: by Warn, by Audit or by an exception"
        case .child(let owner): "because its owner was, <code>\(owner)</code>"
        case .denied: "it was refused, or nobody was asked"
        case .found: "it was there before the record began"
        }
    }
}
