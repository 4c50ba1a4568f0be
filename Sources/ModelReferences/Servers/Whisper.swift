import KubernetesModel

/// Servers that turn speech into text, and text into speech. None of them takes a revision.
extension ModelServer {
    /// faster-whisper-server, as Speaches was called: settings by variables with `__` between
    /// (examples/live-audio/script.sh of fedirz/faster-whisper-server).
    static let whisper = ModelServer(
        "faster-whisper servers", consumer: .hfHub,
        summary: "Read `WHISPER__MODEL`, and load at run time what a client asks for.",
        recognition: Recognition(images: ["faster-whisper-server"]),
        options: [ServerOption(.model, environment: ["WHISPER__MODEL", "WHISPER_MODEL"])],
        defaultModel: "Systran/faster-whisper-small", abbreviates: false, ownNames: ofWhisper)

    /// Its releases of today have no default, and load what a request names.
    static let speaches = ModelServer(
        "Speaches", consumer: .hfHub,
        summary: "Reads `PRELOAD_MODELS` and `WHISPER__MODEL`, and loads what a client asks for.",
        recognition: Recognition(images: ["speaches", "speaches-ai"]),
        options: [ServerOption(.model, environment: ["WHISPER__MODEL", "WHISPER_MODEL"])],
        abbreviates: false, ownNames: ofWhisper, loadsOnDemand: true, extra: readPreloaded)

    /// `PRELOAD_MODELS=["org/name"]`
    @Sendable private static func readPreloaded(_ command: ServerCommand) -> [FoundReference] {
        guard let list = command.line.environment["PRELOAD_MODELS"], !list.text.isEmpty else { return [] }
        guard let document = try? JSONParser.parse(list.text), document.root.isArray else {
            return [FoundReference(list, consumer: .hfHub)]
        }
        return document.root.elements.compactMap { item in
            item.nonEmptyString.map { FoundReference(list.with(text: $0), consumer: .hfHub) }
        }
    }

    /// `ASR_MODEL_PATH` is where it keeps its downloads (app/webservice.py of ahmetoner/whisper-asr-webservice).
    static let whisperService = ModelServer(
        "Whisper ASR webservice", consumer: .hfHub, summary: "Reads `ASR_MODEL`.",
        recognition: Recognition(images: ["openai-whisper-asr-webservice", "whisper-asr-webservice"]),
        options: [ServerOption(.model, environment: ["ASR_MODEL"])],
        defaultModel: "base", abbreviates: false, ownNames: ofWhisper)

    /// OPEA's (comps/third_parties/whisper and speecht5 of opea-project/GenAIComps).
    static let opeaWhisper = ModelServer(
        "OPEA Whisper", consumer: .hfHub, summary: "Reads `ASR_MODEL_PATH` and `--model_name_or_path`.",
        recognition: Recognition(images: ["opea/whisper"]),
        options: [
            ServerOption(.model, flags: ["--model-name-or-path"], environment: ["ASR_MODEL_PATH", "ASR_MODEL"])
        ],
        defaultModel: "openai/whisper-small", abbreviates: false)

    static let opeaSpeech = ModelServer(
        "OPEA SpeechT5", consumer: .hfHub, summary: "Reads `TTS_MODEL_PATH` and `--model_name_or_path`.",
        recognition: Recognition(images: ["opea/speecht5"]),
        options: [ServerOption(.model, flags: ["--model-name-or-path"], environment: ["TTS_MODEL_PATH"])],
        defaultModel: "microsoft/speecht5_tts", abbreviates: false)

    /// Wyoming's server of faster-whisper, in its own image and in LinuxServer's
    /// (wyoming_faster_whisper/__main__.py of rhasspy/wyoming-faster-whisper).
    static let wyomingWhisper = ModelServer(
        "Wyoming faster-whisper", consumer: .hfHub, summary: "Reads `--model`, or `WHISPER_MODEL`.",
        recognition: Recognition(
            modules: ["wyoming_faster_whisper"],
            images: ["wyoming-whisper", "wyoming-faster-whisper", "linuxserver/faster-whisper"]),
        options: [ServerOption(.model, flags: ["--model"], environment: ["WHISPER_MODEL"])],
        defaultModel: "tiny-int8", abbreviates: false, ownNames: ofWhisper)

    /// Piper, which downloads the voice that it is told (wyoming_piper/__main__.py of rhasspy/wyoming-piper).
    static let piper = ModelServer(
        "Piper", consumer: .hfHub, summary: "Reads `--voice`, or `PIPER_VOICE`.",
        recognition: Recognition(
            modules: ["wyoming_piper"], images: ["wyoming-piper", "linuxserver/piper"]),
        options: [ServerOption(.model, flags: ["--voice"], environment: ["PIPER_VOICE"])],
        defaultModel: "en_US-lessac-medium", abbreviates: false, ownNames: ofPiper)

    /// whisper.cpp's server and tools, which read a file.
    static let whisperCpp = ModelServer(
        "whisper.cpp", consumer: .llamacpp, summary: "Reads `-m` of `whisper-server` and `whisper-cli`.",
        recognition: Recognition(programs: ["whisper-server", "whisper-cli"]),
        options: [ServerOption(.model, flags: ["-m", "--model"])], names: .path, abbreviates: false)
}

// MARK: - What the user reads

private let ofWhisper = "a model of Whisper by its name, which is fetched from the hub's default branch"
private let ofPiper = "a voice by its name, which is fetched from the hub's default branch"
