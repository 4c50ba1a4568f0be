import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("Web addresses and Git")
struct WebSchemesTests {
    @Test(
        "a commit in the path of a known host pins",
        arguments: [
            Vector(.http, "https://huggingface.co/o/r/resolve/\(commit)/model.safetensors", "pinned"),
            Vector(.http, "https://huggingface.co/o/r/resolve/\(commit)/model.safetensors?download=true", "pinned"),
            Vector(.http, "https://hf.co/o/r/resolve/\(commit)/m.gguf", "pinned"),
            Vector(.http, "https://huggingface.co/o/r/resolve/main/model.safetensors", "mutable"),
            Vector(.http, "https://huggingface.co/o/r/resolve/v1.0/model.safetensors", "mutable"),
            Vector(.http, "https://huggingface.co/o/r/resolve/\(commit.prefix(8))/m.bin", "mutable"),
            Vector(.http, "https://huggingface.co/o/r/resolve/\(commit.uppercased())/m.bin", "mutable"),
            Vector(.http, "https://huggingface.co/o/r", "mutable"),
            Vector(.http, "http://huggingface.co/o/r/resolve/\(commit)/model.safetensors", "mutable"),
            Vector(.http, "https://huggingface.co.evil.example/o/r/resolve/\(commit)/m.bin", "versioned"),
            Vector(.http, "https://evil.example/huggingface.co/o/r/resolve/\(commit)/m.bin", "versioned"),
            Vector(.http, "https://huggingface.co@evil.example/o/r/resolve/\(commit)/m.bin", "invalid"),
            Vector(.http, "https://huggingface.co/o/r/resolve/\(commit)/../../main/m.bin", "invalid"),
            Vector(.http, "https://raw.githubusercontent.com/o/r/\(commit)/m.onnx", "pinned"),
            Vector(.http, "https://raw.githubusercontent.com/o/r/main/m.onnx", "mutable"),
            Vector(.http, "https://raw.githubusercontent.com/o/r/v1.0.0/m.onnx", "mutable"),
            Vector(.http, "https://media.githubusercontent.com/media/o/r/\(commit)/m.onnx", "pinned"),
            Vector(.http, "https://github.com/o/r/raw/\(commit)/m.onnx", "pinned"),
            Vector(.http, "https://github.com/o/r/blob/master/m.joblib?raw=true", "mutable"),
            Vector(.http, "https://github.com/o/r/blob/\(commit)/m.joblib?raw=true", "pinned"),
            Vector(.http, "https://github.com/o/r/archive/\(commit).tar.gz", "pinned"),
            Vector(.http, "https://github.com/o/r/archive/main.zip", "mutable"),
            Vector(.http, "https://github.com/o/r/archive/refs/tags/v1.0.zip", "mutable"),
            Vector(.http, "https://codeload.github.com/o/r/zip/\(commit)", "pinned"),
            Vector(.http, "https://github.com/o/r/releases/latest/download/m.pth", "mutable"),
            Vector(.http, "https://github.com/o/r/releases/download/latest/m.pth", "mutable"),
            Vector(.http, "https://gitlab.com/g/sub/r/-/raw/\(commit)/m.onnx", "pinned"),
            Vector(.http, "https://gitlab.com/g/r/-/archive/main/r-main.zip", "mutable"),
            Vector(.http, "https://modelscope.cn/models/o/n/resolve/\(commit)/m.gguf", "pinned"),
            Vector(.http, "https://modelscope.cn/models/o/n/resolve/master/m.gguf", "mutable"),
            Vector(.ray, "https://github.com/o/r/archive/\(commit).zip", "pinned", role: .code),
            Vector(.ray, "https://github.com/o/r/archive/main.zip", "mutable", role: .code),
        ])
    func gitHosts(_ vector: Vector) { vector.check() }

