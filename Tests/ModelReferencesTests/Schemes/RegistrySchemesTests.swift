import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Model registries")
struct RegistrySchemesTests {
    @Test(
        "Ollama's tags move, and it pulls no digest",
        arguments: [
            Vector(.ollama, "llama3", "mutable"),
            Vector(.ollama, "llama3:latest", "mutable"),
            Vector(.ollama, "llama3.1:8b-instruct-q4_0", "mutable"),
            Vector(.ollama, "llama3@sha256:\(sha256)", "mutable"),
            Vector(.ollama, "hf.co/o/n:Q4_K_M", "mutable"),
            Vector(.ollama, "registry.ollama.ai/library/llama3:8b", "mutable"),
            Vector(.ollama, "/models/m.gguf", "mutable"),
            Vector(.kubeai, "ollama://gemma2:2b", "mutable"),
            Vector(.llmaz, "ollama://llama3.3", "mutable"),
            Vector(.kserve, "ollama://gemma2:2b", "invalid"),
        ])
    func ollama(_ vector: Vector) { vector.check() }

    @Test(
        "Weights & Biases: v and a number",
        arguments: [
            Vector(.wandb, "wandb-artifact:///e/p/n:v0", "versioned"),
            Vector(.wandb, "wandb-artifact://e/p/n:v12", "versioned"),
            Vector(.wandb, "wandb-artifact:///e/p/n:v3/model.pt", "versioned"),
            Vector(.wandb, "e/p/n:v3", "versioned"),
            Vector(.wandb, "wandb-artifact://_id/QXJ0aWZhY3Q6MQ==", "versioned"),
            Vector(.wandb, "wandb-artifact://_id/", "mutable"),
            Vector(.wandb, "e/p/n:best", "mutable"),
            Vector(.wandb, "e/p/n:production", "mutable"),
            Vector(.wandb, "e/p/n:v3a", "mutable"),
            Vector(.wandb, "e/p/n:V3", "mutable"),
            Vector(.wandb, "e/p/n:v٣", "mutable"),
            Vector(.wandb, "e/p/n:v", "mutable"),
            Vector(.wandb, "e/p/n", "mutable"),
            Vector(.any, "wandb-artifact:///e/p/n:v3", "versioned"),
            Vector(.kserve, "wandb-artifact:///e/p/n:v3", "invalid"),
        ])
    func wandb(_ vector: Vector) { vector.check() }

    @Test(
        "BentoML and NGC: any version but latest",
        arguments: [
            Vector(.bento, "iris:latest", "mutable"),
            Vector(.bento, "iris:LATEST", "mutable"),
            Vector(.bento, "iris", "mutable"),
            Vector(.bento, "iris:", "mutable"),
            Vector(.bento, "summarization:n3yfhbtl2kfmvrrd", "versioned"),
            Vector(.bento, "iris:1.0.0", "versioned"),
            Vector(.ngc, "nvidia/nemo/megatron_gpt:1.0", "versioned"),
            Vector(.ngc, "nvidia/nemo/megatron_gpt", "mutable"),
            Vector(.ngc, "nvidia/nemo/megatron_gpt:latest", "mutable"),
            Vector(.ngc, "ngc://nim/meta/llama3-8b-instruct:1.0", "versioned"),
            Vector(.nim, "ngc://nim/meta/llama3-8b-instruct:hf", "versioned"),
            Vector(.nim, "ngc://nim/meta/llama3-8b-instruct", "mutable"),
            Vector(.nim, "ngc://nim/meta/llama3-8b-instruct:1.0?file=config.json", "versioned"),
        ])
    func tagged(_ vector: Vector) { vector.check() }

    @Test(
        "Kaggle, Vertex AI and SageMaker: a number at the end",
        arguments: [
            Vector(.kaggle, "google/gemma/tensorrtllm/2b-it/2", "versioned"),
            Vector(.kaggle, "google/gemma/tensorrtllm/2b-it", "mutable"),
            Vector(.kaggle, "google/gemma/maxtext/7b-it/10", "versioned"),
            Vector(.kaggle, "google/gemma/maxtext/7b-it/0", "invalid"),
            Vector(.kaggle, "google/gemma/tensorrtllm/2b-it", "versioned", revision: "2"),
            Vector(.kaggle, "google/gemma/tensorrtllm/2b-it/latest", "invalid"),
            Vector(.kaggle, "google/gemma/tensorrtllm/2b-it/٢", "invalid"),
            Vector(.kaggle, "google/gemma", "invalid"),
            Vector(.kaggle, "google/gemma/pax/2b-it/2/extra", "invalid"),
            Vector(.vertex, "projects/p/locations/l/models/1@3", "versioned"),
            Vector(.vertex, "projects/p/locations/l/models/1@default", "mutable"),
            Vector(.vertex, "projects/p/locations/l/models/1@champion", "mutable"),
            Vector(.vertex, "projects/p/locations/l/models/1", "mutable"),
            Vector(.vertex, "projects/p/locations/l/models/1@", "mutable"),
            Vector(.vertex, "publishers/google/models/gemma2@gemma-2-27b-it", "mutable"),
            Vector(.vertex, "projects/p/locations/l/endpoints/1", "invalid"),
            Vector(.any, "projects/p/locations/l/models/1@3", "versioned"),
            Vector(.sagemaker, "arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/3", "versioned"),
            Vector(.sagemaker, "arn:aws-cn:sagemaker:cn-north-1:123456789012:model-package/fraud/3", "versioned"),
            Vector(.sagemaker, "arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud", "mutable"),
            Vector(.sagemaker, "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/fraud", "mutable"),
            Vector(.sagemaker, "arn:aws:sagemaker:us-east-1:123456789012:model/fraud", "mutable"),
            Vector(.sagemaker, "arn:aws:s3:::bucket/fraud/3", "invalid"),
            Vector(.any, "arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/3", "versioned"),
        ])
    func numbered(_ vector: Vector) { vector.check() }

    @Test(
        "names that others resolve are never pinned",
        arguments: [
            Vector(.kaito, "phi-4-mini-instruct", "mutable"),
            Vector(.kaito, "o/n", "mutable"),
            Vector(.ome, "llama-3-3-70b-instruct", "mutable"),
            Vector(.client, "hosted_vllm/o/n", "mutable"),
            Vector(Consumer("something-new"), "o/n", "mutable"),
            Vector(Consumer("something-new"), "reg.corp/m@sha256:\(sha256)", "pinned"),
        ])
    func names(_ vector: Vector) { vector.check() }
}
