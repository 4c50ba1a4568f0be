import Testing

@testable import ModelReferences

@Suite("Tekton")
struct TektonTests {
    private static let commit = String(repeating: "ab", count: 20)

    @Test("steps and sidecars are read wherever a task stands", arguments: places)
    func steps(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    private static let step = "{name: dl, image: \"python:3.11\", script: \"pip install x\\nhf download a/b\"}"
    private static let command = "{name: dl, image: python, command: [hf], args: [download, a/b]}"

    private static let places = [
        ManifestCase("a task", object("Task", "{steps: [\(step)]}"), ["spec.steps[0].script = a/b"]),
        ManifestCase("a command", object("Task", "{steps: [\(command)]}"), ["spec.steps[0].args[1] = a/b"]),
        ManifestCase("a sidecar", object("Task", "{sidecars: [\(step)]}"), ["spec.sidecars[0].script = a/b"]),
        ManifestCase(
            "a task for the whole cluster", object("ClusterTask", "{steps: [\(step)]}", "v1beta1"),
            ["spec.steps[0].script = a/b"]),
        ManifestCase("an action", object("StepAction", step, "v1beta1"), ["spec.script = a/b"]),
        ManifestCase(
            "a run", object("TaskRun", "{taskSpec: {steps: [\(step)]}}"), ["spec.taskSpec.steps[0].script = a/b"]),
        ManifestCase(
            "a pipeline", object("Pipeline", "{tasks: [{name: t, taskSpec: {steps: [\(step)]}}]}"),
            ["spec.tasks[0].taskSpec.steps[0].script = a/b"]),
        ManifestCase(
            "a run's own pipeline",
            object("PipelineRun", "{pipelineSpec: {finally: [{name: t, taskSpec: {steps: [\(command)]}}]}}"),
            ["spec.pipelineSpec.finally[0].taskSpec.steps[0].args[1] = a/b"]),
        ManifestCase(
            "a run that names its task", object("TaskRun", "{taskRef: {name: t}, params: [{name: m, value: a/b}]}"), []),
        ManifestCase(
            "Python by its first line",
            object(
                "Task",
                "{steps: [{name: s, image: python, script: \"#!/usr/bin/env python3\\nfrom transformers import AutoModel\\n"
                    + "AutoModel.from_pretrained('a/b')\"}]}"), ["spec.steps[0].script = a/b"]),
        ManifestCase(
            "arguments of a script",
            object("Task", "{steps: [{name: s, image: python, script: \"hf download $1\", args: [a/b]}]}"),
            ["spec.steps[0].script = a/b"]),
        ManifestCase(
            "variables of all steps",
            object(
                "Task",
                "{stepTemplate: {env: [{name: M, value: a/b}]}, steps: [{name: s, image: python, command: [hf], "
                    + "args: [download, $(M)]}]}"), ["spec.steps[0].args[1] = a/b"]),
        ManifestCase(
            "a script in a server's image, which does not start it",
            object("Task", "{steps: [{name: s, image: \"vllm/vllm-openai:1\", script: \"echo hello\"}]}"), []),
        ManifestCase(
            "a script that does",
            object("Task", "{steps: [{name: s, image: \"vllm/vllm-openai:1\", script: \"vllm serve a/b\"}]}"),
            ["spec.steps[0].script = a/b"]),
    ]

    @Test("a parameter's value is what runs", arguments: parameters)
    func value(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).references.map(\.value) == example.expected)
    }

    private static let hole = "{steps: [{name: s, image: python, command: [hf], args: [download, $(params.m)]}]}"

    private static let parameters = [
        ManifestCase(
            "of a run", object("TaskRun", "{params: [{name: m, value: a/b}], taskSpec: \(hole)}"), ["a/b"]),
        ManifestCase(
            "in brackets",
            object(
                "TaskRun",
                "{params: [{name: m, value: a/b}], taskSpec: {steps: [{name: s, image: python, command: [hf], "
                    + "args: [download, \"$(params['m'])\"]}]}}"), ["a/b"]),
        ManifestCase("the task's default", object("TaskRun", "{taskSpec: \(declared("o/n"))}"), ["o/n"]),
        ManifestCase(
            "of a run before the task's default",
            object("TaskRun", "{params: [{name: m, value: a/b}], taskSpec: \(declared("o/n"))}"), ["a/b"]),
        ManifestCase("a task that others run", object("Task", declared("o/n")), ["$(params.m)"]),
        ManifestCase(
            "handed over by a pipeline", object("Pipeline", "{tasks: [\(task("a/b"))]}"), ["a/b"]),
        ManifestCase(
            "handed on by a pipeline that others run", object("Pipeline", "{tasks: [\(task("$(params.x)"))]}"),
            ["$(params.x)"]),
        ManifestCase(
            "handed on by a run",
            object("PipelineRun", "{params: [{name: x, value: a/b}], pipelineSpec: {tasks: [\(task("$(params.x)"))]}}"),
            ["a/b"]),
        ManifestCase(
            "of a run, which reaches inlined tasks",
            object(
                "PipelineRun",
                "{params: [{name: m, value: a/b}], pipelineSpec: {tasks: [{name: t, taskSpec: \(hole)}]}}"),
            ["a/b"]),
        ManifestCase(
            "of a run that differs from the task's default",
            object(
                "PipelineRun",
                "{params: [{name: m, value: a/b}], pipelineSpec: {tasks: [{name: t, taskSpec: \(declared("o/n"))}]}}"),
            ["$(params.m)"]),
        ManifestCase(
            "of a matrix",
            object(
                "PipelineRun",
                "{params: [{name: m, value: a/b}], pipelineSpec: {tasks: [{name: t, matrix: {params: [{name: m, "
                    + "value: [c/d, e/f]}]}, taskSpec: \(hole)}]}}"), ["$(params.m)"]),
        ManifestCase(
            "in a script",
            object(
                "TaskRun",
                "{params: [{name: m, value: a/b}], taskSpec: {steps: [{name: s, image: python, script: \"M=$(echo "
                    + "$(params.m))\\nhf download $M\"}]}}"), ["a/b"]),
        ManifestCase(
            "a key of an object",
            object(
                "TaskRun",
                "{params: [{name: m, value: {id: a/b}}], taskSpec: {steps: [{name: s, image: python, command: [hf], "
                    + "args: [download, $(params.m.id)]}]}}"), ["a/b"]),
    ]

    @Test("a commit in a parameter pins, a branch does not, and one that others give pins nothing")
    func pinning() throws {
        func pinnings(_ kind: String, _ before: String, _ revision: String) throws -> [String] {
            let steps =
                "{params: [{name: r, default: \"\(revision)\"}], steps: [{name: s, image: python, command: [hf], "
                + "args: [download, a/b, --revision, $(params.r)]}]}"
            return try Manifest(Self.object(kind, before + steps + (before.isEmpty ? "" : "}"))).references
                .map(\.pinning.name)
        }
        #expect(try pinnings("TaskRun", "{taskSpec: ", Self.commit) == ["pinned"])
        #expect(try pinnings("TaskRun", "{taskSpec: ", "main") == ["mutable"])
        #expect(try pinnings("TaskRun", "{params: [{name: r, value: main}], taskSpec: ", Self.commit) == ["mutable"])
        #expect(try pinnings("Task", "", Self.commit) == ["unresolved"])
    }

    @Test("a hole that nobody fills is left open in a script as well")
    func openScript() throws {
        let yaml = Self.object("Task", "{steps: [{name: s, image: python, script: \"hf download $(params.m)\"}]}")
        #expect(try Manifest(yaml).references.map(\.pinning.name) == ["unresolved"])
    }

    @Test("behind what a controller puts in front of it stands the step's own command", arguments: pods)
    func prefixes(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    private static let waiting = "-wait_file, /tekton/downward/ready, -post_file, /tekton/run/0/out, -entrypoint"
    private static let emissary = "[/var/run/argo/argoexec, emissary, --loglevel, info, --"

    private static let pods = [
        ManifestCase(
            "Tekton's", pod("[/tekton/bin/entrypoint], args: [\(waiting), hf, --, download, a/b]"),
            ["spec.containers[0].args[8] = a/b"]),
        ManifestCase(
            "Tekton's without arguments", pod("[/tekton/bin/entrypoint], args: [\(waiting), /run.sh]"), []),
        ManifestCase(
            "a script of Tekton's in a server's image, which nobody can read",
            pod("[/tekton/bin/entrypoint], args: [\(waiting), /tekton/scripts/script-0-abc, --]", "vllm/vllm-openai:1"),
            ["spec.containers[0].args[5] = /tekton/scripts/script-0-abc"]),
        ManifestCase(
            "Argo's", pod("\(emissary), hf, download, a/b]"), ["spec.containers[0].command[7] = a/b"]),
        ManifestCase(
            "Argo's in a server's image", pod("\(emissary), sleep, \"1\"]", "vllm/vllm-openai:1"), []),
        ManifestCase(
            "Argo's that starts the server", pod("\(emissary), vllm, serve, a/b]", "vllm/vllm-openai:1"),
            ["spec.containers[0].command[7] = a/b"]),
        ManifestCase(
            "what nobody knows in a server's image",
            pod("\(emissary), /start, --model, a/b]", "vllm/vllm-openai:1"), ["spec.containers[0].command[7] = a/b"]),
    ]

    private static func pod(_ command: String, _ image: String = "python") -> String {
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c, image: \"\(image)\", command: \(command)}]}"
    }

    private static func declared(_ model: String) -> String {
        "{params: [{name: m, default: \(model)}], " + hole.dropFirst()
    }

    private static func task(_ model: String) -> String {
        "{name: t, params: [{name: m, value: \(model)}], taskSpec: \(hole)}"
    }

    private static func object(_ kind: String, _ spec: String, _ version: String = "v1") -> String {
        "apiVersion: tekton.dev/\(version)\nkind: \(kind)\nmetadata: {name: t}\nspec: \(spec)"
    }
}
