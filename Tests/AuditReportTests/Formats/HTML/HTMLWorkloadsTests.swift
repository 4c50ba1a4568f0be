import Foundation
import KubernetesModel
import PolicyEngine
import Testing

@testable import AuditReport

@Suite("The list of the HTML report")
struct HTMLWorkloadsTests {
    private func row(_ workload: AuditedWorkload) -> String {
        HTMLWorkloadRow(workload: workload, place: 7, time: AuditFixture.time).lines.source
    }

    private func detail(_ workload: AuditedWorkload, charts: [String: Int] = [:]) throws -> String {
        let audit = try AuditFixture().audit()
        var lineages = HTMLLineages(evidence: audit.evidence)
        return HTMLWorkloadDetail(workload: workload, place: 7, audit: audit, charts: charts).content(&lineages).source
    }

    @Test("the worst stands first, and equals stand as the audit has them")
    func order() throws {
        let audit = try AuditFixture().audit()
        let listed = HTMLWorkloads.inOrder(audit.workloads)
        #expect(listed.map(\.element.standing.rank) == listed.map(\.element.standing.rank).sorted())
        #expect(listed.count == audit.workloads.count)
        for (first, second) in zip(listed, listed.dropFirst())
        where first.element.standing == second.element.standing {
            #expect(first.offset < second.offset)
        }
        for (place, workload) in listed { #expect(audit.workloads[place].identity == workload.identity) }
    }

    @Test("what is refused says why before it is opened; what is in order says nothing")
    func reason() throws {
        let fixture = try AuditFixture()
        #expect(row(try fixture.workload("churn")).contains("class=\"why denied\""))
        #expect(row(try fixture.workload("forecast")).contains("class=\"why undecided\""))
        #expect(row(try fixture.workload("ranker")).contains("class=\"why warned\""))
        #expect(row(try fixture.workload("assistant")).contains("class=\"why drift\""))
        #expect(!row(try fixture.workload("fraud-detector")).contains("class=\"why"))
    }

    @Test("a workload of several models has a line for each, and says once what is its own")
    func several() throws {
        var workload = try AuditFixture().workload("fraud-detector")
        workload.models += workload.models
        let text = row(workload)
        #expect(text.components(separatedBy: "<tr class=\"row\">").count - 1 == 2)
        #expect(text.components(separatedBy: "rowspan=\"2\"").count - 1 == 4)
        #expect(text.components(separatedBy: "class=\"c-m\"").count - 1 == 2)
        workload.models = []
        #expect(row(workload).contains("none that can be named"))
    }

    @Test("a ServiceAccount has its own name, and nobody else gets one")
    func writers() throws {
        var workload = try AuditFixture().workload("fraud-detector")
        #expect(
            row(workload).contains("<bdi>application-controller</bdi><span class=\"sub\">of <bdi>argocd</bdi></span>"))
        for user in ["system:serviceaccount:a:b:c", "x:serviceaccount:a:b", "system:node:a:b", "dana@corp.example"] {
            workload.presence.user = user
            #expect(row(workload).contains("<bdi>\(user)</bdi>"))
        }
    }

    @Test("it is marked for all that its filters can ask")
    func marks() throws {
        let fixture = try AuditFixture()
        let canary = HTMLFilters.marks(try fixture.workload("fraud-canary")).source
        #expect(canary.contains("data-standing=\"denied drift\""))
        #expect(canary.contains("data-pinning=\"versioned\"") && canary.contains("data-lacks=\"pinned evaluation\""))
        let assistant = HTMLFilters.marks(try fixture.workload("assistant")).source
        #expect(assistant.contains("data-standing=\"drift excepted\""))
        #expect(HTMLFilters.marks(try fixture.workload("notebook-llm")).source.contains("\"uncovered\""))
    }

