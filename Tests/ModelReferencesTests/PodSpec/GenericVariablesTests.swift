import KubernetesModel
import ModelReferences
import Testing

@Suite("Variables that name what a program loads")
struct GenericVariablesTests {
    private static func found(_ variables: KeyValuePairs<String, String>, image: String = "acme/x:1") throws -> [String]
    {
        let list = variables.map { "{name: \($0.key), value: '\($0.value)'}" }.joined(separator: ", ")
        return try summary(workload(pod("image: \(image)\nenv: [\(list)]")).references)
    }

    private static let mlflow = "http://mlflow:5000"

    @Test("a registered model is named by its parts beside MLflow's address")
    func registeredModels() throws {
        func found(_ name: String, _ part: String, _ value: String) throws -> [String] {
            try Self.found(["MLFLOW_TRACKING_URI": Self.mlflow, name: "churn", part: value])
        }
        #expect(try found("MODEL_NAME", "MODEL_STAGE", "Production") == ["models:/churn/Production mutable"])
        #expect(try found("MLFLOW_MODEL_NAME", "MLFLOW_MODEL_ALIAS", "champion") == ["models:/churn@champion mutable"])
        #expect(try found("REGISTERED_MODEL_NAME", "MODEL_VERSION", "3") == ["models:/churn/3 versioned"])
        #expect(try found("MODEL_NAME", "MODEL_VERSION", "latest") == ["models:/churn/latest mutable"])
        #expect(try found("MODEL_NAME", "MODEL_VERSION", "v1.2-app") == [])
        #expect(try Self.found(["MODEL_NAME": "churn", "MODEL_STAGE": "Production"]) == [])
        #expect(try Self.found(["MLFLOW_TRACKING_URI": Self.mlflow, "MODEL_NAME": "churn"]) == [])
        #expect(try found("MODEL_NAME", "STAGE", "prod") == [])
    }

    @Test(
        "names that say that the hub has it count",
        arguments: [
            "HF_MODEL", "HF_MODEL_NAME", "HF_REPO_ID", "HF_MODEL_REPO", "HUGGINGFACE_MODEL", "HUGGINGFACE_MODEL_ID",
        ])
    func hubNames(_ name: String) throws {
        #expect(try Self.found([name: "o/n"]) == ["o/n mutable"])
        #expect(try Self.found([name: "o/n", "HF_REVISION": commit]) == ["o/n pinned"])
        #expect(try Self.found([name: "o/n", "TGI_ENDPOINT": "http://tgi:8080"]) == [])
        #expect(try Self.found([name: "o/n", "HF_REPO_TYPE": "dataset"]) == [])
        #expect(try Self.found([name: "models/x.pkl"]) == [])
    }

    @Test("a revision beside a name of the same word is that name's, and says that it is loaded")
    func revisions() throws {
        #expect(try Self.found(["TTS_MODEL": "o/n", "TTS_MODEL_REVISION": "main"]) == ["o/n mutable"])
        #expect(try Self.found(["TTS_MODEL_ID": "o/n", "TTS_MODEL_REVISION": commit]) == ["o/n pinned"])
        #expect(try Self.found(["TTS_MODEL": "o/n", "OTHER_REVISION": commit]) == [])
        #expect(try Self.found(["GIT_REPOSITORY": "o/n", "APP_REVISION": "main"]) == [])
    }

    @Test("files of models on the web count, addresses of services and pages do not")
    func addresses() throws {
        let file = "https://huggingface.co/o/n/resolve/main/x.gguf"
        #expect(try Self.found(["MODEL_URL": file]) == ["\(file) mutable"])
        #expect(try Self.found(["DOWNLOAD": file]) == ["\(file) mutable"])
        let release = "https://github.com/x/y/releases/download/v1/m.onnx"
        #expect(try Self.found(["MODEL_DOWNLOAD_URL": release]) == ["\(release) versioned"])
        #expect(
            try Self.found(["MODEL_REPO_URL": "https://huggingface.co/o/n"]) == ["https://huggingface.co/o/n mutable"])
        #expect(try Self.found(["MODEL_CARD_URL": "https://huggingface.co/o/n"]) == [])
        #expect(try Self.found(["MODEL_URL": "http://vllm:8000/v1/models"]) == [])
        #expect(try Self.found(["MODEL_URL": "https://api-inference.huggingface.co/models/o/n"]) == [])
        #expect(try Self.found(["OPENAI_BASE_URL": "https://router.huggingface.co/v1"]) == [])
    }

    @Test("an image below a folder of models is none where it asks a model elsewhere")
    func folders() throws {
        let image = "us-central1-docker.pkg.dev/p/models/dash:1"
        #expect(try Self.found(["X": "y"], image: image) == ["\(image) (image) mutable"])
        #expect(try Self.found(["MODEL_PREDICTION": "http://t5:8080/predictions/x"], image: image) == [])
        #expect(
            try Self.found(["MODEL_PREDICTION": "http://127.0.0.1:8080/x"], image: image) == [
                "\(image) (image) mutable"
            ])
    }
}
