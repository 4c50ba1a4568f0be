import KubernetesModel
import ModelReferences
import PolicyEngine

/// One model of a workload: its reference, and the evidence that counts for it.
struct HTMLModelDetail {
    let model: AuditedModel

    var content: HTMLText {
        """
        <div class="wide model">
        <h3>\(model.reference.role.rawValue.capitalizedFirst) <code>\(model.reference.value)</code></h3>
        <dl class="facts">
        \(facts)</dl>
        \(evidence)</div>

        """
    }

    private var facts: HTMLText {
        let reference = model.reference
        let facts: [HTMLText] = [
            HTMLWords.fact(
                "Field", "<code>\(reference.path.description)</code>, read by <bdi>\(reference.consumer.rawValue)</bdi>"
            ),
            HTMLWords.fact("Revision", reference.revision.map(HTMLWords.code)),
            HTMLWords.fact("Container", reference.container.map { "<bdi>\($0)</bdi>\(image)" }),
            HTMLWords.fact("Pinning", "\(reference.pinning.name): <bdi>\(reference.pinning.reason)</bdi>"),
            HTMLWords.fact("Remedy", reference.suggestion.map { "<bdi>\($0)</bdi>" }),
            HTMLWords.fact(
                "Digest",
                model.digest.map { "<code>\($0.description)</code>" } ?? "<span class=\"unknown\">nobody says it</span>"
            ),
            HTMLWords.fact("Data", declared),
            HTMLWords.fact("Traffic", reference.trafficPercent.map { "\($0) %" }),
            HTMLWords.fact("Endpoints", endpoints),
        ]
        return facts.joined("")
    }

    private var declared: HTMLText? {
        let data = model.declaredDatasets
        guard !data.isEmpty else { return nil }
        let shown = data.prefix(20).map { "<code>\($0)</code>" as HTMLText }.joined(", ")
        return "\(shown)\(data.count > 20 ? " and \(data.count - 20) more" : ""), as the manifest says"
    }

    private var image: HTMLText? { model.reference.consumerImage.map { ", <code>\($0)</code>" } }

    private var endpoints: HTMLText? {
        let overrides = model.reference.endpointOverrides
        guard !overrides.isEmpty else { return nil }
        return overrides.prefix(20).map { override -> HTMLText in
            "<code>\(override.name)</code> is <code>\(override.value ?? "not known from the object")</code>"
        }.joined(", ")
    }

    private var evidence: HTMLText {
        guard !model.evidence.isEmpty else { return "<p class=\"unknown\">No evidence counts for it today.</p>\n" }
        let rows = model.evidence.prefix(100).map(row)
        return HTMLWords.scrolling(
            "Evidence that counts for \(model.reference.value)",
            HTMLWords.table(
                "Evidence that counts today", ["For", "Where it lies", "What it says"], rows, tone: "data evidence"))
    }

    private func row(_ used: UsedEvidence) -> HTMLText {
        """
        <tr><th scope="row">\(used.rule)</th>\
        <td><bdi>\(used.source)</bdi>: <code>\(used.place)</code><br><code>\(used.digest.description)</code></td>\
        <td>\(says(used))</td></tr>

        """
    }

    private func says(_ used: UsedEvidence) -> HTMLText {
        let metrics = used.metrics.prefix(100).map { metric -> HTMLText in
            let slice = metric.slice.map { " of <bdi>\($0)</bdi>" as HTMLText }
            return "<li><bdi>\(metric.name)</bdi>\(slice) <b>\(metric.value)</b></li>\n"
        }
        let data = used.datasets.prefix(100).map { data -> HTMLText in
            let digest = data.digest.map { "<br><code>\($0)</code>" as HTMLText }
            let reference: HTMLText = data.reference.isEmpty ? "" : " <code>\(data.reference)</code>"
            return "<li>data <bdi>\(data.name)</bdi>\(reference)\(digest)</li>\n"
        }
        let hidden = used.metrics.count + used.datasets.count - metrics.count - data.count
        let more: HTMLText = hidden > 0 ? "<li>and \(hidden) more</li>\n" : ""
        return metrics.isEmpty && data.isEmpty ? "" : "<ul>\n\(metrics)\(data)\(more)</ul>"
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
