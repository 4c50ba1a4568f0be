import FoundationEssentials
import KubernetesModel
import PolicyEngine

/// The list of what is live: one line a model, the worst first, each with all that is known of it.
struct HTMLWorkloads {
    let audit: Audit

    var section: HTMLText {
        let workloads = Self.inOrder(audit.workloads)
        return """
            <section id="live" aria-labelledby="live-head">
            <h2 id="live-head">\(title)</h2>
            \(workloads.isEmpty ? Self.nothing : HTMLFilters(workloads: workloads.map(\.element)).controls)\
            \(workloads.isEmpty ? "" : table(workloads))\(unlisted)</section>

            """
    }

    private var title: HTMLText {
        switch audit.source {
        case .cluster: "Models live now"
        case .manifests: "Models in these manifests"
        case .log: "Models that were live"
        }
    }

    /// The worst first; within one standing as the audit has them. The place in the audit is a workload's id.
    static func inOrder(_ workloads: [AuditedWorkload]) -> [(offset: Int, element: AuditedWorkload)] {
        let ranked = workloads.enumerated().map { (rank: $0.element.standing.rank, item: $0) }
        return ranked.sorted { ($0.rank, $0.item.offset) < ($1.rank, $1.item.offset) }.map(\.item)
    }

    private func table(_ workloads: [(offset: Int, element: AuditedWorkload)]) -> HTMLText {
        var lineages = HTMLLineages(evidence: audit.evidence)
        let charts = HTMLMetrics.places(audit.series)
        var body: HTMLText = ""
        for (place, workload) in workloads { body += row(workload, place, charts, &lineages) }
        return """
            <table id="models" class="models">
            <caption class="hidden">Workloads, the models that they serve, and what is known of each</caption>
            <thead><tr>\(Self.heads)</tr></thead>
            \(body)</table>
            <p class="scripted more-rows"><button type="button" id="more" class="plain" hidden>Show more</button></p>

            """
    }

    private static let heads: [HTMLText] = [
        head("Workload", "c-w"), head("Standing", "c-s", sorted: "ascending"), head("Model", "c-m"),
        head("Pinned", "c-p"), head("Data", "c-d"), head("Evaluation", "c-e"), head("Lineage", "c-l"),
        head("Brought by", "c-u"), head("Since", "c-t"),
    ]

    private static func head(_ words: HTMLText, _ name: HTMLText, sorted: HTMLText = "none") -> HTMLText {
        """
        <th scope="col" class="\(name)" aria-sort="\(sorted)"><button type="button" class="sort" data-col="\(name)">\
        \(words)</button></th>
        """
    }

    private func row(
        _ workload: AuditedWorkload, _ place: Int, _ charts: [String: Int], _ lineages: inout HTMLLineages
    ) -> HTMLText {
        let row = HTMLWorkloadRow(workload: workload, place: place, time: audit.time)
        let detail = HTMLWorkloadDetail(workload: workload, place: place, audit: audit, charts: charts)
        return """
            <tbody id="w\(place)" \(HTMLFilters.marks(workload))>
            \(row.lines)<tr class="detail" id="d\(place)"><td colspan="9">
            \(detail.content(&lineages))</td></tr>
            </tbody>

            """
    }

    private var unlisted: HTMLText {
        guard audit.coverage.unlisted > 0 else { return "" }
        return """
            <p class="note">\(counted(audit.coverage.unlisted, "more workload")) were judged and counted, and are
            not listed one by one.</p>

            """
    }

    private static let nothing: HTMLText = "<p class=\"empty\">Nothing that was looked at serves a model.</p>\n"
}

/// What stands in the list of one workload while it is closed.
struct HTMLWorkloadRow {
    let workload: AuditedWorkload
    let place: Int
    let time: Date

    /// One line a model; what belongs to the workload spans them.
    var lines: HTMLText {
        let models: [AuditedModel?] = workload.models.isEmpty ? [nil] : workload.models
        let span = models.count
        var text: HTMLText = ""
        for (index, model) in models.enumerated() {
            let isFirst = index == 0
            text += """
                <tr class="row">\(isFirst ? head(span) : "")\(model.map(cells) ?? Self.noModel)\
                \(isFirst ? tail(span) : "")</tr>

                """
        }
        return text + reason
    }

    private func head(_ span: Int) -> HTMLText {
        """
        <th scope="row" class="c-w" rowspan="\(span)"><button type="button" class="open" aria-expanded="true" \
        aria-controls="d\(place)">\(HTMLWords.icon(.chevron))<bdi>\(workload.identity.name ?? "(unnamed)")</bdi></button>\
        <span class="sub"><bdi>\(workload.identity.gvk.kind)</bdi>\(place(workload.identity.namespace))</span></th>\
        <td class="c-s" rowspan="\(span)" data-key="\(workload.standing.rank)">\(workload.standing.mark)</td>
        """
    }

    private func place(_ namespace: String?) -> HTMLText? { namespace.map { " in <bdi>\($0)</bdi>" } }