    @Test(
        "other addresses are versioned by a folder or an object's version",
        arguments: [
            Vector(.http, "https://models.corp/fraud/v47/model.onnx", "versioned"),
            Vector(.http, "https://models.corp:8443/fraud/1.2.0/model.onnx", "versioned"),
            Vector(.http, "https://models.corp/fraud/model-v47.onnx", "mutable"),
            Vector(.http, "https://models.corp/fraud/v47/model.onnx?token=x", "mutable"),
            Vector(.http, "https://models.corp/fraud/latest/model.onnx", "mutable"),
            Vector(.http, "https://models.corp/fraud/model.onnx", "mutable"),
            Vector(.http, "https://models.corp/v47/fraud/model.onnx", "mutable"),
            Vector(.http, "https://models.corp", "mutable"),
            Vector(.http, "https://models.corp/%66raud/v47/model.onnx", "invalid"),
            Vector(.http, "https://b.s3.amazonaws.com/m.bin?versionId=3sL4", "versioned"),
            Vector(.http, "https://b.s3.amazonaws.com/m.bin", "mutable"),
            Vector(.http, "https://b.s3.amazonaws.com/m.bin?versionId=", "mutable"),
            Vector(.http, "https://b.s3.amazonaws.com/m.bin?versionId=a&versionId=b", "mutable"),
            Vector(.http, "https://evil-amazonaws.com/m.bin?versionId=3sL4", "mutable"),
            Vector(.http, "https://storage.googleapis.com/b/m.bin?generation=1699", "versioned"),
            Vector(.http, "ftp://h/m.bin", "invalid"),
            Vector(.http, "http://models.corp/fraud/v47/model.onnx", "mutable"),
            Vector(.kserve, "https://models.corp/fraud/v47/model.onnx", "versioned"),
            Vector(.kserve, "http://models.corp/fraud/v47/model.onnx", "mutable"),
            Vector(.kserve, "https://models.corp/fraud/v47/", "invalid"),
            Vector(.kserve, "https://huggingface.co/o/r/resolve/\(commit)/m.bin", "pinned"),
            Vector(.kserve, "https://github.com/o/r/archive/\(commit).zip", "pinned"),
            Vector(.seldon1, "https://models.corp/fraud/v47/model.tar.gz", "versioned"),
            Vector(.llmisvc, "https://models.corp/fraud/v47/model.onnx", "invalid"),
        ])
    func versions(_ vector: Vector) { vector.check() }

    @Test(
        "KServe clones whatever has .git in it, at its default branch",
        arguments: [
            Vector(.kserve, "https://github.com/o/r.git", "mutable"),
            Vector(.kserve, "https://github.com/o/r.git@\(commit)", "mutable"),
            Vector(.kserve, "https://github.com/o/r.git#\(commit)", "mutable"),
            Vector(.kserve, "https://github.com/o/r.git?ref=\(commit)", "mutable"),
            Vector(.kserve, "https://h/x.git/v1/model.zip", "mutable"),
            Vector(.kserve, "https://raw.githubusercontent.com/o/r/\(commit)/m.onnx", "mutable"),
            Vector(.kserve, "https://o.github.io/models/v1/m.onnx", "mutable"),
            Vector(.kserve, "git+https://github.com/o/r@\(commit)", "invalid"),
        ])
    func cloned(_ vector: Vector) { vector.check() }

    @Test(
        "Git and DVC are pinned by a commit that they check out",
        arguments: [
            Vector(.git, "https://github.com/o/r", "mutable"),
            Vector(.git, "https://github.com/o/r", "pinned", revision: commit),
            Vector(.git, "https://github.com/o/r.git", "mutable", revision: "v1.0"),
            Vector(.git, "https://github.com/o/r.git", "mutable", revision: String(commit.prefix(10))),
            Vector(.git, "https://github.com/o/r.git@\(commit)", "invalid"),
            Vector(.git, "https://github.com/o/r.git#\(commit)", "invalid"),
            Vector(.git, "git@github.com:o/r.git", "pinned", revision: commit),
            Vector(.git, "git@github.com:o/r.git", "mutable", revision: "main"),
            Vector(.git, "ssh://git@github.com/o/r.git", "pinned", revision: commit),
            Vector(.any, "git+https://github.com/o/r@\(commit)", "pinned"),
            Vector(.any, "git+https://github.com/o/r.git@\(commit)#egg=r", "pinned"),
            Vector(.any, "git+https://github.com/o/r@main", "mutable"),
            Vector(.any, "git+https://github.com/o/r@v1.0.0", "mutable"),
            Vector(.any, "git+https://github.com/o/r", "mutable"),
            Vector(.any, "git+https://user@github.com/o/r", "mutable"),
            Vector(.any, "git+ssh://git@github.com/o/r@\(commit)", "pinned"),
            Vector(.dvc, "https://github.com/o/r", "mutable"),
            Vector(.dvc, "https://github.com/o/r", "pinned", revision: commit),
            Vector(.dvc, "https://github.com/o/r", "mutable", revision: "main"),
            Vector(.dvc, ".", "pinned", revision: commit),
        ])
    func git(_ vector: Vector) { vector.check() }
}
