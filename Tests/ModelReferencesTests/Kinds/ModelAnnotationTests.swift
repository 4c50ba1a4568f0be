import Testing

@testable import ModelReferences

@Suite("The annotation pedigree.dev/model")
struct ModelAnnotationTests {
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)

    @Test(
        "adds a reference, wherever it stands",
        arguments: [
            ManifestCase(
                "on the object",
                "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {pedigree.dev/model: \"s3://b/m/v1/\"}}\nspec: {containers: [{name: c, image: i}]}",
                ["metadata.annotations[\"pedigree.dev/model\"] = s3://b/m/v1/"]),
            ManifestCase(
                "on the pod template",
                "apiVersion: apps/v1\nkind: Deployment\nspec: {template: {metadata: {annotations: {pedigree.dev/model: \"s3://b/m/v1/\"}}, spec: {containers: [{name: c, image: i}]}}}",
                ["spec.template.metadata.annotations[\"pedigree.dev/model\"] = s3://b/m/v1/"]),
            ManifestCase(
                "for one container",
                "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {pedigree.dev/model.c: \"s3://b/m/v1/\"}}\nspec: {containers: [{name: c, image: i}]}",
                ["metadata.annotations[\"pedigree.dev/model.c\"] = s3://b/m/v1/"]),
            ManifestCase(
                "several at once",
                "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {pedigree.dev/model: \"s3://b/a/v1/ s3://b/b/v1/\"}}",
                [
                    "metadata.annotations[\"pedigree.dev/model\"] = s3://b/a/v1/",
                    "metadata.annotations[\"pedigree.dev/model\"] = s3://b/b/v1/",
                ]),
            ManifestCase(
                "on a component of an InferenceService",
                "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nspec: {predictor: {annotations: {pedigree.dev/model: \"s3://b/m/v1/\"}, containers: [{name: c, image: \"i:1\"}]}}",
                [
                    "spec.predictor.containers[0].image = i:1",
                    "spec.predictor.annotations[\"pedigree.dev/model\"] = s3://b/m/v1/",
                ]),
            ManifestCase(
                "no other annotation",
                "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {pedigree.dev/models: x, pedigree.dev/modelx: y, pedigree.dev/dataset: z, other/model: w}}",
                []),
        ])
    func places(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    @Test("bypass 14: a good annotation does not replace a mutable image")
    func addsAndNeverReplaces() throws {
        let pod = """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {annotations: {pedigree.dev/model: "corp/cat@\(Self.digest)"}}
            spec: {predictor: {containers: [{name: c, image: "corp/cat:latest"}]}}
            """
        let names = { (yaml: String) in Set(try Manifest(yaml).references.map(\.pinning.name)) }
        #expect(try names(pod) == ["mutable", "pinned"])
        #expect(try names(pod.replacing("corp/cat:latest", with: "corp/cat@\(Self.digest)")) == ["pinned"])
    }
}
