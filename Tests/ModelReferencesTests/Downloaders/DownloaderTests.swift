import KubernetesModel
import Testing

@testable import ModelReferences

struct DownloaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var script: String
        /// Value, consumer, and where there are any revision (`@`), pinning (`!`) and destination (`>`).
        var references: [String]
        var testDescription: String { script }

        init(_ script: String, _ references: String...) {
            self.script = script
            self.references = references
        }
    }

    static func render(_ reference: FoundReference) -> String {
        var text = "\(reference.value) \(reference.consumer)"
        if reference.role != .model { text += " (\(reference.role))" }
        if let revision = reference.revision { text += " @\(revision)" }
        if let pinning = reference.pinning { text += " !\(pinning.name)" }
        if let destination = reference.destination { text += " >\(destination)" }
        return text
    }

    static let commit = "27dcfa74d334bc871f3234de431e71c6eeba5dd6"
    static let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

    @Test(
        "what a command downloads is found, with its revision and its destination",
        arguments: [
            Case("hf download org/model", "org/model hf_hub"),
            Case(
                "huggingface-cli download org/m config.json --revision \(commit) --local-dir /m",
                "org/m hf_hub @\(commit) >/m"),
            Case("hf download --local-dir=/m --include '*.json' org/m", "org/m hf_hub >/m"),
            Case("python -m huggingface_hub.commands.huggingface_cli download org/m", "org/m hf_hub"),
            Case("uvx --from huggingface_hub hf download org/m --repo-type model", "org/m hf_hub"),
            Case("text-generation-server download-weights org/m --revision main", "org/m hf_hub @main"),
            Case("modelscope download --model q/m --revision v1 --local_dir /m", "q/m modelscope @v1 >/m"),
            Case("aws s3 cp s3://b/models/x.bin /m/", "s3://b/models/x.bin aws >/m/x.bin"),
            Case("aws --region r s3 sync s3://b/model/v4/ ./m --no-progress", "s3://b/model/v4/ aws >m"),
            Case("cd /m && aws s3 cp s3://b/weights/ . --recursive", "s3://b/weights/ aws >/m"),
            Case(
                "aws s3api get-object --bucket b --key m/x.pt --version-id V /m/x.pt",
                "s3://b/m/x.pt?versionId=V aws !versioned >/m/x.pt"),
            Case(
                "aws s3api get-object --bucket b --key m/x.pt --version-id null /m/x.pt",
                "s3://b/m/x.pt?versionId=null aws !mutable >/m/x.pt"),
            Case("aws s3api get-object --bucket b --key m/x.pt /m/x.pt", "s3://b/m/x.pt aws >/m/x.pt"),
            Case("s5cmd --endpoint-url http://e cp 's3://b/llm/*' /m/", "s3://b/llm/* aws >/m/"),
            Case("gsutil -m cp -r gs://b/models/x /m", "gs://b/models/x gsutil >/m"),
            Case("gsutil cp gs://b/m.onnx#1699 /m/", "gs://b/m.onnx#1699 gsutil >/m/m.onnx"),
            Case("gcloud storage rsync -r gs://b/gemma-7b /m", "gs://b/gemma-7b gsutil >/m"),
            Case(
                "azcopy copy 'https://a.blob.core.windows.net/c/model?sv=1&sig=SECRET' /m --recursive",
                "https://a.blob.core.windows.net/c/model azcopy >/m"),
            Case(
                "az storage blob download --account-name a -c c -n m.pt -f /m/m.pt",
                "https://a.blob.core.windows.net/c/m.pt azcopy >/m/m.pt"),
            Case("mc alias set x http://minio k s; mc cp --recursive x/models/iris/ /m/", "x/models/iris/ mc >/m/"),
            Case("mc cp --version-id V x/b/m.pkl /m", "x/b/m.pkl mc !versioned >/m"),
            Case("rclone copy remote:models/x /m --transfers 4", "remote:models/x rclone >/m"),
            Case(
                "wget -q https://huggingface.co/o/r/resolve/main/m.gguf",
                "https://huggingface.co/o/r/resolve/main/m.gguf http >m.gguf"),
            Case("wget -qO /m/x https://h/x.onnx", "https://h/x.onnx http >/m/x"),
            Case("wget -P /m https://h/x.pth?download=true", "https://h/x.pth?download=true http >/m/x.pth"),
            Case("curl -fsSLo /m/x.gguf https://h/x.gguf", "https://h/x.gguf http >/m/x.gguf"),
            Case("cd /m; curl -LO https://h/x.safetensors", "https://h/x.safetensors http >/m/x.safetensors"),
            Case("curl -L https://h/models/x.tar.gz | tar xz -C /m", "https://h/models/x.tar.gz http >/m"),
            Case("wget https://h/model.zip && unzip model.zip -d /m", "https://h/model.zip http >/m"),
            Case("curl -o a.pt https://h/a.pt; mkdir -p /m; mv a.pt /m/", "https://h/a.pt http >/m/a.pt"),
            Case("curl -s http://localhost:11434/api/pull -d '{\"name\": \"llama3\"}'", "llama3 ollama"),
            Case(
                "aria2c -d /m -o x.gguf --checksum=sha-256=\(digest) https://h/x.gguf",
                "https://h/x.gguf http !pinned >/m/x.gguf"),
            Case("git clone https://huggingface.co/o/m /m", "https://huggingface.co/o/m git >/m"),
            Case("git clone -b main --depth 1 https://huggingface.co/o/m", "https://huggingface.co/o/m git @main >m"),
            Case(
                "git clone https://huggingface.co/o/m && cd m && git checkout \(commit)",
                "https://huggingface.co/o/m git @\(commit) >m"),
            Case(
                "git clone https://huggingface.co/o/m /m; git -C /m checkout \(commit); git -C /m lfs pull",
                "https://huggingface.co/o/m git @\(commit) >/m"),
            Case(
                "git clone https://huggingface.co/o/m /m; git -C /m checkout \(commit); git -C /m pull",
                "https://huggingface.co/o/m git >/m"),
            Case("git clone https://h/o/m.git; cd m; git lfs pull", "https://h/o/m.git git >m"),
            Case(
                "dvc get https://h/r models/x.pkl --rev \(commit) -o /m/x.pkl",
                "https://h/r models/x.pkl dvc @\(commit) >/m/x.pkl"),
            Case(
                "dvc pull models/x.pkl.dvc models/y.pt",
                "dvc pull models/x.pkl.dvc models/y.pt dvc !unresolved >models/x.pkl.dvc"),
            Case("git clone https://me:${HF_TOKEN}@huggingface.co/o/m", "https://huggingface.co/o/m git >m"),
            Case(
                "wget 'https://b.s3.amazonaws.com/m.pt?X-Amz-Signature=S&v=1'",
                "https://b.s3.amazonaws.com/m.pt?v=1 http >m.pt"),
            Case("oras pull reg/m:v1 -o /m", "reg/m:v1 oras >/m"),
            Case("skopeo copy docker://reg/models/m:v1 dir:/m", "reg/models/m:v1 oras >/m"),
            Case("kaggle models instances versions download o/m/f/v/2 -p /m", "o/m/f/v/2 kaggle >/m"),
            Case("kaggle m i v download o/m/f/v/2", "o/m/f/v/2 kaggle"),
            Case("kaggle models variations versions download o/m/f/v/2", "o/m/f/v/2 kaggle"),
            Case("ngc registry model download-version o/t/m:1.0 --dest /m", "o/t/m:1.0 ngc >/m"),
            Case("wandb artifact get e/p/n:v3 --root /m", "e/p/n:v3 wandb >/m"),
            Case("ollama serve & sleep 5; ollama pull llama3:8b", "llama3:8b ollama"),
            Case("ollama create mine -f Modelfile", "mine ollama !unresolved"),
            Case(
                "printf 'FROM llama3:8b\\nSYSTEM x\\n' > Modelfile; ollama create mine -f Modelfile", "llama3:8b ollama"
            ),
            Case("mlflow artifacts download -u models:/m/3 -d /m", "models:/m/3 mlflow >/m"),
            Case("mlflow artifacts download -r R -a model -d /m", "runs:/R/model mlflow >/m"),
            Case(
                "/storage-initializer/scripts/initializer-entrypoint s3://b/m /mnt/models",
                "s3://b/m kserve >/mnt/models"),
            Case("python -m spacy download en_core_web_sm", "en_core_web_sm any"),
            Case("hf download $MODEL --revision ${REV:-main}", "$MODEL hf_hub @main !unresolved"),
            Case(
                "for m in o/a o/b; do hf download \"$m\" --local-dir /m/${m##*/}; done", "o/a hf_hub >/m/a",
                "o/b hf_hub >/m/b"),
            Case("python -c 'import os; os.system(\"hf download o/m\")'", "o/m hf_hub"),
        ])
    func finds(_ example: Case) {
        let reading = CommandTexts.read(example.script)
        #expect(reading.references.map(Self.render) == example.references)
    }

    @Test(
        "an upload, a data set, a package or a health check is no model",
        arguments: [
            "aws s3 sync /scratch/model s3://b/model", "aws s3 cp s3://a/model s3://b/model",
            "aws s3 ls s3://b/models/",
            "gsutil cp /m/model.pt gs://b/", "mc mirror /m x/models", "rclone copy /models remote:models",
            "azcopy copy /m 'https://a.blob.core.windows.net/models'", "hf upload org/m /m",
            "hf download org/data --repo-type dataset", "aws s3 cp s3://b/data/train.csv /d/",
            "wget https://huggingface.co/datasets/o/d/resolve/main/x.parquet", "curl http://localhost:8080/v1/models/x",
            "curl -o /dev/null http://svc/v1/models", "curl -sSL https://h/get-helm.sh -o x.sh",
            "apt-get install -y wget",
            "pip install transformers", "wget https://h/jq-linux64 -O /usr/bin/jq",
            "git clone https://github.com/org/llama-app", "curl -T /m/x.gguf https://h/x.gguf",
            "curl -d '{\"model\": \"x\"}' http://localhost:11434/api/generate", "kaggle datasets download o/d",
            "modelscope download --dataset o/d", "skopeo copy docker://reg/models/m docker://other/models/m",
            "ollama serve", "ollama list", "echo hf download org/m", "wandb artifact get e/p/d:v1 --type dataset",
        ])
    func ignores(_ script: String) {
        #expect(CommandTexts.read(script).references.map(Self.render) == [])
    }

    @Test(
        "a verified checksum pins the download whose file it checks, where a failure ends the script",
        arguments: [
            "set -e\nwget -O /m/x.gguf https://h/x.gguf\necho \"DIGEST  /m/x.gguf\" | sha256sum -c -\nrun",
            "curl -Lo x.gguf https://h/x.gguf && echo 'DIGEST *x.gguf' | sha256sum --check && run",
            "cd /m; wget https://h/x.gguf; echo DIGEST x.gguf > SUMS; sha256sum -c SUMS",
            "set -euo pipefail; wget https://h/x.gguf; sha256sum -c <<< 'DIGEST  x.gguf'; run",
            "wget https://h/x.gguf; echo DIGEST x.gguf | sha256sum -c - || exit 1; run",
            "wget https://h/x.gguf; echo DIGEST x.gguf | sha256sum -c || { echo bad; exit 1; }; run",
        ])
    func pins(_ script: String) throws {
        let reading = CommandTexts.read(script.replacing("DIGEST", with: Self.digest))
        let reference = try #require(reading.references.first)
        #expect(reference.pinning == .pinned(Digest(.sha256, hex: Self.digest)))
    }

    @Test("`sh -e` makes a checksum count, and plain `sh` does not", arguments: [("-ec", true), ("-c", false)])
    func pinsInContainers(_ option: String, _ isPinned: Bool) throws {
        let script = "wget https://h/x.gguf; echo \(Self.digest) x.gguf | sha256sum -c; run"
        let reading = CommandLine.commands(
            command: CommandTexts.words(["sh", option]), args: [CommandTexts.word(script)])
        let reference = try #require(reading.references.first)
        #expect((reference.pinning != nil) == isPinned)
    }

    @Test(
        "a checksum that proves nothing pins nothing",
        arguments: [
            "wget https://h/x.gguf; echo DIGEST x.gguf | sha256sum -c; run",
            "set -e; wget https://h/x.gguf; echo DIGEST x.gguf | sha256sum -c || true; run",
            "set -e; wget https://h/x.gguf; echo DIGEST x.gguf | sha256sum -c || exit 0; run",
            "set -e; wget https://h/x.gguf; echo DIGEST x.gguf | sha256sum -c && true; run",
            "set -e; wget https://h/x.gguf; sha256sum -c <<< 'DIGEST x.gguf' | cat; run",
            "set -e; wget https://h/x.gguf; ! sha256sum -c <<< 'DIGEST x.gguf'; run",
            "set -e; set +e; wget https://h/x.gguf; echo DIGEST x.gguf | sha256sum -c; run",
            "wget https://h/x.gguf; (set -e; echo DIGEST x.gguf | sha256sum -c); run",
            "wget https://h/x.gguf && sha256sum -c <<< 'DIGEST x.gguf' | tee log",
            "f() { sha256sum -c <<< 'DIGEST x.gguf'; true; }; wget https://h/x.gguf && f",
            "wget https://h/x.gguf && sh -c \"sha256sum -c <<< 'DIGEST x.gguf'; true\"",
            "wget https://h/x.gguf; sh -ec 'echo DIGEST x.gguf | sha256sum -c'; run",
            "set -e; wget https://h/x.gguf; echo DIGEST y.gguf | sha256sum -c; run",
            "set -e; echo DIGEST x.gguf | sha256sum -c; wget https://h/x.gguf; run",
            "set -e; wget https://h/x.gguf; echo DIGEST x.gguf | md5sum -c; run",
            "set -e; wget https://h/x.gguf; if echo DIGEST x.gguf | sha256sum -c; then a; fi; run",
            "set -e; wget https://h/x.gguf; echo \"$SUM x.gguf\" | sha256sum -c; run",
            "set -e; wget https://h/x.gguf; echo DIGEST x.gguf | sha256sum -c; wget -O x.gguf https://h/y.gguf; run",
        ])
    func pinsNothing(_ script: String) throws {
        let reading = CommandTexts.read(script.replacing("DIGEST", with: Self.digest))
        let reference = try #require(reading.references.last)
        #expect(reference.pinning == nil)
    }
}
