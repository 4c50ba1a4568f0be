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

    private static func mentions(_ node: Node, _ needles: [[UInt8]]) -> Bool {
        node.withUTF8 { bytes in needles.contains { ByteSearch.contains(bytes, $0) } } ?? false
    }

    private static func anyMentions(_ list: Node, _ needles: [[UInt8]]) -> Bool {
        list.elements.contains { mentions($0, needles) }
    }

    /// Whether the first word is a shell, an interpreter, a server, a downloader, or a script.
    private static func startsSomething(_ list: Node) -> Bool {
        for word in list.elements {
            return word.withUTF8 { bytes in
                if bytes.first == UInt8(ascii: "-") { return bytes.count == 2 && bytes[1] == UInt8(ascii: "c") }
                if bytes.contains(UInt8(ascii: " ")) || bytes.contains(UInt8(ascii: "$")) { return true }
                let name = ByteSearch.baseName(bytes)
                return ByteSearch.hasPrefix(name, python) || scripts.contains { ByteSearch.hasSuffix(name, $0) }
                    || programs.contains { $0.count == name.count && ByteSearch.hasPrefix(name, $0) }
            } ?? false
        }
        return false
    }

    private static func isTelling(_ entry: Node) -> Bool {
        if let name = entry["name"], mentions(name, variables) { return true }
        guard let value = entry["value"] else { return false }
        return value.withUTF8 { bytes in ModelURI.schemes.contains { ByteSearch.hasPrefix(bytes, $0) } } ?? false
    }

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.lowercased().utf8) } }

    private static let names = bytes(["storage-initializer", "modelcar"])
    private static let images =
        bytes(
            ModelServer.all.flatMap(\.recognition.images).flatMap { [$0, $0.replacing("-", with: "_")] }
                + ["storage-initializer", "models/", "/serving"])
    private static let words = bytes([
        "model", "lora", "storage_uri", "storage-uri", "checkpoint", "pretrained", "weights", "adapter", "://", ":/",
    ])
    private static let variables = bytes([
        "model", "storage_uri", "lora", "adapter", "checkpoint", "weights", "llama_arg", "nim_",
    ])
    private static let python = Array("python".utf8)
    private static let scripts = bytes([".sh", ".py", ".bash"])
    private static let programs =
        bytes(
            ModelServer.all.flatMap(\.recognition.programs) + Downloader.all.flatMap(\.programs) + [
                "sh", "bash", "ash", "dash", "zsh", "ksh", "busybox", "env", "exec", "nohup", "sudo", "time",
                "timeout", "nice", "ionice", "stdbuf", "setsid", "tini", "dumb-init", "catatonit", "numactl",
                "taskset", "xvfb-run", "gosu", "su-exec", "su", "runuser", "chroot", "torchrun", "accelerate",
                "mpirun", "mpiexec", "deepspeed", "uv", "poetry", "pipenv", "conda", "micromamba", "ray", "perl",
                "ruby", "node", "eval", "source", ".",
            ])
}

/// URIs that name models.
enum ModelURI {
    /// Schemes under which models are kept, lower case.
    static let schemes: [[UInt8]] = [
        "hf://", "s3://", "gs://", "gcs://", "oci://", "oci+", "pvc://", "models:/", "runs:/", "mlflow-artifacts:/",
        "abfs://", "abfss://", "wasb://", "wasbs://", "az://", "hdfs://", "webhdfs://", "ollama://", "modelscope://",
        "wandb-artifact://", "dbfs:/", "ngc://", "oss://", "kaggle://",
    ].map { Array($0.utf8) }

    /// Those that hold nothing but models.
    private static let modelSchemes = ["hf://", "models:/", "ollama://", "modelscope://", "ngc://"]

    static func hasScheme(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { bytes in schemes.contains { ByteSearch.hasPrefix(bytes, $0) } }
    }

    static func hasModelScheme(_ text: String) -> Bool { modelSchemes.contains { text.hasPrefix($0) } }

    /// `org/name` as the hub has it: one slash, and nothing that a path or URL would have.
    static func isRepository(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 200 else { return false }
        return parts.allSatisfy { part in
            guard let first = part.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
                return false
            }
            return part.utf8.allSatisfy(isRepositoryByte)
        }
    }

    private static func isRepositoryByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
