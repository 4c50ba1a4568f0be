/// Tells the part of a path that names one version of a model from what only looks like it.
enum VersionSegment {
    /// The segment that names the version: the last folder, or the one just before a file. nil where there is none.
    ///
    /// `fraud/v47/`, `fraud/1.2.0/model.onnx` and `fraud/2026-01-31` have one. `sklearn/1.0/model` has none, since its
    /// last folder is `model`; `sklearn/1.0/` has none either: that is the library's version.
    static func find(in segments: [String]) -> String? {
        if let run = runArtifact(in: segments) { return run }
        var folders = segments[...]
        if let last = folders.last, FileName.isFile(last) { folders.removeLast() }
        guard let candidate = folders.last, names(Substring(candidate)) else { return nil }
        if let parent = folders.dropLast().last, isLibrary(parent), !isPlainV(candidate) { return nil }
        return candidate
    }

    /// Whether one segment names a version: `47`, `v47`, `1.2.0`, `v1.2.0-rc1`, `version=3`, `2026-01-31`, a content
    /// hash or a UUID.
    static func names(_ segment: Substring) -> Bool {
        guard !segment.isEmpty, segment.utf8.count <= 80 else { return false }
        if isNumbered(afterWord(segment)) || isDate(segment) { return true }
        return isHash(segment) || isUUID(segment)
    }

    /// `v3`, `V3`, `version-3`, `version=3`, `ver_3`, `rev3`: what stands after the word.
    private static func afterWord(_ segment: Substring) -> Substring {
        for word in ["version", "ver", "rev", "v"] where segment.lowercased().hasPrefix(word) {
            let rest = segment.dropFirst(word.count)
            return ["-", "_", "=", "."].contains(rest.first) ? rest.dropFirst() : rest
        }
        return segment
    }

    /// One to four numbers with dots between, and after three of them a semantic version's suffix.
    private static func isNumbered(_ text: Substring) -> Bool {
        let end = text.firstIndex { $0 == "-" || $0 == "+" } ?? text.endIndex
        let numbers = text[..<end].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...4).contains(numbers.count), numbers.allSatisfy({ Scan.isDigits($0) && $0.utf8.count <= 20 }) else {
            return false
        }
        guard end != text.endIndex else { return true }
        return numbers.count >= 3 && isSuffix(text[text.index(after: end)...])
    }

    /// A pre-release or build that stays what it is; `1.0.0-SNAPSHOT` is republished.
    private static func isSuffix(_ suffix: Substring) -> Bool {
        let moving = ["snapshot", "latest", "nightly", "dev", "current", "main", "head"]
        return !suffix.isEmpty
            && suffix.utf8.allSatisfy {
                Scan.isDigit($0) || Scan.isLetter($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "+")
            } && !moving.contains { suffix.lowercased().hasPrefix($0) }
    }

    /// `2026-01-31`, `2026-01-31T120000Z`, `20260131-120000`, `2026-01-31_12-00-00`.
    private static func isDate(_ segment: Substring) -> Bool {
        let digits = segment.utf8.filter(Scan.isDigit)
        let rest = segment.utf8.filter { !Scan.isDigit($0) }
        guard digits.count >= 8, digits.count <= 20, rest.allSatisfy(isDateMark), let first = segment.utf8.first,
            Scan.isDigit(first)
        else { return false }
        let year = digits.prefix(4)
        let month = digits.dropFirst(4).prefix(2)
        let day = digits.dropFirst(6).prefix(2)
        return (1970...2199).contains(value(year)) && (1...12).contains(value(month)) && (1...31).contains(value(day))
    }

    private static func isDateMark(_ byte: UInt8) -> Bool {
        [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "T"), UInt8(ascii: "Z"), UInt8(ascii: ".")].contains(byte)
    }

    private static func value(_ digits: some Sequence<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func isHash(_ segment: Substring) -> Bool {
        let digest = segment.hasPrefix("sha256-") || segment.hasPrefix("sha256:") ? segment.dropFirst(7) : segment
        return [32, 40, 64].contains(digest.utf8.count) && digest.utf8.allSatisfy(Scan.isLowerHex)
    }

    private static func isUUID(_ segment: Substring) -> Bool {
        let parts = segment.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { $0.utf8.allSatisfy(Scan.isLowerHex) }
    }

    /// MLflow's own layout: `…/RUN_ID/artifacts/…` and `…/models/m-ID/artifacts/…`, where the version stands further up.
    private static func runArtifact(in segments: [String]) -> String? {
        guard let artifacts = segments.lastIndex(of: "artifacts"), artifacts > 0 else { return nil }
        let owner = Substring(segments[artifacts - 1])
        let id = owner.hasPrefix("m-") ? owner.dropFirst(2) : owner
        return Scan.isLowerHex(id, count: 32) ? String(owner) : nil
    }

    private static func isPlainV(_ segment: String) -> Bool {
        (segment.hasPrefix("v") || segment.hasPrefix("V")) && Scan.isDigits(segment.dropFirst())
    }

    /// Names after which a number is the version of a library or server: `sklearn/1.0/`, `triton/23.03/`.
    private static func isLibrary(_ segment: String) -> Bool { libraries.contains(segment.lowercased()) }

    private static let libraries: Set<String> = [
        "sklearn", "scikit-learn", "xgboost", "lightgbm", "catboost", "tensorflow", "tf", "pytorch", "torch", "jax",
        "keras", "onnx", "onnxruntime", "paddle", "pmml", "spark", "pyspark", "python", "cuda", "mlserver", "triton",
        "tritonserver", "torchserve", "tfserving", "tensorflow-serving", "tensorrt", "trt", "tensorrtllm", "openvino",
        "huggingface", "transformers", "mlflow", "vllm", "kserve", "seldon", "scv2", "alibi", "alibi-detect",
        "alibi-explain", "spacy", "h2o", "nemo",
    ]
}

/// Tells files from folders by their extension.
enum FileName {
    /// Whether the last segment of a path is a model file and not a folder. An unknown extension is a folder: a store
    /// that loads by prefix would otherwise load more than was judged.
    static func isFile(_ segment: String) -> Bool {
        guard let (stem, end) = Scan.cutLast(Substring(segment), at: "."), !stem.isEmpty else { return false }
        return extensions.contains(end.lowercased())
    }

    private static let extensions: Set<String> = [
        "joblib", "pkl", "pickle", "dill", "bst", "ubj", "json", "jsonl", "model", "cbm", "txt", "onnx", "pmml", "h5",
        "hdf5", "keras", "pb", "pbtxt", "tflite", "pt", "pth", "pt2", "ckpt", "bin", "safetensors", "gguf", "ggml",
        "ggla", "mar", "tar", "gz", "tgz", "bz2", "xz", "zst", "zip", "7z", "npz", "npy", "msgpack", "xml", "plan",
        "engine", "trt", "pdmodel", "pdiparams", "pdparams", "nemo", "mlmodel", "params", "caffemodel", "prototxt",
        "yaml", "yml", "rds", "parquet", "jar", "whl", "bento", "tensors", "llamafile", "sif", "img", "weights", "cfg",
        "torchscript", "ts", "jit", "ot", "vw", "spm", "vocab", "dvc", "py",
    ]
}
