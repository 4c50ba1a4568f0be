extension ModelServer {
    /// The LoRA syncer of the Gateway API inference extension: loads the adapters of a ConfigMap into a running vLLM.
    static let loraSyncer = ModelServer(
        "LoRA syncer", consumer: .vllm,
        summary: "Reads the adapters' sources from the ConfigMap that `DYNAMIC_LORA_ROLLOUT_CONFIG` points to.",
        recognition: Recognition(
            scripts: ["sidecar.py"], images: ["lora-syncer"], sharedNames: ["sidecar.py"],
            signs: Recognition.Signs(variables: ["DYNAMIC_LORA"])),
        options: [
            ServerOption(.configFile, environment: ["DYNAMIC_LORA_ROLLOUT_CONFIG"])
        ],
        abbreviates: false)
}
