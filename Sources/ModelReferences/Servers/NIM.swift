extension ModelServer {
    /// NVIDIA NIM: one image for one model, or the generic one that is told by `NIM_MODEL_NAME`.
    static let nim = ModelServer(
        "NVIDIA NIM", consumer: .nim,
        summary: "The image is the model, unless `NIM_MODEL_NAME` names one; adapters by `NIM_PEFT_SOURCE`.",
        recognition: Recognition(images: ["nim/"]),
        options: [
            ServerOption(.model, environment: ["NIM_MODEL_NAME", "NIM_FT_MODEL", "NIM_CUSTOM_MODEL"]),
            ServerOption(.adapters(.namedPaths), environment: ["NIM_PEFT_SOURCE"]),
            ServerOption(.tokenizer, environment: ["NIM_TOKENIZER"]),
        ],
        abbreviates: false, imageIsModel: true)
}
