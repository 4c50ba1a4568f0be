import KubernetesModel
import Testing

@testable import CheckCommand

@Suite struct CheckOutcomeTests {
    private func report(_ objects: [CheckedObject], problems: [InputProblem] = []) -> CheckReport {
        var report = SampleReport.empty
        report.objects = objects
        report.problems = problems
        return report
    }

    @Test("nothing to complain of is exit 0")
    func allowed() {
        #expect(report([SampleReport.ordinary]).outcome() == .allowed)
        #expect(CheckOutcome.allowed.rawValue == 0)
    }

    @Test("one denied object is exit 1")
    func denied() {
        #expect(report([SampleReport.ordinary, SampleReport.denied]).outcome() == .denied)
        #expect(CheckOutcome.denied.rawValue == 1)
    }

    @Test("an object that nobody can judge is exit 2, and outranks a denied one")
    func undecided() {
        #expect(report([SampleReport.denied, SampleReport.undecided]).outcome() == .undecided)
        #expect(CheckOutcome.undecided.rawValue == 2)
    }

    @Test("input that cannot be read is exit 2, and outranks a denied object")
    func problem() {
        let problem = InputProblem(file: "x", message: "broken")
        #expect(report([SampleReport.denied], problems: [problem]).outcome() == .undecided)
        #expect(report([SampleReport.ordinary], problems: [problem]).outcome() == .undecided)
    }

    @Test("warnings alone are exit 0, unless they shall fail")
    func warnings() {
        let warned = report([SampleReport.warned])
        #expect(warned.outcome() == .allowed)
        #expect(warned.outcome(Strictness(failsOnWarnings: true)) == .denied)
        #expect(report([SampleReport.ordinary]).outcome(Strictness(failsOnWarnings: true)) == .allowed)
    }

    @Test("what no policy covers is exit 0, unless it shall fail")
    func uncovered() {
        let uncovered = report([SampleReport.uncovered])
        #expect(uncovered.outcome() == .allowed)
        #expect(uncovered.outcome(Strictness(failsOnUncovered: true)) == .denied)
        #expect(report([SampleReport.ordinary]).outcome(Strictness(failsOnUncovered: true)) == .allowed)
    }
}
