extension ModelServer {
    /// Speaches and faster-whisper-server, as it was called: settings by variables with `__` between
    /// (examples/live-audio/script.sh of fedirz/faster-whisper-server); OPEA's takes `ASR_MODEL_PATH`
    /// (comps/third_parties/whisper of opea-project/GenAIComps).
    static let whisper = ModelServer(
        "faster-whisper servers", consumer: .hfHub,
        summary: "Read `WHISPER__MODEL` and `ASR_MODEL`, and load at run time what a client asks for.",
        recognition: Recognition(images: [
            "faster-whisper-server", "speaches", "speaches-ai", "openai-whisper-asr-webservice", "opea/whisper",
        ]),
        options: [
            ServerOption(
                .model, flags: ["--model-name-or-path"],
                environment: ["WHISPER__MODEL", "WHISPER_MODEL", "ASR_MODEL", "ASR_MODEL_PATH"])
        ],
        abbreviates: false)
}
