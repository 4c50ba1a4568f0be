import Testing

@testable import ModelReferences

@Suite("Downloaders of one's own are known by their names")
struct OwnDownloaderTests {
    private static func found(_ container: String) throws -> [String] {
        try summary(workload(pod(container)).references)
    }

    @Test(
        "names that say so",
        arguments: [
            "x/model-downloader:1", "/ko-app/model_downloader", "download_model.py", "hf-fetch", "fetch-weights.sh",
            "corp/model-puller@sha256:abc", "model_loader.py", "modeldownloader", "checkpoint-sync", "llm-init",
        ])
    func names(_ name: String) { #expect(OwnDownloader.isNamed(name)) }

    @Test(
        "names that do not",
        arguments: [
            "corp/models/downloader", "load_model.py", "dataset-model-loader", "git-sync", "model-server", "downloader",
            "x/app:model-download", "model-registry-sync", "initialize", "remodel-app", "hf-upload",
        ])
    func others(_ name: String) { #expect(!OwnDownloader.isNamed(name)) }

    @Test(
        "what its arguments or variables name is fetched",
        arguments: [
            "image: x/model-downloader:1\nenv: [{name: MODEL_ID, value: a/b}]",
            "image: x/model-puller\nenv: [{name: HF_MODEL, value: a/b}]",
            "image: x/model-downloader\nargs: [--model, a/b]",
            "image: x\ncommand: [/model_download]\nargs: [-model, a/b, -dest, /x]",
            "image: x\ncommand: [python3, download_model.py, --model, a/b]",
            "image: x\ncommand: [python3, download_model.py, a/b, /m]",
            "image: x\ncommand: [sh, -c, 'MODEL_ID=a/b python3 /app/download_model.py']",
            "image: x\ncommand: [bash, /app/fetch-model.sh, a/b, /m]",
            "image: x\ncommand: [/model_download, --src=a/b]",
        ])
    func fetches(_ container: String) throws { #expect(try Self.found(container) == ["a/b mutable"]) }

    @Test("a revision pins, a hole is unresolved, a store's URI counts")
    func details() throws {
        let command = "image: x\ncommand: [model_loader.py, --repo, a/b, --revision"
        #expect(try Self.found("\(command), \(commit)]") == ["a/b pinned"])
        #expect(try Self.found("\(command), main]") == ["a/b mutable"])
        #expect(
            try Self.found("image: x\ncommand: [model_loader.py, --repo, '$(REPO)']").first?.hasSuffix("unresolved")
                == true)
        #expect(try Self.found("image: x\ncommand: [model_sync, 's3://b/x/v1/', /m]") == ["s3://b/x/v1/ versioned"])
    }

    @Test(
        "not what is sent, what is no model, and what another program names",
        arguments: [
            "image: x\ncommand: [model_sync, /m, 's3://b/x/v1/']",
            "image: x\ncommand: [model_sync, --output, 's3://b/x']",
            "image: x/model-downloader\nenv: [{name: MODEL_NAME, value: churn}]",
            "image: x/app\nenv: [{name: MODEL_ID, value: a/b}]", "image: x\ncommand: [python3, app.py, --model, a/b]",
        ])
    func ignores(_ container: String) throws { #expect(try Self.found(container) == []) }

    @Test("a server that reads where it puts the model serves what it has fetched")
    func destinations() throws {
        let text = pod(
            "image: vllm/vllm-openai:v1\nargs: [--model, /m]\nvolumeMounts: [{name: v, mountPath: /m}]",
            beside: """
                initContainers:
                - {name: i, image: x, command: [python, download_model.py, --model, a/b, --revision, \(commit), --output, /m],
                   volumeMounts: [{name: v, mountPath: /m}]}
                volumes: [{name: v, emptyDir: {}}]
                """)
        #expect(try summary(workload(text).references) == ["a/b pinned"])
    }
}
