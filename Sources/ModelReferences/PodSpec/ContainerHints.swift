import KubernetesModel

/// Cheap checks that tell whether a container is worth reading: most are not, and cost no allocation.
///
/// INVARIANT: whatever `ContainerReader` could find a reference in, or an opaque command, passes here.
enum ContainerHints {
    static func mayConcernModels(_ fields: ContainerFields) -> Bool {
        if fields.lifecycle != nil, !fields.hooks.isEmpty { return true }
        if let name = fields.name, mentions(name, names) { return true }
        if let image = fields.image, mentions(image, images) || isOwnDownloader(image) { return true }
        if let command = fields.command, startsSomething(command) || anyMentions(command, words) { return true }
        if let args = fields.args, startsSomething(args) || anyMentions(args, words) { return true }
        if let env = fields.env, env.elements.contains(where: isTelling) { return true }
        // An accelerator and variables from elsewhere: a model may come with them.
        return false
    }

    private static func mentions(_ node: Node, _ texts: PatternSet) -> Bool {
        guard let text = node.utf8 else { return false }
        return texts.isIn(text)
    }

    private static func anyMentions(_ list: Node, _ texts: PatternSet) -> Bool {
        list.elements.contains { word in word.utf8.map { $0.equals("-m") || texts.isIn($0) } ?? false }
    }

    private static func isOwnDownloader(_ name: Node) -> Bool { name.utf8.map(OwnDownloader.mayBeNamed) ?? false }

    /// Whether the first word is a shell, an interpreter, a server, a downloader, or a script.
    private static func startsSomething(_ list: Node) -> Bool {
        for word in list.elements {
            guard let bytes = word.utf8 else { return false }
            if bytes.first == UInt8(ascii: "-") { return bytes.count == 2 && bytes[1] == UInt8(ascii: "c") }
            if bytes.contains(UInt8(ascii: " ")) || bytes.contains(UInt8(ascii: "$")) { return true }
            let name = ByteSearch.baseName(bytes)
            return ByteSearch.hasPrefix(name, "python") || ByteSearch.hasSuffix(name, ".sh")
                || ByteSearch.hasSuffix(name, ".py") || ByteSearch.hasSuffix(name, ".bash") || programs.contains(name)
                || OwnDownloader.mayBeNamed(name)
        }
        return false
    }

    private static func isTelling(_ entry: Node) -> Bool {
        if let name = entry["name"], mentions(name, variables) { return true }
        guard let value = entry["value"] else { return false }
        guard let text = value.utf8 else { return false }
        return ModelURI.schemes.begins(text) || modelFiles.isIn(text)
    }

    private static let names = PatternSet(["storage-initializer", "modelcar"])
    private static let images =
        PatternSet(
            ModelServer.all.flatMap(\.recognition.images).flatMap { [$0, $0.replacing("-", with: "_")] }
                + ["storage-initializer", "models/", "/serving", "/downloader", "inference-checkpoint", "open-webui"])
    private static let words = PatternSet([
        "model", "lora", "storage_uri", "storage-uri", "checkpoint", "pretrained", "weights", "adapter", "://", ":/",
        "tensor-parallel", "tensor_parallel", "gpu-memory", "gpu_memory", "-m=", "ckpt", "hf-repo", "hf_repo",
        "tokenizer",
    ])
    private static let variables = PatternSet([
        "model", "storage_uri", "lora", "adapter", "checkpoint", "ckpt", "weights", "pretrained", "llama_arg", "nim_",
        "hf_repo", "huggingface_repo", "_revision",
    ])
    private static let modelFiles = PatternSet(["/resolve/", ".gguf", ".safetensors", ".onnx"])
    private static let programs =
        NameTable(
            ModelServer.all.flatMap(\.recognition.programs) + Downloader.all.flatMap(\.programs)
                + Array(CommandPrefix.byName.keys) + [
                    "sh", "bash", "ash", "dash", "zsh", "ksh", "busybox", "su", "runuser", "script", "flock",
                    "parallel", "cp", "install", "mv", "rsync", "perl", "ruby", "node", "eval", "source", ".",
                ], matching: .anyCase)
}
