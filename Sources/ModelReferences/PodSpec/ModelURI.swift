/// URIs that name models.
enum ModelURI {
    /// Schemes under which models are kept, lower case.
    static let schemes = PatternSet([
        "hf://", "s3://", "gs://", "gcs://", "oci://", "oci+", "pvc://", "models:/", "runs:/", "mlflow-artifacts:/",
        "abfs://", "abfss://", "wasb://", "wasbs://", "az://", "hdfs://", "webhdfs://", "ollama://", "modelscope://",
        "wandb-artifact://", "dbfs:/", "ngc://", "oss://", "kaggle://",
    ])

    /// Those that hold nothing but models.
    private static let modelSchemes = PatternSet(["hf://", "models:/", "ollama://", "modelscope://", "ngc://"])

    static func hasScheme(_ text: String) -> Bool { text.withBytes(schemes.begins) }

    static func hasModelScheme(_ text: String) -> Bool { text.withBytes(modelSchemes.begins) }

    /// Whether a text may hold a URI at all: what could be a model is looked for behind this alone.
    static func mentionsScheme(_ text: String) -> Bool { marks.isIn(text) }

    private static let marks = PatternSet(["://", "models:/"])

    /// What a web address names.
    enum Web {
        /// A hub's page about a model, which is the address of its repository as well.
        case page
        /// `https://huggingface.co/o/n/resolve/main/x.gguf`
        case fileOnHub
        /// A file elsewhere that can be nothing but a model.
        case file
    }

    /// nil where the text is no web address, or not of a model.
    static func web(_ text: String) -> Web? {
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), let name = RemoteName(text) else { return nil }
        if let isModel = name.isModelOfHub {
            guard isModel else { return nil }
            return name.segments.contains("resolve") ? .fileOnHub : .page
        }
        return name.segments.last.flatMap(ModelLook.byExtension) == true ? .file : nil
    }

    /// A hub's own web address of a model, or of a file of one.
    static func isOnHub(_ text: String) -> Bool {
        switch web(text) {
        case .page, .fileOnHub: true
        case .file, nil: false
        }
    }

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
