import KubernetesModel
import ModelReferences
import Testing

@Suite("Model files that programs read by their path")
struct LocalModelFileTests {
    private static let claim = "volumes: [{name: m, persistentVolumeClaim: {claimName: models}}]"
    private static let mount = "volumeMounts: [{name: m, mountPath: /models}]"

    private static func found(_ container: String, beside: String = "") throws -> [String] {
        try summary(workload(pod(container, beside: beside)).references)
    }

    @Test(
        "a path of a model's file names the model, without an accelerator too",
        arguments: [
            "env: [{name: MODEL_PATH, value: /models/model.pkl}]", "args: [--model, /models/model.pkl]",
            "command: [python, serve.py, --model-path, /models/model.pkl]", "args: ['--weights=/models/model.pkl']",
        ])
    func onVolume(_ container: String) throws {
        let image = "image: acme/churn-api:1\n"
        #expect(
            try Self.found("\(image)\(container)\n\(Self.mount)", beside: Self.claim) == [
                "pvc://models/model.pkl mutable"
            ])
        #expect(try Self.found(image + container) == ["acme/churn-api:1 (image) mutable"])
        #expect(
            try Self.found("image: acme/churn-api@\(imageDigest)\n\(container)") == [
                "acme/churn-api@\(imageDigest) (image) pinned"
            ])
    }

    @Test(
        "what a program makes, what is no model's file, and what speaks of no model is none",
        arguments: [
            "command: [python, train.py, --model-path, /models/model.pkl]", "args: [--output-model, /out/model.pkl]",
            "env: [{name: MODEL_PATH, value: /etc/rbac_model.conf}]", "env: [{name: MODEL_PATH, value: /data}]",
            "env: [{name: ENGINE, value: /x/a.engine}]", "env: [{name: MODEL_PATH, value: model.pkl}]",
            "command: [python, train.py]\nenv: [{name: MODEL_PATH, value: /models/model.pkl}]",
            "args: [--model, /models/users.json]",
        ])
    func others(_ container: String) throws {
        #expect(try Self.found("image: acme/x:1\n\(container)\n\(Self.mount)", beside: Self.claim) == [])
    }

    @Test("on scratch space it is open where an init container has filled that, and else its own work")
    func scratch() throws {
        let app = "image: acme/x:1\nenv: [{name: MODEL_PATH, value: /models/model.pkl}]\n\(Self.mount)"
        let volume = "volumes: [{name: m, emptyDir: {}}]"
        let filler = "initContainers: [{name: f, image: acme/f:1, volumeMounts: [{name: m, mountPath: /m}]}]"
        #expect(try Self.found(app, beside: volume) == [])
        #expect(try Self.found(app, beside: "\(volume)\n\(filler)") == ["/models/model.pkl unresolved"])
    }

    @Test("with an accelerator a directory of models in the image is the image's")
    func directories() throws {
        let gpu = "resources: {limits: {nvidia.com/gpu: 1}}"
        #expect(try Self.found("image: acme/x:1\nargs: [--model, /models/big]\n\(gpu)") == ["acme/x:1 (image) mutable"])
        #expect(try Self.found("image: acme/x:1\nargs: [--model-dir, /tmp/out]\n\(gpu)") == [])
        #expect(try Self.found("image: acme/x:1\nargs: [--model, /models/big]") == [])
    }

    @Test("a runtime class of NVIDIA's hands every container a device")
    func runtimeClass() throws {
        let container = "image: acme/x:1\nargs: [--model, o/n]"
        #expect(try Self.found(container, beside: "runtimeClassName: nvidia") == ["o/n mutable"])
        #expect(try Self.found(container, beside: "runtimeClassName: gvisor") == [])
    }
}
