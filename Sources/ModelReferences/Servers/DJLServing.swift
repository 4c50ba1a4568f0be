extension ModelServer {
    /// DJL Serving and AWS's LMI containers, and the inference containers of Hugging Face on AWS and Google Cloud: all
    /// are told by variables (serving/docs/lmi/deployment_guide/configurations.md of deepjavalibrary/djl-serving).
    static let djlServing = ModelServer(
        "DJL Serving and Hugging Face containers", consumer: .hfHub,
        summary: "Read `HF_MODEL_ID` and `HF_REVISION`, or `OPTION_MODEL_ID` and `OPTION_REVISION`.",
        recognition: Recognition(
            programs: ["djl-serving"],
            images: [
                "djl-serving", "djl-inference", "huggingface-pytorch-inference", "huggingface-tensorflow-inference",
                "huggingface-inference", "huggingface-inference-toolkit",
            ]),
        options: [
            ServerOption(.model, environment: ["HF_MODEL_ID", "OPTION_MODEL_ID"]),
            ServerOption(.revision, environment: ["HF_REVISION", "HF_MODEL_REVISION", "OPTION_REVISION"]),
            ServerOption(
                .trustsRemoteCode,
                environment: [
                    "HF_TRUST_REMOTE_CODE", "HF_MODEL_TRUST_REMOTE_CODE",
                    "OPTION_TRUST_REMOTE_CODE",
                ]),
        ],
        abbreviates: false)
}
