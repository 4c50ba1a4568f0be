import AuditReport
import DecisionLog
import Foundation
import KubernetesModel
import PolicyEngine
import Testing

@Suite("A history, written")
struct HistoryFormatTests {
    private let scene: LogScene

    init() throws { scene = try LogScene() }

    private func written(_ format: String) throws -> String {
        let histories = try HistoryReading(try scene.reading(), HistoryQuery("fraud")).read()
        return try #require(HistoryFormat.named(format)).write(histories)
    }

    private func story() throws {
        var first = try Decision(
            fraud("v47", features: "v12").replacing(
                "namespace: ml-prod",
                with: "namespace: ml-prod, labels: {kustomize.toolkit.fluxcd.io/name: apps, "
                    + "kustomize.toolkit.fluxcd.io/namespace: flux-system}"), at: 10)
        first.policies = ["production"]
        first.evidence = [
            .init(
                rule: "evaluation", model: "m", source: "git", place: "e", digest: "sha256:e",
                metrics: [.init(name: "f1_score", value: "0.928")])
        ]
        try scene.serve(first, at: 10)
        var refused = try Decision(fraud("v49"), by: "bob", "UPDATE", verdict: "denied", at: 20)
        (refused.codes, refused.message) = (["dataset.missing"], "no dataset [dataset.missing]")
        try scene.write(.reviewed(refused), at: 20)
        var second = first
        second = try Decision(fraud("v48", features: "v12"), by: "carol", "UPDATE", generation: 2, at: 30)
        (second.exceptions, second.admission) = (["legacy"], .tolerated)
        second.evidence = first.evidence
        second.evidence[0].metrics[0].value = "0.941"
        try scene.serve(second, at: 30)
    }

    @Test("for people, the newest first")
    func text() throws {
        try story()
        #expect(
            try written("text") == """
                InferenceService.serving.kserve.io ml-prod/fraud

                  2026-10-01T00:00:31Z to now
                    model     s3://ml-models-prod/fraud-detector/v48/
                    context   features s3://corp/features/v12/
                    by        carol (UPDATE), let in although something was found
                    why       v47 → v48
                    metrics   f1_score 0.941 (+0.013)
                    waived by legacy

                  2026-10-01T00:00:20Z: refused
                    model     s3://ml-models-prod/fraud-detector/v49/
                    by        bob
                    why       no dataset [dataset.missing]

                  2026-10-01T00:00:11Z to 2026-10-01T00:00:31Z
                    model     s3://ml-models-prod/fraud-detector/v47/
                    context   features s3://corp/features/v12/
                    by        alice (CREATE), from Git by Flux Kustomization flux-system/apps, let in with nothing against it
                    why       first deployed, as far as the log goes
                    metrics   f1_score 0.928
                    policies  production, commit c0ffee

                """)
    }

    @Test("as JSON, with each field in its place")
    func json() throws {
        try story()
        let root = try JSONParser.parse(Array(try written("json").utf8)).root
        let events = try #require(root[path: "workloads"]?.elements.first { _ in true }?["events"]).elements.map { $0 }
        #expect(events.map { $0["event"]?.string } == ["live", "refused", "live"])
        #expect(events[0]["gitOps"]?.string == "Flux Kustomization flux-system/apps")
        #expect(events[2]["metrics"]?.elements.map { $0["change"]?.string } == ["0.013"])
        #expect(events[2]["admission"]?.string == "tolerated" && events[2]["exceptions"]?.count == 1)
        #expect(events[1]["codes"]?.elements.map(\.string) == ["dataset.missing"])
        #expect(events[0]["until"]?.string == "2026-10-01T00:00:31Z" && events[2]["until"]?.isNull == true)
    }

    @Test("as CSV, one line an event")
    func csv() throws {
        try story()
        let lines = try written("csv").split(separator: "\r\n")
        #expect(lines.count == 4 && lines[0].hasPrefix("namespace,group,kind,name,event,from,to"))
        #expect(lines[1].hasPrefix("ml-prod,serving.kserve.io,InferenceService,fraud,live,2026-10-01T00:00:11Z"))
        #expect(lines[2].contains("refused") && lines[2].contains("dataset.missing"))
        #expect(lines[3].contains("f1_score 0.941 (+0.013)"))
    }

    @Test("as Markdown, a table for each workload")
    func markdown() throws {
        try story()
        let text = try written("markdown")
        #expect(text.contains("## History of `InferenceService.serving.kserve.io ml-prod/fraud`"))
        #expect(text.components(separatedBy: "\n").filter { $0.hasPrefix("| 2026-") }.count == 3)
        #expect(text.contains("**live**") && text.contains("v47 → v48"))
    }

    @Test(
        "text from outside means nothing to a terminal, a spreadsheet or a browser",
        arguments: HistoryFormat.all.map(\.name))
    func hostile(format: String) throws {
        let hostile = "=cmd|'/c calc'!A1\u{1b}[31m\r\n\u{202E}<img src=x onerror=alert(1)>`|`\u{0}"
        var decision = try Decision(fraud("v47"), by: hostile, at: 10)
        decision.models[0].served.value = hostile
        decision.models[0].identity = hostile
        decision.context = DataContext([hostile: hostile])
        decision.message = hostile
        decision.exceptions = [hostile]
        decision.policies = [hostile]
        decision.datasets = [.init(name: hostile, reference: hostile, digest: hostile)]
        decision.evidence = [
            .init(
                rule: hostile, model: hostile, source: hostile, place: hostile, digest: hostile,
                metrics: [.init(name: hostile, slice: hostile, value: "1")])
        ]
        try scene.serve(decision, at: 10)
        var refused = decision
        (refused.verdict, refused.codes, refused.generation) = ("denied", [hostile], 2)
        try scene.write(.reviewed(refused), at: 20)
        let text = try written(format)
        #expect(!text.isEmpty)
        let isPlain = text.unicodeScalars.allSatisfy {
            $0 == "\n" || ($0 == "\r" && format == "csv") || $0.properties.generalCategory != .control
        }
        #expect(isPlain && !text.unicodeScalars.contains("\u{202E}"))
        switch format {
        case "csv":
            let lines = text.components(separatedBy: "\r\n").dropLast()
            #expect(lines.count == 3)
            #expect(!text.contains(",=") && !text.contains(",\"="))
        case "markdown":
            for row in text.components(separatedBy: "\n") where row.hasPrefix("| 2026-") {
                #expect(!row.replacing("\\<", with: "").contains(" <img"))
            }
        case "json": #expect(throws: Never.self) { try JSONParser.parse(Array(text.utf8)) }
        default: break
        }
    }
}
