import KubernetesModel

extension Consumer {
    /// Every consumer that is known, in the order of `Tool.all`.
    package static let all: [Consumer] = Tool.all.map(\.consumer)

    /// The consumer that a user means: its name in any case, with or without hyphens, or another usual name of the tool;
    /// nil where none is called so.
    package init?(named name: String) {
        let plain = Self.plain(name)
        if let known = Self.all.first(where: { Self.plain($0.rawValue) == plain }) {
            self = known
        } else if let known = Self.otherNames[plain] {
            self = known
        } else {
            return nil
        }
    }

    private static func plain(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    private static let otherNames: [String: Consumer] = [
        "isvc": .kserve, "inferenceservice": .kserve, "llminferenceservice": .llmisvc, "seldon": .seldon1,
        "seldoncore": .seldon1, "seldoncore2": .seldon2, "huggingface": .hfHub, "huggingfacehub": .hfHub,
        "transformers": .hfHub, "hf": .hfHub, "awscli": .awsCLI, "s3": .awsCLI,
        "gcloud": .gsutil, "gcs": .gsutil, "minio": .minioClient, "azure": .azcopy, "curl": .http, "wget": .http,
        "https": .http, "oci": .oras, "skopeo": .oras, "docker": .image, "container": .image, "kubelet": .image,
        "bentoml": .bento, "tritonserver": .triton, "tensorflowserving": .tfserving, "maxtext": .jetstream,
        "vllmproductionstack": .productionStack, "vertexai": .vertex, "weightsandbiases": .wandb, "rayserve": .ray,
        "kuberay": .ray, "pip": .git, "huggingfacecli": .hfHub, "diffusers": .hfHub, "fsspec": .hfHub,
        "huggingfaceserver": .hfHub, "lmdeploy": .hfHub, "trtllm": .hfHub, "tensorrtllm": .hfHub, "boto3": .awsCLI,
        "imagevolume": .image, "containerd": .image, "crio": .image, "localmodelcache": .kserve,
        "storageinitializer": .kserve, "seldonv1": .seldon1, "seldonv2": .seldon2, "databricks": .mlflow,
        "kubeflowtrainer": .trainer, "trainjob": .trainer, "modelinitializer": .trainer, "modeladapter": .aibrix,
        "nimcache": .nim, "nimservice": .nim, "kaitoworkspace": .kaito, "textgenerationinference": .tgi,
        "textembeddingsinference": .tei,
    ]
}
