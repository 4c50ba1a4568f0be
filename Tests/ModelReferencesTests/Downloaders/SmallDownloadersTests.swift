import Testing

@testable import ModelReferences

@Suite("Downloads in less common ways")
struct SmallDownloadersTests {
    typealias Case = DownloaderTests.Case
    static let commit = DownloaderTests.commit

    @Test(
        "what a command fetches, by whatever runs it",
        arguments: [
            Case("uv tool run --from huggingface_hub hf download o/n", "o/n hf_hub"),
            Case("kubectl exec deploy/ollama -- ollama pull llama3", "llama3 ollama"),
            Case("kubectl -n x exec p -c ollama -- sh -c 'ollama pull llama3'", "llama3 ollama"),
            Case("docker exec -it ollama ollama pull llama3", "llama3 ollama"),
            Case("tmux new-session -d -s x 'hf download o/n --revision \(commit)'", "o/n hf_hub @\(commit)"),
            Case("tmux send-keys -t 0 'hf download o/n' Enter", "o/n hf_hub"),
            Case("screen -dmS x hf download o/n", "o/n hf_hub"),
            Case("parallel hf download ::: o/n o/m", "o/n hf_hub", "o/m hf_hub"),
            Case("parallel -j 2 'hf download {} --local-dir /m' ::: o/n", "o/n hf_hub >/m"),
            Case("printf 'o/n\\no/m\\n' | parallel hf download", "o/n hf_hub", "o/m hf_hub"),
            Case("curl http://l:8080/models/apply -d '{\"id\": \"llama-3\"}'", "llama-3 any !mutable"),
            Case(
                "curl http://l:8080/models/apply -d '{\"url\": \"https://h/m.yaml\", \"name\": \"m\"}'",
                "https://h/m.yaml any"),
            Case(
                "oci os object bulk-download -bn models --prefix llama --download-dir /m",
                "models/llama any !mutable >/m"),
            Case("oci os object get -bn b --name m.gguf --file /m/x --version-id V", "b/m.gguf any !versioned >/m/x"),
            Case("git clone git@hf.co:o/n", "git@hf.co:o/n git >n"),
            Case("bash hfd.sh o/n --revision \(commit) --local-dir /m", "o/n hf_hub @\(commit) >/m"),
            Case("./hfd.sh o/n", "o/n hf_hub"),
            Case("ramalama pull smollm:135m", "smollm:135m ollama"),
            Case("ramalama serve --name x -p 8080 hf://o/n", "hf://o/n any"),
            Case("lms get qwen3", "qwen3 any !mutable"),
            Case("python -m piper.download_voices en_US-lessac-medium", "en_US-lessac-medium any !mutable"),
            Case("yolo predict model=yolov8n.pt source=0", "yolov8n.pt any !mutable"),
            Case("bentoml serve iris:latest", "iris:latest bento"),
            Case("bentoml serve-http iris:abcd1234abcd1234 --production", "iris:abcd1234abcd1234 bento"),
        ])
    func finds(_ example: Case) {
        #expect(CommandTexts.read(example.script).references.map(DownloaderTests.render) == example.references)
    }

    @Test(
        "an archive is a model where it is unpacked into a folder of models",
        arguments: [
            Case("curl -sSL https://h/p/sd.tar | tar x -C /models", "https://h/p/sd.tar http >/models"),
            Case("cd /mnt/models && curl https://h/a.tgz | tar xz", "https://h/a.tgz http >/mnt/models"),
            Case(
                "wget https://h/x.tar.gz -P /tmp; tar -xzf /tmp/x.tar.gz -C /models", "https://h/x.tar.gz http >/models"
            ),
            Case(
                "curl -sSLo /tmp/a.zip https://h/a.zip; unzip /tmp/a.zip -d /models/a",
                "https://h/a.zip http >/models/a"),
            Case("aws s3 cp s3://b/x.tgz /tmp/x.tgz && tar xzf /tmp/x.tgz -C /models", "s3://b/x.tgz aws >/models"),
        ])
    func unpacks(_ example: Case) {
        #expect(CommandTexts.read(example.script).references.map(DownloaderTests.render) == example.references)
    }

    @Test(
        "lists of addresses",
        arguments: [
            Case(
                "wget -i - <<EOF\nhttps://huggingface.co/o/n/resolve/main/x.gguf\nEOF",
                "https://huggingface.co/o/n/resolve/main/x.gguf http >x.gguf"),
            Case(
                "printf 'https://h/x.gguf\\n  out=y\\n' > l.txt; aria2c -i l.txt -d /m",
                "https://h/x.gguf http >/m/x.gguf"),
            Case("wget -i /cfg/list.txt -P /models", "/cfg/list.txt http !unresolved >/models"),
        ])
    func lists(_ example: Case) {
        #expect(CommandTexts.read(example.script).references.map(DownloaderTests.render) == example.references)
    }

    @Test(
        "what fetches no model",
        arguments: [
            "curl -sSL https://h/app.tar | tar x -C /opt", "curl https://h/app.tar | tar x",
            "curl -L https://github.com/o/n/archive/main.tar.gz | tar xz -C /models",
            "curl https://h/datasets/x.tar | tar x -C /models",
            "curl https://h/x.tar | tar x -C /dbt/models", "curl https://h/backup.tar > /dev/null",
            "kubectl exec db -- pg_dump x", "kubectl get pods", "tmux ls", "screen -ls", "parallel gzip ::: a b",
            "curl http://l:8080/models/available", "oci os object put -bn b --file m.gguf",
            "oci os object list -bn models",
            "git clone git@github.com:o/n", "bash setup.sh o/n", "hfd.sh o/n --dataset", "ramalama list",
            "ramalama serve file:///m/x.gguf", "yolo train model=yolov8n.yaml", "yolo predict model=/m/x.pt", "lms ls",
            "bentoml serve service:svc", "bentoml serve service.py:svc", "bentoml build",
            "wget -i /cfg/urls.txt -P /www",
        ])
    func ignores(_ script: String) { #expect(CommandTexts.read(script).references == []) }

    @Test("KitOps' init container names its package in a variable")
    func kit() throws {
        func found(_ reference: String) throws -> [String] {
            try summary(
                workload(
                    pod("image: ghcr.io/kitops-ml/kitops-init:v1\nenv: [{name: MODELKIT_REF, value: '\(reference)'}]")
                ).references)
        }
        #expect(try found("jozu.ml/a/llama:v1") == ["jozu.ml/a/llama:v1 mutable"])
        #expect(try found("jozu.ml/a/llama@\(imageDigest)") == ["jozu.ml/a/llama@\(imageDigest) pinned"])
        let push = "command: [sh, -c, 'kit push $MODELKIT_REF']\nenv: [{name: MODELKIT_REF, value: r/a:v1}]"
        #expect(try workload(pod("image: corp/kit:1\n\(push)")).references.isEmpty)
    }
}
