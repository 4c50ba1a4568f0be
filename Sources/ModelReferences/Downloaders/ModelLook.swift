/// Whether a path or URL of a download looks like a model.
///
/// The rules, the first that fits decides:
/// 1. The extension of a data, text, code or package file (`.csv`, `.parquet`, `.sh`, `.deb`, …): no.
/// 2. The extension of a model file (`.safetensors`, `.gguf`, `.onnx`, `.pt`, …): yes.
/// 3. A word `dataset` or `datasets` in the source: no.
/// 4. A word such as `model`, `weights`, `checkpoint` or `lora`, or a size such as `7b`, in the source or in the
///    destination: yes.
/// 5. Otherwise no: then it counts only where a server reads from the destination.
enum ModelLook {
    static func isModel(_ source: String, destination: String? = nil) -> Bool {
        let path = withoutQuery(source)
        if let verdict = byExtension(path) { return verdict }
        let words = words(in: path)
        if words.contains(where: { dataWords.contains($0) }) { return false }
        if words.contains(where: isModelWord) { return true }
        guard let destination else { return false }
        return self.words(in: destination).contains(where: isModelWord)
    }

    /// What the name of a file says; nil for directories, archives and names without a telling extension.
    static func byExtension(_ path: String) -> Bool? {
        let name = CommandLine.fileName(path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.utf8.startIndex else { return nil }
        let suffix = name[name.utf8.index(after: dot)...].lowercased()
        if modelExtensions.contains(suffix) { return true }
        return otherExtensions.contains(suffix) ? false : nil
    }

    static func isModelWord(_ word: String) -> Bool { modelWords.contains(word) || isSize(word) }

    /// `7b`, `70b`, `0`+`5b`: how many parameters a model has.
    private static func isSize(_ word: String) -> Bool {
        guard word.utf8.count >= 2, word.utf8.count <= 5, word.utf8.last == UInt8(ascii: "b") else { return false }
        return word.utf8.dropLast().allSatisfy(Byte.isDigit)
    }

    static func words(in text: String) -> [String] {
        text.lowercased().utf8
            .split { !Byte.isName($0) || $0 == UInt8(ascii: "_") }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    static func withoutQuery(_ url: String) -> String {
        String(decoding: url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != Byte.hash }, as: UTF8.self)
    }

    static let modelExtensions: Set<String> = [
        "safetensors", "gguf", "ggml", "pt", "pth", "onnx", "ckpt", "h5", "hdf5", "keras", "tflite", "pb", "mar",
        "nemo",
        "engine", "plan", "trt", "joblib", "pkl", "pickle", "mlmodel", "mlpackage", "pmml", "bst", "ubj", "cbm",
        "caffemodel", "pdparams", "pdmodel", "params", "weights", "llamafile", "task", "litertlm", "model", "lgbm",
        "dylib_model", "rknn", "hef", "tokenizer",
    ]

    static let otherExtensions: Set<String> = [
        "csv", "tsv", "parquet", "arrow", "jsonl", "ndjson", "txt", "md", "rst", "html", "htm", "pdf", "xml", "log",
        "sh", "bash", "py", "ipynb", "js", "ts", "go", "rs", "c", "cpp", "java", "jar", "war", "whl", "egg", "deb",
        "rpm",
        "apk", "gpg", "asc", "sig", "crt", "pem", "key", "cer", "conf", "cfg", "ini", "toml", "yaml", "yml", "json",
        "list", "repo", "sql", "db", "sqlite", "dump", "bak", "jpg", "jpeg", "png", "gif", "svg", "bmp", "webp", "mp3",
        "mp4", "wav", "flac", "avi", "mkv", "mov", "ttf", "woff", "css", "proto", "service", "so", "exe", "msi", "dmg",
        "iso", "run", "patch", "diff", "xls", "xlsx", "doc", "docx", "avro", "orc", "tfrecord", "tfrecords", "geojson",
        "shp", "tf", "hcl", "lock", "sum", "sha256", "md5",
    ]

    private static let modelWords: Set<String> = [
        "model", "models", "weights", "weight", "checkpoint", "checkpoints", "ckpt", "ckpts", "lora", "loras",
        "adapter", "adapters", "peft", "llm", "llms", "gguf", "ggml", "onnx", "safetensors", "pretrained", "finetuned",
        "tensorrt", "torchscript", "savedmodel", "modelzoo", "mlmodels", "inference", "embedding", "embeddings",
        "llama",
        "mistral", "gemma", "qwen", "bert", "whisper", "diffusion", "transformers",
    ]

    private static let dataWords: Set<String> = ["dataset", "datasets", "trainset", "testset"]
}

/// A URL or remote path in its parts.
struct RemoteName {
    /// Lower case; empty where there is none.
    var scheme: String
    /// Lower case, without user and port.
    var host: String
    /// Without the leading slash; query and fragment are gone.
    var segments: [String]

    init?(_ text: String) {
        guard let range = text.firstRange(ofLiteral: "://"), range.lowerBound != text.startIndex else { return nil }
        scheme = text[..<range.lowerBound].lowercased()
        let rest = ModelLook.withoutQuery(String(text[range.upperBound...]))
        let parts = rest.utf8.split(separator: Byte.slash, omittingEmptySubsequences: false)
        var authority = parts.first ?? ""[...].utf8
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[authority.index(after: at)...] }
        if let colon = authority.firstIndex(of: Byte.colon) { authority = authority[..<colon] }
        host = String(decoding: authority, as: UTF8.self).lowercased()
        segments = parts.dropFirst().filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the host is `domain` or below it.
    func isAt(_ domain: String) -> Bool { host == domain || host.hasSuffix(".\(domain)") }

    /// What a hub's URL says about itself; nil for other hosts.
    var isModelOfHub: Bool? {
        let first = segments.first?.lowercased() ?? ""
        if isAt("huggingface.co") || isAt("hf.co") || isAt("hf-mirror.com") {
            return segments.count >= 2 && !["datasets", "spaces", "api", "docs", "blog"].contains(first)
        }
        if isAt("modelscope.cn") || isAt("modelscope.ai") { return first != "datasets" && segments.count >= 2 }
        if isAt("civitai.com") || isAt("tfhub.dev") || isAt("registry.ollama.ai") || isAt("ollama.com") {
            return !segments.isEmpty && first != "install.sh"
        }
        if isAt("download.pytorch.org") { return first == "models" }
        return nil
    }
}
