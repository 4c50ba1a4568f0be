import Attestation
import EvidenceTesting
import KubernetesModel
import PolicyEngine
import Testing

@Suite("Evidence documents")
struct EvidenceDocumentsTests {
    private static let digest = "sha256:\(String(repeating: "e", count: 64))"

    private func rules(_ rules: String, actions: String = "[Deny]") -> String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: production}
        spec:
          validationActions: \(actions)
          rules: {\(rules)}
        ---

        """
    }

    private func root(_ spec: String, name: String = "runner", metadata: String = "") -> String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: TrustRoot
        metadata: {name: \(name)\(metadata)}
        spec: \(spec)
        ---

        """
    }

    @Test("everything that a policy can say about evidence is read")
    func everything() throws {
        let runner = try Party("eval-runner")
        let trainer = try Party("trainer", .ecdsaP256)
        let yaml =
            rules(
                """
                pinnedModel: {allow: [pinned, versioned], sources: [{uri: "s3://m/", immutable: true}]},
                dataset: {allow: [pinned, weak, conditional]},
                evaluation: {signedBy: [eval-runner, trainer], threshold: 2, maxAge: 30d, dataset: "\(Self.digest)",
                  suite: "gitCommit:\(commit)", model: ["s3://m/fraud/*"], separateData: true,
                  metrics: [{name: f1_score, slices: ["region=*"], min: 0.85, max: "1.0", minSamples: 100}],
                  baseline: {maxRegression: {f1_score: 0.01, rmse: "2e-1"}, onMissing: Deny}},
                lineage: {signedBy: [trainer], maxAge: 52w, require: [source, seed], builders: ["https://ci/*"],
                  unsignedRecords: Allow},
                modelSignature: {signedBy: [trainer]}
                """) + runner.trustRoot()
            + trainer.trustRoot("namespaces: ['*-prod']", labels: "{pedigree.dev/demo: 'true'}")
            + EvidenceShelf.source
        let set = try policySet(yaml)
        let policy = try #require(set.policies.first)
        #expect(policy.dataset?.allow == [.pinned, .weak, .conditional])
        let evaluation = try #require(policy.evaluation)
        #expect(evaluation.demand.signedBy == ["eval-runner", "trainer"] && evaluation.demand.threshold == 2)
        #expect(evaluation.demand.maxAge?.seconds == 2_592_000)
        #expect(
            evaluation.metrics.first?.min == ExactDecimal("0.85") && evaluation.metrics.first?.max == ExactDecimal("1"))
        #expect(evaluation.baseline?.maxRegression["rmse"] == ExactDecimal("0.2"))
        #expect(evaluation.baseline?.allowsMissing == false && evaluation.needsSeparateData)
        #expect(policy.lineage?.require == [.source, .seed] && policy.lineage?.allowsUnsignedRecords == true)
        #expect(policy.modelSignature?.demand.signedBy == ["trainer"])
        #expect(set.trustRoots.map(\.name) == ["eval-runner", "trainer"])
        #expect(set.trustRoots.first?.keys.map(\.digest) == [runner.key.publicKey.digest])
        #expect(set.demoTrustRoots == ["trainer"])
        #expect(set.evidenceSources.map(\.place) == [.directory(path: "evidence/")])
        #expect(set.asksForEvidence)
    }

    @Test("an error names its place and what was expected", arguments: errors)
    func wrong(yaml: String, expected: String) throws {
        let lint = try lint(yaml)
        #expect(lint.set == nil)
        let error = lint.errors.first { $0.description.contains(expected) }
        #expect(error != nil, "\(lint.errors.map(\.description))")
        #expect(error?.position != nil)
    }

    private static let policyHead =
        "apiVersion: pedigree.dev/v1alpha1\nkind: ModelProvenancePolicy\nmetadata: {name: p}\nspec:\n  rules:\n    "
    private static let rootHead = "apiVersion: pedigree.dev/v1alpha1\nkind: TrustRoot\nmetadata: {name: runner}\nspec: "
    private static let sourceHead =
        "apiVersion: pedigree.dev/v1alpha1\nkind: EvidenceSource\nmetadata: {name: git}\nspec: "
    private static let errors: [(String, String)] = [
        (policyHead + "evaluation: {}", "evaluation has no signedBy"),
        (policyHead + "evaluation: {signedBy: []}", "the list is empty"),
        (policyHead + "evaluation: {signedBy: [a], maxAge: 30}", "expected a time such as"),
        (policyHead + "evaluation: {signedBy: [a], maxAge: 30 days}", "write a number and one of"),
        (policyHead + "evaluation: {signedBy: [a], dataset: latest}", "lower-case hexadecimal digits"),
        (policyHead + "evaluation: {signedBy: [a], treshold: 2}", "did you mean threshold?"),
        (policyHead + "evaluation: {signedBy: [a], threshold: 0}", "a whole number from 1 to 16"),
        (policyHead + "evaluation: {signedBy: [a], metrics: [{name: f1, min: high}]}", "expected a number"),
        (policyHead + "evaluation: {signedBy: [a], metrics: [{min: 1}]}", "a metric has no name"),
        (
            policyHead + "evaluation: {signedBy: [a], metrics: [{name: a, min: 2, max: 1}]}",
            "no value is at least 2 and at most 1"
        ),
        (policyHead + "evaluation: {signedBy: [a], baseline: {maxRegression: {}}}", "the mapping is empty"),
        (policyHead + "evaluation: {signedBy: [a]}", "there is no TrustRoot named \"a\""),
        (
            policyHead + "evaluation: {signedBy: [a], model: \"**\"}",
            "must name the data (dataset or suite) and the model"
        ),
        (
            policyHead + "evaluation: {signedBy: [a], dataset: \"\(digest)\"}",
            "must name the data (dataset or suite) and the model"
        ),
        (policyHead + "evaluation: {signedBy: [a], separateData: true}", "add the lineage rule"),
        (policyHead + "lineage: {}", "lineage has no signedBy"),
        (policyHead + "lineage: {signedBy: [a], require: [sources]}", "did you mean source?"),
        (policyHead + "dataset: {allow: [mutable]}", "unknown word \"mutable\""),
        (policyHead + "modelSignature: {}", "modelSignature has no signedBy"),
        (rootHead + "{}", "believes nobody"),
        (rootHead + "{keys: [{}]}", "has neither publicKeyFile nor publicKey"),
        (rootHead + "{keys: [{publicKeyFile: a.pub, publicKey: '-----BEGIN'}]}", "does not begin with -----BEGIN"),
        (
            rootHead + "{keys: [{publicKeyFile: a.pub, publicKey: '-----BEGIN PUBLIC KEY-----'}]}",
            "which say the same thing"
        ),
        (rootHead + "{keys: [{publicKeyFile: keys/a.pub}]}", "\"keys/a.pub\" cannot be read"),
        (rootHead + "{keys: [{publicKey: '-----BEGIN PUBLIC KEY-----'}]}", "it is no public key"),
        (rootHead + "{certificates: [{rootsFile: a.pem}]}", "has no identities"),
        (
            rootHead + "{certificates: [{roots: '-----BEGIN CERTIFICATE-----', identities: [a]}]}",
            "it is no certificate"
        ),
        (rootHead + "{key: []}", "did you mean keys?"),
        (sourceHead + "{}", "neither directory nor https nor s3 nor oci nor mlflow"),
        (sourceHead + "{directory: {path: ''}}", "it is empty"),
        (sourceHead + "{directory: {path: .}}", "a directory of its own"),
        (sourceHead + "{directory: {path: ./..}}", "a directory of its own"),
        (sourceHead + "{s3: {bucket: a}}", "no bucket can have that name"),
    ]

    @Test("rules are held against the trust roots that they name")
    func together() throws {
        let runner = try Party("eval-runner")
        let evaluation = "evaluation: {signedBy: [eval-runer], dataset: \"\(Self.digest)\", model: \"**\"}"
        let misspelt = try lint(rules(evaluation) + runner.trustRoot() + EvidenceShelf.source)
        #expect(
            misspelt.errors.map(\.message) == ["there is no TrustRoot named \"eval-runer\"; did you mean eval-runner?"])
        let right = evaluation.replacing("eval-runer", with: "eval-runner")
        let types = try lint(rules(right) + runner.trustRoot("predicateTypes: [\"\(PredicateType.provenanceV1)\"]"))
        #expect(types.errors.contains { $0.message.contains("have none of those that this rule reads") })
        let two = right.replacing("dataset", with: "threshold: 2, dataset")
        let few = try lint(rules(two) + runner.trustRoot() + EvidenceShelf.source)
        #expect(few.errors.map(\.message) == ["threshold 2 cannot be reached: signedBy has 1 different key"])
        #expect(try lint(rules(right) + runner.trustRoot() + EvidenceShelf.source).errors == [])
        let audit = try lint(
            rules("evaluation: {signedBy: [eval-runner]}", actions: "[Audit]") + runner.trustRoot()
                + EvidenceShelf.source)
        #expect(audit.errors == [], "a policy that refuses nothing need not say which model")
    }

    @Test("what is right and yet will bite is a warning")
    func warnings() throws {
        let runner = try Party("runner")
        let lineage = "lineage: {signedBy: [runner]}"
        let expected: [(String, String)] = [
            (rules(lineage) + runner.trustRoot(), "no EvidenceSource says where it lies"),
            (
                rules(lineage) + runner.trustRoot(labels: "{pedigree.dev/demo: 'true'}") + EvidenceShelf.source,
                "is for a demo"
            ),
            (rules("dataset: {}") + EvidenceShelf.source, "believes what the annotation says"),
            (
                rules("pinnedModel: {allow: [pinned, versioned]}, \(lineage)") + runner.trustRoot()
                    + EvidenceShelf.source, "its evidence would never count"
            ),
        ]
        for (yaml, text) in expected {
            let lint = try lint(yaml)
            #expect(lint.set != nil, "\(lint.errors)")
            #expect(lint.warnings.contains { $0.message.contains(text) }, "\(text): \(lint.warnings)")
        }
        #expect(try lint(rules(lineage) + runner.trustRoot() + EvidenceShelf.source).problems == [])
    }

    @Test("a trust root's digest follows whom it believes, and the set's digest follows both")
    func digests() throws {
        let (one, two) = (try Party("runner"), try Party("runner"))
        let lineage = rules("lineage: {signedBy: [runner]}") + EvidenceShelf.source
        let (first, second) = (try policySet(lineage + one.trustRoot()), try policySet(lineage + two.trustRoot()))
        #expect(first.trustRoots.first?.digest != second.trustRoots.first?.digest)
        #expect(first.digest != second.digest)
        let again = try policySet(one.trustRoot() + lineage)
        #expect(first.trustRoots.first?.digest == again.trustRoots.first?.digest && first.digest == again.digest)
    }
}
