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

    /// The segments that name the version together: `2026/01/31`, `v47/1`. nil where none does.
    static func range(in segments: [String]) -> Range<Int>? {
        guard let version = find(in: segments), let last = segments.lastIndex(of: version) else { return nil }
        guard runArtifact(in: segments) == nil else { return last..<(last + 1) }
        var first = last
        while first > 0, names(segments[first - 1][...]),
            first < 2 || !isLibrary(segments[first - 2]) || isPlainV(segments[first - 1])
        {
            first -= 1
        }
        return first..<(last + 1)
    }

    /// Whether one segment names a version: `47`, `v47`, `1.2.0`, `v1.2.0-rc1`, `version=3`, `2026-01-31`, a content
    /// hash or a UUID.
    static func names(_ segment: Substring) -> Bool {
        guard !segment.isEmpty, segment.utf8.count <= 80 else { return false }
        if isNumbered(afterWord(segment)) || isDate(segment) { return true }
        return isHash(segment) || isUUID(segment)
    }

    /// `v3`, `V3`, `version-3`, `version=3`, `ver_3`, `rev3`: what stands after the word.
    static func afterWord(_ segment: Substring) -> Substring {
        for word in ["version", "ver", "rev", "v"] as [StaticString] where segment.begins(withAnyCase: word) {
            let rest = Scan.drop(word.utf8CodeUnitCount, from: segment)
            guard let first = rest.utf8.first, isMark(first) else { return rest }
            return Scan.drop(1, from: rest)
        }
        return segment
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "=") || byte == UInt8(ascii: ".")
    }

    /// One to four numbers with dots between, and after three of them a semantic version's suffix.
    private static func isNumbered(_ text: Substring) -> Bool {
        let end = Scan.first(in: text) { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let numbers = Scan.parts(end.map { Substring(text.utf8.prefix($0)) } ?? text, by: ".")
        guard numbers.count <= 4, numbers.allSatisfy({ Scan.isDigits($0) && $0.utf8.count <= 20 }) else { return false }
        guard let end else { return true }
        return numbers.count >= 3 && isSuffix(Scan.drop(end + 1, from: text))
    }

    /// A pre-release or build that stays what it is; `1.0.0-SNAPSHOT` is republished.
    private static func isSuffix(_ suffix: Substring) -> Bool {
        let moving: [StaticString] = ["snapshot", "latest", "nightly", "dev", "current", "main", "head"]
        return !suffix.isEmpty
            && Scan.all(suffix) {
                Scan.isDigit($0) || Scan.isLetter($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "+")
            } && !moving.contains { suffix.begins(withAnyCase: $0) }
    }

    /// `2026-01-31`, `2026-01-31T120000Z`, `20260131-120000`, `2026-01-31_12-00-00`.
    static func isDate(_ segment: Substring) -> Bool {
        guard let first = segment.utf8.first, Scan.isDigit(first) else { return false }
        var digits = 0
        var date = 0
        for byte in segment.utf8 {
            if Scan.isDigit(byte) {
                digits += 1
                if digits <= 8 { date = date * 10 + Int(byte - UInt8(ascii: "0")) }
            } else {
                guard isDateMark(byte) else { return false }
            }
        }
        let (year, month, day) = (date / 10000, date / 100 % 100, date % 100)
        return (8...20).contains(digits) && (1970...2199).contains(year) && (1...12).contains(month)
            && (1...31).contains(day)
    }

    private static func isDateMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "T")
            || byte == UInt8(ascii: "Z")
    }

    private static func isHash(_ segment: Substring) -> Bool {
        let hasName = segment.begins(with: "sha256-") || segment.begins(with: "sha256:")
        let digest = hasName ? Scan.drop(7, from: segment) : segment
        let length = digest.utf8.count
        return (length == 32 || length == 40 || length == 64) && Scan.isHex(digest)
    }

    private static func isUUID(_ segment: Substring) -> Bool {
        guard segment.utf8.count == 36 else { return false }
        let parts = Scan.parts(segment, by: "-")
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.allSatisfy { Scan.isHex($0) }
    }

    /// MLflow's own layout: `…/RUN_ID/artifacts/…` and `…/models/m-ID/artifacts/…`, where the version stands further up.
    private static func runArtifact(in segments: [String]) -> String? {
        guard let artifacts = segments.lastIndex(of: "artifacts"), artifacts > 0 else { return nil }
        let owner = Substring(segments[artifacts - 1])
        let id = owner.begins(with: "m-") ? Scan.drop(2, from: owner) : owner
        return Scan.isLowerHex(id, count: 32) ? String(owner) : nil
    }

    private static func isPlainV(_ segment: String) -> Bool {
        (segment.begins(with: "v") || segment.begins(with: "V")) && Scan.isDigits(Scan.drop(1, from: segment[...]))
    }

    /// Names after which a number is the version of a library or server: `sklearn/1.0/`, `triton/23.03/`.
    private static func isLibrary(_ segment: String) -> Bool { libraries.contains(segment) }

    private static let libraries = NameTable(
        [
            "sklearn", "scikit-learn", "xgboost", "lightgbm", "catboost", "tensorflow", "tf", "pytorch", "torch", "jax",
            "keras", "onnx", "onnxruntime", "paddle", "pmml", "spark", "pyspark", "python", "cuda", "mlserver",
            "triton",
            "tritonserver", "torchserve", "tfserving", "tensorflow-serving", "tensorrt", "trt", "tensorrtllm",
            "openvino",
            "huggingface", "transformers", "mlflow", "vllm", "kserve", "seldon", "scv2", "alibi", "alibi-detect",
            "alibi-explain", "spacy", "h2o", "nemo",
        ], matching: .anyCase)
}

/// Tells files from folders by their extension.
enum FileName {
    /// Whether the last segment of a path is a model file and not a folder. An unknown extension is a folder: a store
    /// that loads by prefix would otherwise load more than was judged.
    static func isFile(_ segment: String) -> Bool {
        guard let (stem, end) = Scan.cutLast(Substring(segment), at: "."), !stem.isEmpty else { return false }
        return extensions.contains(end)
    }

    private static let extensions = NameTable(
        [
            "joblib", "pkl", "pickle", "dill", "bst", "ubj", "json", "jsonl", "model", "cbm", "txt", "onnx", "pmml",
            "h5",
            "hdf5", "keras", "pb", "pbtxt", "tflite", "pt", "pth", "pt2", "ckpt", "bin", "safetensors", "gguf", "ggml",
            "ggla", "mar", "tar", "gz", "tgz", "bz2", "xz", "zst", "zip", "7z", "npz", "npy", "msgpack", "xml", "plan",
            "engine", "trt", "pdmodel", "pdiparams", "pdparams", "nemo", "mlmodel", "params", "caffemodel", "prototxt",
            "yaml", "yml", "rds", "parquet", "jar", "whl", "bento", "tensors", "llamafile", "sif", "img", "weights",
            "cfg",
            "torchscript", "ts", "jit", "ot", "vw", "spm", "vocab", "dvc", "py",
        ], matching: .anyCase)
}
