/// Manifests that tests put a model into.
enum Sample {
    static let service = """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: m}
        spec:
          predictor:
            model:
              modelFormat: {name: huggingface}

        """

    static func deployment(_ container: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: llm
        spec:
          template:
            spec:
              containers:
                - name: server

        """ + container.split(separator: "\n", omittingEmptySubsequences: false).map { "          \($0)\n" }.joined()
    }
}
