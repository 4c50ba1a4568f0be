import KubernetesModel

extension ModelServer {
    /// RTP-LLM, and Maga Transformer as it was called: paths, or what its file client fetches first
    /// (rtp_llm/server/server_args/model_group_args.py and utils/fuser.py of alibaba/rtp-llm).
    static let rtpLLM = ModelServer(
        "RTP-LLM", consumer: .any,
        summary: "Reads `--checkpoint_path`, the tokenizer and the draft model, or `CHECKPOINT_PATH`.",
        recognition: Recognition(
            modules: ["rtp_llm.start_server", "rtp_llm.start_backend_server", "maga_transformer.start_server"],
            images: ["rtp-llm"]),
        options: [
            ServerOption(.model, flags: ["--checkpoint-path"], environment: ["CHECKPOINT_PATH"]),
            ServerOption(.tokenizer, flags: ["--tokenizer-path"], environment: ["TOKENIZER_PATH"]),
            ServerOption(.draftModel, flags: ["--sp-checkpoint-path"], environment: ["SP_CHECKPOINT_PATH"]),
        ],
        names: .path, needsModel: true, extra: readAdapters)

    /// `--lora_info` maps names to paths, as JSON.
    @Sendable private static func readAdapters(_ command: ServerCommand) -> [FoundReference] {
        let given = command.line.values(of: ["--lora-info"])
        let words = given.isEmpty ? [command.line.environment["LORA_INFO"]].compactMap(\.self) : given
        return words.flatMap { word -> [FoundReference] in
            guard !word.text.isEmpty, word.text != "{}" else { return [] }
            guard let document = try? JSONParser.parse(word.text), document.root.isObject else {
                return [FoundReference(word, consumer: .any, role: .adapter)]
            }
            return document.root.members.compactMap { member in
                member.value.nonEmptyString.map {
                    FoundReference(word.with(text: $0), consumer: .any, role: .adapter)
                }
            }
        }
    }
}
