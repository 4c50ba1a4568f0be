import FoundationEssentials
import PolicyEngine
import Testing

@Suite("Doctor")
struct DoctorTests {
    private func concerns(
        _ yaml: String, at moment: String, certificates: [Doctor.Certificate] = [], objects: [Subject]? = nil
    ) throws -> [String] {
        try Doctor(policies: policySet(yaml), time: time(moment))
            .examine(certificates: certificates, objects: objects)
            .map { "\($0.urgency.rawValue) \($0.subject): \($0.message)" }
    }

    @Test("a set in good health raises no concern")
    func healthy() throws {
        let used = subject(workload(reference("models:/m/P", mutable)))
        let certificate = Doctor.Certificate(name: "tls.crt", expires: try time("2027-12-31"))
        let yaml = policy() + exception(expires: "2027-03-31")
        #expect(try concerns(yaml, at: "2027-01-01", certificates: [certificate], objects: [used]) == [])
    }

    @Test(
        "an exception is named a month before its end, after it, and where it has none in sight",
        arguments: [
            ("2027-01-31T00:00:00Z", "soon PolicyException legacy: it expires in 29 days, on 2027-02-28"),
            ("2027-02-28T12:00:00Z", "soon PolicyException legacy: it expires in less than a day, on 2027-02-28"),
            ("2027-03-01T00:00:00Z", "now PolicyException legacy: it expired on 2027-02-28"),
            ("2025-01-01T00:00:00Z", "idle PolicyException legacy: it holds until 2027-02-28, more than a year"),
        ])
    func exceptions(moment: String, expected: String) throws {
        let found = try concerns(policy() + exception(expires: "2027-02-28"), at: moment)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(expected) == true, "\(found)")
    }

    @Test("policies that match nothing and exceptions that waive nothing are named once objects are shown")
    func unused() throws {
        let yaml = policy(match: "{namespaces: ['*-prod']}") + policy("all") + exception(policies: "[all]")
        #expect(try concerns(yaml, at: "2026-12-01") == [])
        let good = subject(workload(reference("hf://o/n:\(commit)", pinned)))
        #expect(
            try concerns(yaml, at: "2026-12-01", objects: [good]) == [
                "idle ModelProvenancePolicy production: it matches none of the objects that were looked at",
                "idle PolicyException legacy: it waives nothing for any of the objects that were looked at; delete it",
            ])
    }

    @Test("a certificate is named a month before its end, and after it")
    func certificates() throws {
        let certificate = Doctor.Certificate(name: "tls.crt", expires: try time("2027-01-31T00:00:00Z"))
        func found(_ moment: String) throws -> String? {
            try concerns(policy(), at: moment, certificates: [certificate]).first
        }
        #expect(try found("2026-12-01T00:00:00Z") == nil)
        #expect(
            try found("2027-01-21T00:00:00Z")
                == "soon certificate tls.crt: it expires in 10 days, on 2027-01-31T00:00:00Z")
        #expect(try found("2027-01-31T00:00:00Z")?.hasPrefix("now certificate tls.crt: it expired on") == true)
    }

    @Test("a policy that only records is named, since somebody may think that it guards")
    func audit() throws {
        #expect(
            try concerns(policy(actions: "[Audit]"), at: "2026-12-01") == [
                "idle ModelProvenancePolicy production: it only records; nobody is warned and nothing is refused"
            ])
    }
}
