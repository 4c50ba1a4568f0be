import CheckCommand
import EvidenceStores
import FoundationEssentials

/// The first screen: what an auditor asks, answered, and what the answers rest on.
struct HTMLSummary {
    let audit: Audit
    let counts: AuditCounts

    var section: HTMLText {
        """
        <section class="summary" aria-labelledby="answer">
        <p class="eyebrow"><bdi>\(audit.subject)</bdi> <span>as of \(HTMLWords.moment(audit.time))</span></p>
        <h1 id="answer">\(answer)</h1>
        \(problems)\(notes)\(knowledge)\(attention)\(basis)</section>

        """
    }

    // MARK: - The answer

    private var answer: HTMLText {
        var sentences = [live, refused]
        if counts.undecided > 0 {
            sentences.append("\(counted(counts.undecided, "workload")) could not be judged.")
        }
        return sentences.filter { !$0.source.isEmpty }.map { "<span>\($0)</span>" as HTMLText }.joined(" ")
    }

    private var live: HTMLText {
        guard counts.workloads > 0 else { return "No workload serves a model." }
        let (models, workloads) = (
            counted(counts.models, "model"), counted(counts.workloads, "workload")
        )
        let verb = counts.models == 1 ? "is" : "are"
        switch audit.source {
        case .cluster: return "\(models) \(verb) live in \(workloads)."
        case .manifests: return "\(models) \(verb) served by \(workloads)."
        case .log: return "\(models) \(counts.models == 1 ? "was" : "were") live in \(workloads)."
        }
    }

    private var refused: HTMLText {
        switch counts.denied {
        case 0: counts.workloads > 0 ? "None of it would be refused today." : ""
        default: "\(counts.denied.grouped) would be refused today."
        }
    }

    // MARK: - What could not be looked at

    private var problems: HTMLText {
        guard !audit.problems.isEmpty else { return "" }
        let shown = audit.problems.prefix(3).map { "<li>\(HTMLCoverage.line($0))</li>\n" as HTMLText }
        let more = audit.problems.count - shown.count
        let rest: HTMLText =
            more > 0
            ? "<li><a href=\"#coverage\">\(counted(more, "more problem"))</a></li>\n" : ""
        return """
            <div class="notice undecided" role="note">
            <p>\(HTMLWords.icon(.undecided))<strong>Not everything could be looked at.</strong> What stands below is true, and
            incomplete.</p>
            <ul>
            \(shown)\(rest)</ul>
            </div>

            """
    }

    private var notes: HTMLText {
        guard !audit.notes.isEmpty else { return "" }
        return
            "<ul class=\"notes\">\n\(audit.notes.prefix(20).map { "<li><bdi>\($0)</bdi></li>\n" as HTMLText })</ul>\n"
    }

    // MARK: - How much is known of what is live

    private var knowledge: HTMLText {
        guard counts.models > 0 else { return "" }
        let versioned: HTMLText? =
            counts.versioned > 0 ? "\(counts.versioned.grouped) of those by version" : nil
        return """
            <h2 class="small">What is known of \(counts.models == 1 ? "it" : "them")</h2>
            <ul class="tiles meters">
            \(meter(counts.pinned, "pinned to their content", lacks: "pinned", rest: versioned))\
            \(meter(counts.withDataset, "with their data named", lacks: "dataset"))\
            \(meter(counts.withEvaluation, "with an evaluation that counts", lacks: "evaluation"))\
            \(meter(counts.withLineage, "with a lineage that counts", lacks: "lineage"))</ul>

            """
    }

    private func meter(_ count: Int, _ words: HTMLText, lacks: HTMLText, rest: HTMLText? = nil) -> HTMLText {
        let missing = counts.models - count
        let width = min(100, count * 100 / max(1, counts.models))
        let without: HTMLText = missing == 0 ? "all of them" : "\(missing.grouped) not"
        return """
            <li><a href="#live" data-show="lacks=\(lacks)"><span class="n">\(count.grouped)<small> of \
            \(counts.models.grouped)</small></span>
            <span class="w">\(words)</span>
            <svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">\
            <rect class="track" width="100" height="4"/><rect class="fill" width="\(width)" height="4"/></svg>
            <span class="s">\(without)\(rest.map { ", \($0)" as HTMLText })</span></a></li>

            """
    }

    // MARK: - What asks for somebody