    @Test("opened, it has its findings, its evidence with digests, how it came, and where it comes from")
    func opened() throws {
        let workload = try AuditFixture().workload("fraud-detector")
        let text = try detail(workload)
        let used = try #require(workload.models.first?.evidence.first)
        for part in [
            used.place, used.digest.description, "705ab4f5-6393-11e8-b7cc-42010a800002", "Argo CD Application fraud",
            "class=\"lineage\"", "have nothing against it", "other policies than today’s",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        let denied = try AuditFixture().workload("churn")
        let finding = try #require(denied.findings.first)
        let refused = try detail(denied)
        #expect(refused.contains(HTMLText(finding.message).source) && refused.contains(finding.code.rawValue))
        #expect(!refused.contains("have nothing against it"))
    }

    @Test("what several policies find alike is told once, as the strictest does")
    func alike() throws {
        var workload = try AuditFixture().workload("churn")
        var other = try #require(workload.findings.first)
        (other.policy, other.action) = ("rollout", .audit)
        workload.findings = [other] + workload.findings
        let sayings = HTMLWorkloadDetail.Saying.all(workload.findings)
        #expect(sayings.count == workload.findings.count - 1)
        #expect(sayings.first?.finding.action == .deny && sayings.first?.policies == ["production", "rollout"])
        #expect(try detail(workload).contains("by policy <bdi>production</bdi>; also found by <bdi>rollout</bdi>"))
        other.message = "something else"
        #expect(HTMLWorkloadDetail.Saying.all([other] + workload.findings).last?.finding.message == "something else")
    }

    @Test("it leads to the charts of its model, and to no other")
    func charts() throws {
        let workload = try AuditFixture().workload("fraud-detector")
        let places = HTMLMetrics.places(FixtureStory.series)
        #expect(try detail(workload, charts: places).contains("href=\"#m0\""))
        #expect(!(try detail(try AuditFixture().workload("churn"), charts: places).contains("href=\"#m0\"")))
    }
}

@Suite("Other parts of the HTML report")
struct HTMLPartsTests {
    @Test("exceptions that end soon stand first, each with its end, its owner and its reason")
    func exceptions() throws {
        let text = HTMLExceptions(audit: try AuditFixture().audit()).section.source
        let first = try #require(text.range(of: "assistant-evaluation"))
        let second = try #require(text.range(of: "legacy-churn"))
        #expect(first.lowerBound < second.lowerBound)
        for part in ["in use, ends within 30 days", "in 19 days", "assistants@corp.example", "not used", "ML-877"] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("reasons are counted by workload, the most frequent first, each with its remedy")
    func drift() throws {
        var audit = try AuditFixture().audit()
        let scorer = try AuditFixture().workload("scorer")
        audit.workloads += [scorer, scorer]
        let text = HTMLDrift(audit: audit).section.source
        let often = try #require(text.range(of: "evaluation.missing"))
        let once = try #require(text.range(of: "pinnedModel.mutable"))
        #expect(often.lowerBound < once.lowerBound && text.contains("<td class=\"num\">3</td>"))
        let page = try #require(ReasonCodePage.find(ReasonCode(rawValue: "evaluation.missing")))
        #expect(text.contains(HTMLText(page.remedy).source))
        audit.workloads = []
        #expect(HTMLDrift(audit: audit).section.source.contains("would let all of it in"))
    }

    @Test("commands have this audit's values, quoted")
    func checking() throws {
        var audit = try AuditFixture().audit()
        audit.policies.origin = "my policies/; rm -rf /"
        let text = HTMLChecking(audit: audit).section.source
        #expect(text.contains("pedigree policy digest &#39;my policies/; rm -rf /&#39;"))
        #expect(text.contains("pedigree audit verify-log /var/lib/pedigree/log.sqlite --key checkpoint.pub"))
        #expect(text.contains("--effective-time 2026-11-21T12:00:00Z"))
        audit.log = nil
        #expect(!HTMLChecking(audit: audit).section.source.contains("verify-log"))
    }

    @Test("a kind that could not be listed says why, and one that could says so")
    func coverage() throws {
        let text = HTMLCoverage(audit: try AuditFixture().audit()).section.source
        #expect(text.contains("the API server does not let this account list them"))
        #expect(text.contains("to the end") && text.contains("1,204"))
    }

    @Test("without a log nobody says that nothing was refused")
    func denials() throws {
        var audit = try AuditFixture().audit()
        audit.denials = nil
        #expect(HTMLDenials(audit: audit).section.source.contains("give <code>--log</code>"))
        audit.denials = DenialHistory()
        #expect(HTMLDenials(audit: audit).section.source.contains("tells of no denial"))
    }
}
