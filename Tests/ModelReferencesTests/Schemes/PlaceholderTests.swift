import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Holes in references")
struct PlaceholderTests {
    @Test(
        "a reference with a hole is unresolved, whoever reads it",
        arguments: [
            ("$MODEL_URI", "$MODEL_URI"), ("s3://b/$MODEL/v3/", "$MODEL"), ("s3://${BUCKET}/m/v3/", "${BUCKET}"),
            ("pvc://${PVC_NAME}/export", "${PVC_NAME}"), ("$(MODEL_ID)", "$(MODEL_ID)"), ("hf://o/n:$REV", "$REV"),
            ("{{ .Values.model }}", "{{ .Values.model }}"), ("s3://b/{{model}}/v3/", "{{model}}"),
            ("{docker_username}/iris-classifier", "{docker_username}"), ("<MODEL_ID>", "<MODEL_ID>"),
            ("/model-store/<lora-directory>", "<lora-directory>"), ("s3://b/${unclosed", "${unclosed"),
            ("repo/m@sha256:$DIGEST", "$DIGEST"),
        ])
    func holes(_ value: String, _ hole: String) {
        for consumer in [Consumer.kserve, .vllm, .image, .seldon2, .any, .mlflow] {
            let found = Classifier.classify(RawReference(value, consumer: consumer))
            guard case .unresolved(let reason) = found.pinning else {
                Issue.record("\(consumer): \(found.pinning)")
                continue
            }
            #expect(reason.contains(hole))
        }
    }

    @Test("a hole in the revision leaves the reference open, and the value itself closes it")
    func revision() {
        Vector(.vllm, "o/n", "unresolved", revision: "$(REVISION)").check()
        Vector(.vllm, "o/n", "pinned", revision: commit).check()
    }

    @Test(
        "odd characters never reach a scheme",
        arguments: [
            Vector(.kserve, "", "invalid"), Vector(.kserve, " s3://b/m/v3/", "invalid"),
            Vector(.kserve, "s3://b/m/v3/\n", "invalid"), Vector(.image, "a b", "invalid"),
            Vector(.kserve, "s3://b/m/\u{7F}v3/", "invalid"), Vector(.kserve, "hf://o/n\u{0}:\(commit)", "invalid"),
            Vector(.mlflow, "models:/m?\u{301}/3", "invalid"), Vector(.seldon2, "s3://b/m#\u{301}/v3", "invalid"),
        ])
    func oddCharacters(_ vector: Vector) { vector.check() }
}
