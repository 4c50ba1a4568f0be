import KubernetesModel
import ModelReferences

/// What the list can be narrowed to, and what each workload carries for it.
struct HTMLFilters {
    let workloads: [AuditedWorkload]

    var controls: HTMLText {
        """
        <div class="controls scripted" role="search" aria-label="Find workloads">
        <div class="field wide"><label for="q">Search <kbd>/</kbd></label>\
        <input id="q" type="search" autocomplete="off" spellcheck="false" aria-describedby="found"></div>
        \(choice("namespace", "Namespace", namespaces))\
        \(choice("kind", "Kind", kinds))\
        \(choice("standing", "Standing", standings))\
        \(choice("pinning", "Pinning", pinnings))\
        \(choice("lacks", "Lacks", lacks))\
        </div>
        <div class="result scripted"><output id="found" aria-live="polite"></output>
        <button type="button" id="clear" class="plain">Clear <kbd>Esc</kbd></button>
        <button type="button" id="expand" class="plain">Open all</button></div>

        """
    }

    private func choice(_ name: HTMLText, _ label: HTMLText, _ options: [HTMLText]) -> HTMLText {
        """
        <div class="field"><label for="f-\(name)">\(label)</label><select id="f-\(name)"><option value="">all</option>
        \(options)</select></div>

        """
    }

    private var namespaces: [HTMLText] { distinct { $0.identity.namespace ?? Self.noNamespace } }
    private var kinds: [HTMLText] { distinct(\.identity.gvk.groupKind) }

    private func distinct(_ value: (AuditedWorkload) -> String) -> [HTMLText] {
        Set(workloads.map(value)).sorted().map { "<option value=\"\($0)\">\($0)</option>\n" }
    }

    private var standings: [HTMLText] {
        [
            Self.option("denied", "refused today"), Self.option("undecided", "undecided"),
            Self.option("drift", "drifted"),
            Self.option("warned", "warned about"), Self.option("uncovered", "no policy"),
            Self.option("excepted", "under an exception"), Self.option("allowed", "in order"),
        ]
    }

    private var pinnings: [HTMLText] {
        [
            Self.option("pinned", "pinned"), Self.option("versioned", "versioned"), Self.option("mutable", "mutable"),
            Self.option("unresolved", "unresolved"),
        ]
    }

    private var lacks: [HTMLText] {
        [
            Self.option("pinned", "a pin to content"), Self.option("dataset", "data"),
            Self.option("evaluation", "an evaluation"), Self.option("lineage", "a lineage"),
        ]
    }

    private static func option(_ value: HTMLText, _ words: HTMLText) -> HTMLText {
        "<option value=\"\(value)\">\(words)</option>\n"
    }

    /// Attributes by which the script finds a workload.
    static func marks(_ workload: AuditedWorkload) -> HTMLText {
        """
        data-namespace="\(workload.identity.namespace ?? noNamespace)" data-kind="\(workload.identity.gvk.groupKind)" \
        data-standing="\(standings(workload))" data-pinning="\(pinnings(workload))" data-lacks="\(lacks(workload))"
        """
    }

    private static func standings(_ workload: AuditedWorkload) -> String {
        var words: [String] = []
        if workload.judgement != .allowed { words.append(workload.judgement.name) }
        if !workload.drift.isEmpty { words.append("drift") }
        if workload.findings.contains(where: { $0.action == .warn }) { words.append("warned") }
        if workload.isUncovered { words.append("uncovered") }
        if !workload.exceptions.isEmpty { words.append("excepted") }
        if workload.standing == .allowed { words.append("allowed") }
        return words.joined(separator: " ")
    }

    private static func pinnings(_ workload: AuditedWorkload) -> String {
        Set(workload.models.map(\.reference.pinning.name)).sorted().joined(separator: " ")
    }

    /// What is missing of a model that it serves.
    private static func lacks(_ workload: AuditedWorkload) -> String {
        let models = workload.models.filter(\.isModel)
        var words: [String] = []
        if models.contains(where: { $0.reference.pinning.severity > 0 }) { words.append("pinned") }
        if models.contains(where: { !$0.hasDataset }) { words.append("dataset") }
        if models.contains(where: { !$0.hasEvaluation }) { words.append("evaluation") }
        if models.contains(where: { !$0.hasLineage }) { words.append("lineage") }
        return words.joined(separator: " ")
    }

    private static let noNamespace = "(none)"
}