    private var attention: HTMLText {
        let expiring = counts.exceptions[.expiring, default: 0]
        let live = counts.exceptions[.live, default: 0] + expiring
        let over = counts.exceptions[.expired, default: 0]
        var exceptions: HTMLText = live == 1 ? "exception in use" : "exceptions in use"
        if expiring > 0 { exceptions += ", \(expiring.grouped) about to end" }
        if over > 0 { exceptions += ", \(over.grouped) ended" }
        return """
            <h2 class="small">What asks for somebody</h2>
            <ul class="tiles">
            \(tile(counts.denied, "would be refused today", .denied, show: "standing=denied"))\
            \(tile(counts.undecided, "could not be judged", .undecided, show: "standing=undecided"))\
            \(tile(counts.drifted, "changed since they were let in", .drift, show: "standing=drift"))\
            \(tile(counts.uncovered, "covered by no policy", .uncovered, show: "standing=uncovered"))\
            \(exceptionTile(live, exceptions, isUrgent: expiring + over > 0))</ul>

            """
    }

    private func tile(
        _ count: Int, _ words: HTMLText, _ standing: AuditedWorkload.Standing, show: HTMLText
    ) -> HTMLText {
        let tone: HTMLText = count == 0 ? "none" : standing.tone
        return """
            <li class="\(tone)"><a href="#live" data-show="\(show)"><span class="n">\
            \(HTMLWords.icon(count == 0 ? .allowed : standing.icon))\(count.grouped)</span>
            <span class="w">\(words)</span></a></li>

            """
    }

    private func exceptionTile(_ count: Int, _ words: HTMLText, isUrgent: Bool) -> HTMLText {
        """
        <li class="\(isUrgent ? "warned" : "none")"><a href="#exceptions"><span class="n">\
        \(HTMLWords.icon(isUrgent ? .warned : .allowed))\(count.grouped)</span>
        <span class="w">\(words)</span></a></li>

        """
    }

    // MARK: - What it rests on

    private var basis: HTMLText {
        """
        <h2 class="small">What this rests on</h2>
        <dl class="facts basis">
        \(HTMLWords.fact("Looked at", looked))\
        \(HTMLWords.fact("Policies", policies))\
        \(HTMLWords.fact("Evidence", evidence))\
        \(HTMLWords.fact("Log", log))</dl>

        """
    }

    private var looked: HTMLText {
        var text: HTMLText = "<bdi>\(audit.subject)</bdi>"
        text += "<br>\(counted(audit.coverage.objects, "object"))"
        if !audit.coverage.kinds.isEmpty { text += " of \(counted(audit.coverage.kinds.count, "kind"))" }
        if audit.coverage.requests > 0 { text += ", \(counted(audit.coverage.requests, "request"))" }
        return text
    }

    private var policies: HTMLText {
        let names = audit.policies.names
        guard !names.isEmpty else { return "none was read from <bdi>\(audit.policies.origin)</bdi>" }
        let shown = names.prefix(8).map { "<bdi>\($0)</bdi>" as HTMLText }.joined(", ")
        let more: HTMLText = names.count > 8 ? " and \(names.count - 8) more" : ""
        let commit = audit.policyCommit.map { "<br>commit <code>\($0)</code>" as HTMLText }
        return """
            \(shown)\(more), from <bdi>\(audit.policies.origin)</bdi><br><code>\(audit.policies.digest)</code>\(commit)
            """
    }

    private var evidence: HTMLText {
        guard !audit.sources.isEmpty else { return "no policy asks for any" }
        let lines = audit.sources.prefix(20).map { source -> HTMLText in
            let state: HTMLText =
                source.failure.map {
                    HTMLWords.status(.undecided, "undecided", "not read: <bdi>\($0)</bdi>")
                } ?? "\(source.counts)"
            return "<li><strong><bdi>\(source.name)</bdi></strong> <bdi>\(source.place)</bdi>: \(state)</li>\n"
        }
        let more = audit.sources.count - lines.count
        let rest: HTMLText = more > 0 ? "<li>and \(more) more</li>\n" : ""
        return "<ul>\n\(lines)\(rest)</ul>"
    }

    private var log: HTMLText {
        guard let log = audit.log else { return "none was read, so that nobody can say who brought what, and when" }
        var text: HTMLText = "<bdi>\(log.title)</bdi><br>\(Int(clamping: log.entries).grouped) entries"
        if let first = log.first, let last = log.last {
            text += ", \(HTMLWords.day(first)) to \(HTMLWords.moment(last))"
        }
        if log.lost > 0 {
            text +=
                "<br>\(HTMLWords.status(.warned, "warned", "\(counted(log.lost, "decision")) were not kept"))"
        }
        return text
    }
}
