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
        source.withBytes { source in
            let path = withoutQuery(source)
            if let verdict = byExtension(path) { return verdict }
            if hasWord(path, where: dataWords.contains) { return false }
            if hasWord(path, where: isModelWord) { return true }
            return destination?.withBytes { hasWord($0, where: isModelWord) } ?? false
        }
    }

    /// What the name of a file says; nil for directories, archives and names without a telling extension.
    static func byExtension(_ path: String) -> Bool? { path.withBytes { byExtension($0) } }

    private static func byExtension(_ path: UnsafeRawBufferPointer) -> Bool? {
        let name = ByteSearch.baseName(path)
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return nil }
        let suffix = name.part((dot + 1)..<name.count)
        if modelExtensions.contains(suffix) { return true }
        return otherExtensions.contains(suffix) ? false : nil
    }

    private static func isModelWord(_ word: UnsafeRawBufferPointer) -> Bool {
        modelWords.contains(word) || isSize(word)
    }

    /// `7b`, `70b`, `0`+`5b`: how many parameters a model has.
    private static func isSize(_ word: UnsafeRawBufferPointer) -> Bool {
        guard word.count >= 2, word.count <= 5, Scan.lower(word[word.count - 1]) == UInt8(ascii: "b") else {
            return false
        }
        return word.dropLast().allSatisfy(Scan.isDigit)
    }

    /// Whether one of the words, which are letters and digits alone, passes a test.
    private static func hasWord(
        _ text: UnsafeRawBufferPointer, where test: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        var start = 0
        for offset in 0...text.count {
            if offset < text.count, Scan.isDigit(text[offset]) || Scan.isLetter(text[offset]) { continue }
            if offset > start, test(text.part(start..<offset)) { return true }
            start = offset + 1
        }
        return false
    }

    private static func withoutQuery(_ url: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        url.part(0..<(url.firstIndex { $0 == UInt8(ascii: "?") || $0 == Byte.hash } ?? url.count))
    }

    static func withoutQuery(_ url: String) -> String {
        url.withBytes { bytes in
            let path = withoutQuery(bytes)
            return path.count == bytes.count ? url : String(decoding: path, as: UTF8.self)
        }
    }

    private static let modelExtensions = NameTable(
        [
            "safetensors", "gguf", "ggml", "pt", "pth", "onnx", "ckpt", "h5", "hdf5", "keras", "tflite", "pb", "mar",
            "nemo",
            "engine", "plan", "trt", "joblib", "pkl", "pickle", "mlmodel", "mlpackage", "pmml", "bst", "ubj", "cbm",
            "caffemodel", "pdparams", "pdmodel", "params", "weights", "llamafile", "task", "litertlm", "model", "lgbm",
            "dylib_model", "rknn", "hef", "tokenizer",
        ], matching: .anyCase)

    private static let otherExtensions = NameTable(
        [
            "csv", "tsv", "parquet", "arrow", "jsonl", "ndjson", "txt", "md", "rst", "html", "htm", "pdf", "xml", "log",
            "sh", "bash", "py", "ipynb", "js", "ts", "go", "rs", "c", "cpp", "java", "jar", "war", "whl", "egg", "deb",
            "rpm",
            "apk", "gpg", "asc", "sig", "crt", "pem", "key", "cer", "conf", "cfg", "ini", "toml", "yaml", "yml", "json",
            "list", "repo", "sql", "db", "sqlite", "dump", "bak", "jpg", "jpeg", "png", "gif", "svg", "bmp", "webp",
            "mp3",
            "mp4", "wav", "flac", "avi", "mkv", "mov", "ttf", "woff", "css", "proto", "service", "so", "exe", "msi",
            "dmg",
            "iso", "run", "patch", "diff", "xls", "xlsx", "doc", "docx", "avro", "orc", "tfrecord", "tfrecords",
            "geojson",
            "shp", "tf", "hcl", "lock", "sum", "sha256", "md5",
        ], matching: .anyCase)

    private static let modelWords = NameTable(
        [
            "model", "models", "weights", "weight", "checkpoint", "checkpoints", "ckpt", "ckpts", "lora", "loras",
            "adapter", "adapters", "peft", "llm", "llms", "gguf", "ggml", "onnx", "safetensors", "pretrained",
            "finetuned",
            "tensorrt", "torchscript", "savedmodel", "modelzoo", "mlmodels", "inference", "embedding", "embeddings",
            "llama",
            "mistral", "gemma", "qwen", "bert", "whisper", "diffusion", "stablediffusion", "transformers",
        ], matching: .anyCase)

    /// Whether one of a path's folders is called as people call their folder of models; dbt's models are queries.
    static func isFolderOfModels(_ path: String) -> Bool {
        let parts = path.lowercased().split(separator: "/")
        return parts.contains(where: folders.contains) && !parts.contains("dbt")
    }

    private static let folders: Set<Substring> = [
        "model", "models", "checkpoint", "checkpoints", "weights", "ckpt", "ckpts", "lora", "loras",
    ]

    private static let dataWords = NameTable(["dataset", "datasets", "trainset", "testset"], matching: .anyCase)
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
        if isAt("kaggle.com") { return segments.contains("models") && !segments.contains("datasets") }
        if isAt("download.pytorch.org") { return first == "models" }
        return nil
    }
}
