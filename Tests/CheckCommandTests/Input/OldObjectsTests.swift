import KubernetesModel
import Testing

@testable import CheckCommand

@Suite struct OldObjectsTests {
    private func check(_ new: String, against old: [InputFile], file: String = "a.yaml") throws -> CheckReport {
        let old = OldObjects(old, origin: "main")
        return Sample.run(try Sample.set(Sample.policy()), old: old).check([Sample.file(file, new)])
    }

    @Test("what does not change is not refused, but reported as drift")
    func unchanged() throws {
        let text = Sample.service(uri: "s3://b/m")
        let report = try check(text, against: [Sample.file("other.yaml", text)])
        #expect(report.outcome() == .allowed)
        #expect(report.objects.first?.review?.drift.count == 1)
    }

    @Test("what changes its model is refused")
    func changed() throws {
        let report = try check(
            Sample.service(uri: "s3://b/m"), against: [Sample.file("a.yaml", Sample.service(uri: "s3://b/other"))])
        #expect(report.outcome() == .denied)
    }

    @Test("an object of the same name elsewhere is another object")
    func elsewhere() throws {
        let text = Sample.service(uri: "s3://b/m")
        for other in [Sample.service(uri: "s3://b/m", namespace: "x"), Sample.service("n", uri: "s3://b/m")] {
            #expect(try check(text, against: [Sample.file("a.yaml", other)]).outcome() == .denied)
        }
    }

    @Test("the version does not tell objects apart, since it may change")
    func version() throws {
        let old = Sample.service(uri: "s3://b/m", version: "v1alpha2")
        let report = try check(Sample.service(uri: "s3://b/m"), against: [Sample.file("a.yaml", old)])
        #expect(report.objects.first?.review?.notJudged != nil || report.outcome() == .denied)
    }

    @Test("of several by one name the one in the file of the same name counts, and else none")
    func ambiguous() throws {
        let text = Sample.service(uri: "s3://b/m")
        let other = Sample.service(uri: "s3://b/other")
        let old = [Sample.file("base.yaml", other), Sample.file("a.yaml", text)]
        #expect(try check(text, against: old).outcome() == .allowed)
        #expect(try check(text, against: old, file: "new.yaml").outcome() == .denied)
        #expect(try check(text, against: old, file: "base.yaml").outcome() == .denied)
    }

    @Test("old objects that cannot be read make new ones, and a note")
    func unreadable() throws {
        let report = try check(Sample.service(uri: "s3://b/m"), against: [Sample.file("a.yaml", "a: [\n")])
        #expect(report.outcome() == .denied)
        #expect(report.notes.count == 1)
    }
}
