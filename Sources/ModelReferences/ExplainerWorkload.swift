import KubernetesModel

/// The smallest object in which a tool would be given the arguments that `pedigree explain` was given, so that the same
/// readers judge both.
struct SyntheticWorkload {
    private let text: ArgumentText
    private let consumer: Consumer

    init(_ text: ArgumentText, consumer: Consumer) {
        self.text = text
        self.consumer = consumer
    }

    /// What is found in the object; none where nothing in it is read.
    var references: [ModelReference] {
        guard let document = try? JSONParser.parse(object.text),
            let workload = try? ReferenceFinder.find(in: document.root)
        else { return [] }
        // The image is ours, and says nothing about the text.
        return workload.references.filter { !$0.value.hasPrefix(ExplainedProgram.of(consumer).image) }
    }

    /// The files and directories that the tool is told to load. In a manifest they are a part of the image, or of a
    /// volume; here there is neither, and they are what they are.
    var paths: [FoundReference] {
        guard let document = try? JSONParser.parse(pod.text),
            let container = document.root[path: "spec", "containers"]?.elements.first(where: \.isObject)
        else { return [] }
        let reading = ContainerReader.read(
            ContainerFields(container), volumes: Volumes(nil),
            configMaps: ConfigMaps(context: FinderContext(), namespace: nil), setting: PodSpecWalk.Setting())
        return (reading.found + reading.downloads).filter { LocalPath.isLocal($0.value) && $0.isLikelyModel }
    }

    /// What the commands download although a manifest would not tell that it is a model.
    var downloads: [FoundReference] {
        let place = { Word($0, path: FieldPath(), position: SourcePosition(line: 1, column: 1)) }
        if text.isPython { return [] }
        let words = ExplainedProgram.of(consumer).command(for: text.words)
        let reading =
            text.isScript
            ? ShellScript.read(place(text.text), environment: [:])
            : CommandLine.commands(command: words.map(place), args: [], environment: [:])
        return reading.references + reading.otherDownloads
    }

    private var object: JSONText {
        switch consumer {
        case .kubeai:
            return .object([
                ("apiVersion", .string("kubeai.org/v1")), ("kind", .string("Model")), metadata,
                ("spec", .object([("engine", .string("VLLM"))] + positional("url") + [("args", list(flags))])),
            ])
        case .productionStack:
            let arguments = JSONText.object([("extraArgs", list(flags))])
            return .object([
                ("apiVersion", .string("production-stack.vllm.ai/v1alpha1")), ("kind", .string("VLLMRuntime")),
                metadata,
                ("spec", .object([("model", .object(positional("modelURL"))), ("vllmConfig", arguments)])),
            ])
        case .kserve: return kserve
        case .llmisvc:
            let container = JSONText.object([
                ("name", .string("main")), ("image", .string("vllm/vllm-openai")), ("args", list(flags)), environment,
            ])
            return .object([
                ("apiVersion", .string("serving.kserve.io/v1alpha1")), ("kind", .string("LLMInferenceService")),
                metadata,
                (
                    "spec",
                    .object([
                        ("model", .object(positional("uri"))),
                        ("template", .object([("containers", .array([container]))])),
                    ])
                ),
            ])
        default: return pod
        }
    }

    /// Arguments go to the Hugging Face server, the only one of KServe's that takes a model by name.
    private var kserve: JSONText {
        var model: [(String, JSONText)] = [
            ("modelFormat", .object([("name", .string("huggingface"))])), ("args", list(flags)), environment,
        ]
        model += positional("storageUri")
        return .object([
            ("apiVersion", .string("serving.kserve.io/v1beta1")), ("kind", .string("InferenceService")), metadata,
            ("spec", .object([("predictor", .object([("model", .object(model))]))])),
        ])
    }

    private var pod: JSONText {
        let program = ExplainedProgram.of(consumer)
        var container: [(String, JSONText)] = [
            ("name", .string("explained")), ("image", .string(program.image)), environment,
        ]
        if text.isPython {
            container.append(("command", list(["python3", "-c", text.text])))
        } else if text.isScript {
            container.append(("command", list(["sh", "-c", text.text])))
        } else {
            let command = program.command(for: text.words)
            // Flags alone go to the image's own entrypoint.
            let field = command.first?.hasPrefix("-") == true ? "args" : "command"
            if !command.isEmpty { container.append((field, list(command))) }
        }
        return .object([
            ("apiVersion", .string("v1")), ("kind", .string("Pod")), metadata,
            ("spec", .object([("containers", .array([.object(container)]))])),
        ])
    }

    private var metadata: (String, JSONText) { ("metadata", .object([("name", .string("explained"))])) }

    private var environment: (String, JSONText) {
        // A script sets its own variables in front of its commands.
        let variables = text.isScript ? [] : text.variables
        return (
            "env", .array(variables.map { .object([("name", .string($0.name)), ("value", .string($0.value))]) })
        )
    }

    private func positional(_ field: String) -> [(String, JSONText)] {
        guard let first = text.words.first, !first.hasPrefix("-") else { return [] }
        return [(field, .string(first))]
    }

    private var flags: [String] {
        guard let first = text.words.first, !first.hasPrefix("-") else { return text.words }
        return Array(text.words.dropFirst())
    }

    private func list(_ words: [String]) -> JSONText { .array(words.map { .string($0) }) }
}
