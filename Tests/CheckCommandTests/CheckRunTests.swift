import Foundation
import KubernetesModel
import ModelReferences
import PolicyEngine
import PolicyFiles
import Reviewer
import Testing

@testable import CheckCommand

@Suite struct CheckRunTests {
    @Test("a reference that can move is denied, with the place and the end of its value")
    func denied() throws {
        let report = Sample.run(try Sample.set(Sample.policy())).check([
            Sample.file("a.yaml", "# first\n" + Sample.service(uri: "s3://bucket/model  # here"))
        ])
        let object = try #require(report.objects.first)
        #expect(object.verdictName == "denied")
        #expect(object.position == SourcePosition(line: 2, column: 1))
        let finding = try #require(object.findings.first)
        #expect(finding.finding.path == FieldPath("spec.predictor.model.storageUri"))
        #expect(finding.finding.position == SourcePosition(line: 11, column: 19))
        #expect(finding.end == SourcePosition(line: 11, column: 36))
        #expect(report.outcome() == .denied)
    }

    @Test("the same object with a commit is allowed")
    func allowed() throws {
        let report = Sample.run(try Sample.set(Sample.policy())).check([
            Sample.file("a.yaml", Sample.service(uri: "hf://o/n:\(Sample.commit)"))
        ])
        #expect(report.objects.map(\.verdictName) == ["allowed"])
        #expect(report.objects.first?.review?.references.count == 1)
        #expect(report.outcome() == .allowed)
    }

    @Test("a broken file hides nothing of the others")
    func broken() throws {
        let report = Sample.run(try Sample.set(Sample.policy())).check([
            Sample.file("a.yaml", "a: [\n"), Sample.file("b.yaml", Sample.service(uri: "s3://bucket/model")),
        ])
        #expect(report.problems.map(\.file) == ["a.yaml"])
        #expect(report.objects.map(\.verdictName) == ["denied"])
        #expect(report.outcome() == .undecided)
    }

    @Test("a broken document hides nothing of the others in its file")
    func brokenDocument() throws {
        let text =
            Sample.service("first", uri: "s3://b/m") + "---\na: [\n---\n" + Sample.service("last", uri: "s3://b/m")
        let report = Sample.run(try Sample.set(Sample.policy())).check([Sample.file("a.yaml", text)])
        #expect(report.objects.map(\.identity.name) == ["first", "last"])
        #expect(report.problems.count == 1)
    }

    @Test("an unknown version of a known kind is undecided, its twin in a known version is not")
    func unknownVersion() throws {
        let run = Sample.run(try Sample.set(Sample.policy()))
        let future = Sample.service(uri: "hf://o/n:\(Sample.commit)", version: "v9")
        #expect(run.check([Sample.file("a.yaml", future)]).objects.map(\.verdictName) == ["undecided"])
        #expect(run.check([Sample.file("a.yaml", future)]).outcome() == .undecided)
        let known = Sample.service(uri: "hf://o/n:\(Sample.commit)")
        #expect(run.check([Sample.file("a.yaml", known)]).outcome() == .allowed)
    }

    @Test("nothing to read is no pass")
    func nothing() throws {
        let report = Sample.run(try Sample.set(Sample.policy())).check([Sample.file("-", "")])
        #expect(report.outcome() == .undecided)
        #expect(report.problems.count == 1)
    }

    @Test(
        "the namespace is the manifest's, else the option's, else unknown and then every policy judges",
        arguments: [
            ("staging", nil, "denied", false), ("lab", nil, "allowed", false), (nil, "staging", "denied", false),
            (nil, "lab", "allowed", false), (nil, nil, "denied", true), ("lab", "staging", "allowed", false),
        ] as [(String?, String?, String, Bool)])
    func namespaces(own: String?, option: String?, verdict: String, isUnknown: Bool) throws {
        let set = try Sample.set(Sample.policy(namespaces: "staging"))
        let text = Sample.service(uri: "s3://bucket/model", namespace: own)
        let object = try #require(Sample.run(set, namespace: option).check([Sample.file("a.yaml", text)]).objects.first)
        #expect(object.verdictName == verdict)
        #expect(object.namespaceIsUnknown == isUnknown)
        #expect(object.identity.namespace == own ?? option)
        #expect(object.isUncovered == (verdict == "allowed"))
    }

    @Test("an ordinary object without a namespace needs no word about it")
    func ordinary() throws {
        let report = Sample.run(try Sample.set(Sample.policy())).check([Sample.file("a.yaml", Sample.nginx)])
        #expect(report.objects.map(\.namespaceIsUnknown) == [false])
    }

    @Test("an object of a cluster-scoped kind gets no namespace from the option")
    func clusterScoped() throws {
        let text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n"
        let report = Sample.run(try Sample.set(Sample.policy()), namespace: "lab").check([Sample.file("a.yaml", text)])
        #expect(report.objects.map(\.identity.namespace) == [nil])
    }

    @Test("progress counts files")
    func progress() throws {
        var seen: [[Int]] = []
        let files = [Sample.file("a.yaml", Sample.nginx), Sample.file("b.yaml", Sample.nginx)]
        _ = Sample.run(try Sample.set(Sample.policy())).check(files) { seen.append([$0, $1]) }
        #expect(seen == [[1, 2], [2, 2]])
    }

    @Test(
        "check and the library give one verdict for one object, policy and time",
        arguments: ["s3://b/m", "s3://b/m/v4/", "hf://o/n:\(Sample.commit)", "models:/m/Production", "pvc://c/p"],
        ["pinned", "pinned, versioned"])
    func sameVerdict(uri: String, allow: String) throws {
        let set = try Sample.set(Sample.policy(allow: allow), Sample.policy("warns", action: "Warn"))
        let text = Sample.service(uri: uri)
        let checked = try #require(Sample.run(set).check([Sample.file("a.yaml", text)]).objects.first?.review)
        let object = try #require(try YAMLParser.parse(text).first).root
        let identity = try #require(ObjectIdentity(object))
        let review = try Reviewer(policies: set).review(
            ReviewRequest(object: object, gvk: identity.gvk, namespace: identity.namespace, name: identity.name),
            at: Sample.time)
        #expect(checked.verdict == review.verdict)
        #expect(checked.findings == review.findings)
        #expect(checked.references == review.references)
        #expect(checked.policies == review.policies)
    }
}
