import KubernetesModel

/// Cheap checks that tell whether a container is worth reading: most are not, and cost no allocation.
///
/// INVARIANT: whatever `ContainerReader` could find a reference in, or an opaque command, passes here.
enum ContainerHints {
    static func mayConcernModels(_ fields: ContainerFields) -> Bool {
        if fields.lifecycle != nil, !fields.hooks.isEmpty { return true }
        if let name = fields.name, mentions(name, names) { return true }
        if let image = fields.image, mentions(image, images) { return true }
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
        list.elements.contains { mentions($0, texts) }
    }

    /// Whether the first word is a shell, an interpreter, a server, a downloader, or a script.
    private static func startsSomething(_ list: Node) -> Bool {
        for word in list.elements {
            guard let bytes = word.utf8 else { return false }
            if bytes.first == UInt8(ascii: "-") { return bytes.count == 2 && bytes[1] == UInt8(ascii: "c") }
            if bytes.contains(UInt8(ascii: " ")) || bytes.contains(UInt8(ascii: "$")) { return true }
            let name = ByteSearch.baseName(bytes)
            return ByteSearch.hasPrefix(name, "python") || ByteSearch.hasSuffix(name, ".sh")
                || ByteSearch.hasSuffix(name, ".py") || ByteSearch.hasSuffix(name, ".bash") || programs.contains(name)
        }
        return false
    }

    private static func isTelling(_ entry: Node) -> Bool {
        if let name = entry["name"], mentions(name, variables) { return true }
        guard let value = entry["value"] else { return false }
        guard let text = value.utf8 else { return false }
        return ModelURI.schemes.begins(text)
    }

    private static let names = PatternSet(["storage-initializer", "modelcar"])
    private static let images =
        PatternSet(
            ModelServer.all.flatMap(\.recognition.images).flatMap { [$0, $0.replacing("-", with: "_")] }
                + ["storage-initializer", "models/", "/serving", "/downloader", "inference-checkpoint"])
    private static let words = PatternSet([
        "model", "lora", "storage_uri", "storage-uri", "checkpoint", "pretrained", "weights", "adapter", "://", ":/",
        "tensor-parallel", "tensor_parallel", "gpu-memory", "gpu_memory", "-m=",
    ])
    private static let variables = PatternSet([
        "model", "storage_uri", "lora", "adapter", "checkpoint", "weights", "llama_arg", "nim_",
    ])
    private static let programs =
        NameTable(
            ModelServer.all.flatMap(\.recognition.programs) + Downloader.all.flatMap(\.programs) + [
                "sh", "bash", "ash", "dash", "zsh", "ksh", "busybox", "env", "exec", "nohup", "sudo", "time",
                "timeout", "nice", "ionice", "stdbuf", "setsid", "tini", "dumb-init", "catatonit", "numactl",
                "taskset", "xvfb-run", "gosu", "su-exec", "su", "runuser", "chroot", "torchrun", "accelerate",
                "mpirun", "mpiexec", "deepspeed", "uv", "poetry", "pipenv", "conda", "micromamba", "ray", "perl",
                "ruby", "node", "eval", "source", ".",
            ], matching: .anyCase)
}

/// URIs that name models.
enum ModelURI {
    /// Schemes under which models are kept, lower case.
    static let schemes = PatternSet([
        "hf://", "s3://", "gs://", "gcs://", "oci://", "oci+", "pvc://", "models:/", "runs:/", "mlflow-artifacts:/",
        "abfs://", "abfss://", "wasb://", "wasbs://", "az://", "hdfs://", "webhdfs://", "ollama://", "modelscope://",
        "wandb-artifact://", "dbfs:/", "ngc://", "oss://", "kaggle://",
    ])

    /// Those that hold nothing but models.
    private static let modelSchemes = ["hf://", "models:/", "ollama://", "modelscope://", "ngc://"]

    static func hasScheme(_ text: String) -> Bool { text.withBytes(schemes.begins) }

    static func hasModelScheme(_ text: String) -> Bool { modelSchemes.contains { text.hasPrefix($0) } }

    /// `org/name` as the hub has it: one slash, and nothing that a path or URL would have.
    static func isRepository(_ text: String) -> Bool {
        guard text.utf8.count <= 200 else { return false }
        return text.withBytes { bytes in
            var slashes = 0
            var last = Byte.slash
            for byte in bytes {
                if byte == Byte.slash {
                    guard last != Byte.slash else { return false }
                    slashes += 1
                } else if !isRepositoryByte(byte) || last == Byte.slash && isPunctuation(byte) {
                    return false
                }
                last = byte
            }
            return slashes == 1 && last != Byte.slash
        }
    }

    /// Neither of them begins a name.
    private static func isPunctuation(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") }

    private static func isRepositoryByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