    private func cells(_ model: AuditedModel) -> HTMLText {
        let role: HTMLText? = model.isModel && model.reference.role == .model ? nil : "\(model.reference.role.rawValue)"
        return """
            <td class="c-m"><code>\(model.reference.value)</code>\(role.map { "<span class=\"sub\">\($0)</span>" as HTMLText })</td>\
            <td class="c-p" data-key="\(model.reference.pinning.severity)">\(model.reference.pinning.name)\
            <span class="sub">\(shortDigest(model))</span></td>\
            <td class="c-d" data-key="\(model.datasets.count)">\(datasets(model))</td>\
            <td class="c-e">\(evaluation(model))</td>\
            <td class="c-l">\(model.hasLineage ? Self.yes("counts") : Self.no)</td>
            """
    }

    private func shortDigest(_ model: AuditedModel) -> HTMLText? {
        model.digest.map { "<code>\($0.algorithm.rawValue):\(String($0.hex.prefix(12)))…</code>" }
    }

    private func datasets(_ model: AuditedModel) -> HTMLText {
        let names = model.datasetNames
        guard let first = names.first else {
            return model.hasDataset ? Self.yes("named") : "<span class=\"unknown\">none</span>"
        }
        let more = HTMLText.when(names.count > 1, "<span class=\"sub\">and \((names.count - 1).grouped) more</span>")
        return "<bdi>\(DisplayText.fit(first, 36))</bdi>\(more)"
    }

    private func evaluation(_ model: AuditedModel) -> HTMLText {
        guard model.hasEvaluation else { return Self.no }
        let whole = model.evidence(of: EvaluationRule.name)?.metrics ?? []
        guard let metric = whole.first(where: { $0.slice == nil }) ?? whole.first else { return Self.yes("counts") }
        let slice = metric.slice.map { " of <bdi>\($0)</bdi>" as HTMLText }
        let more: HTMLText? = whole.count > 1 ? "<span class=\"sub\">and \(whole.count - 1) more</span>" : nil
        return "<bdi>\(metric.name)</bdi>\(slice) <b>\(metric.value)</b>\(more)"
    }

    private func tail(_ span: Int) -> HTMLText {
        let presence = workload.presence
        let user = presence.user.map(writer) ?? "<span class=\"unknown\">unknown</span>"
        let key = presence.since.map(Timestamp.string) ?? ""
        let since: HTMLText =
            presence.since.map { date in
                let span = HTMLWords.span(from: date, to: time)
                return "\(HTMLWords.day(date))\(span.map { "<span class=\"sub\">\($0)</span>" as HTMLText })"
            } ?? "<span class=\"unknown\">unknown</span>"
        return """
            <td class="c-u" rowspan="\(span)">\(user)</td><td class="c-t" rowspan="\(span)" data-key="\(key)">\(since)</td>
            """
    }

    /// ServiceAccounts by their own name: nobody else can have a name with this prefix. The whole stands in the details.
    private func writer(_ user: String) -> HTMLText {
        let parts = user.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount" else { return "<bdi>\(user)</bdi>" }
        return "<bdi>\(parts[3])</bdi><span class=\"sub\">of <bdi>\(parts[2])</bdi></span>"
    }

    /// Why it does not stand in order, before anybody opens it.
    private var reason: HTMLText {
        guard let reason = firstReason else { return "" }
        return "<tr class=\"why \(workload.standing.tone)\"><td colspan=\"9\">\(reason)</td></tr>\n"
    }

    private var firstReason: HTMLText? {
        if case .undecided(let reason) = workload.judgement { return "<bdi>\(reason)</bdi>" }
        let strict: ValidationAction = workload.standing == .denied ? .deny : .warn
        let worst = HTMLWorkloadDetail.Saying.all(workload.findings.filter { $0.action == strict }).map(\.finding)
        if workload.standing == .denied || workload.standing == .warned, let first = worst.first {
            return "<bdi>\(first.message)</bdi>\(more(worst.count - 1, "reason"))"
        }
        if workload.standing == .drift, let first = workload.drift.first {
            return "<bdi>\(first.message)</bdi>\(more(workload.drift.count - 1, "change"))"
        }
        if workload.standing == .excepted, let first = workload.exceptions.first {
            let others = more(workload.exceptions.count - 1, "exception")
            return "The exception <bdi>\(first)</bdi> waives what would be found\(others)"
        }
        return nil
    }

    private func more(_ count: Int, _ noun: String) -> HTMLText? {
        count > 0 ? " <span class=\"sub\">and \(counted(count, "more \(noun)"))</span>" : nil
    }

    private static func yes(_ words: HTMLText) -> HTMLText {
        "<span class=\"yes\">\(HTMLWords.icon(.allowed))\(words)</span>"
    }
    private static let no: HTMLText = "<span class=\"unknown\">none</span>"
    private static let noModel: HTMLText = """
        <td class="c-m"><span class="unknown">none that can be named</span></td><td class="c-p"></td><td class="c-d"></td>\
        <td class="c-e"></td><td class="c-l"></td>
        """
}
