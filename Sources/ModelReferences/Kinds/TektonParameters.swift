import KubernetesModel

/// What stands for `$(params.NAME)` in the steps of a task that runs as it stands (docs/variables.md of
/// tektoncd/pipeline).
struct TektonParameters {
    /// By name; nil where nobody can tell the value.
    private var values: [String: String?]
    /// The same, under each of the ways to write them.
    let holes: TemplateParameters

    private init(_ values: [String: String?]) {
        self.values = values
        var holes = TemplateParameters(.dollar)
        for (name, value) in values {
            for spelling in ["params.\(name)", "params['\(name)']", "params[\"\(name)\"]", "inputs.params.\(name)"] {
                holes.set(spelling, to: value)
            }
        }
        self.holes = holes
    }

    /// Of a TaskRun or PipelineRun: its own values, and what its task or pipeline has where it gives none.
    init(run: Node, of spec: Node) {
        let given = Self.read(run, "value")
        self.init(Self.read(spec, "default").merging(given) { _, given in given })
    }

    /// Of a task in a pipeline: what the pipeline hands over, with its own values put in.
    ///
    /// Those of the run reach an inlined task by themselves. Where such a value and the task's own default differ,
    /// releases do not agree on which one counts, and it stays open.
    ///
    /// - Parameter pipeline: nil where the pipeline does not say what it is run with; then no default counts either.
    init(task: Node, within pipeline: TektonParameters?) {
        var values: [String: String?] = [:]
        if let pipeline {
            values = pipeline.values
            if let spec = task["taskSpec"] {
                values.merge(Self.read(spec, "default")) { outer, own in outer == own ? own : nil }
            }
        }
        for (name, value) in Self.read(task, "value") {
            values[name] = .some(value.map { pipeline?.holes.expand($0) ?? $0 })
        }
        // Each combination of a matrix runs by itself, with values of its own.
        for list in [task[path: "matrix", "params"]] + task[path: "matrix", "include"].items.map({ $0["params"] }) {
            for parameter in list.items {
                if let name = parameter["name"]?.nonEmptyString { values[name] = .some(nil) }
            }
        }
        self.init(values)
    }

    /// The parameters of a run, a task or a specification; a name that stands twice is written out nowhere.
    private static func read(_ owner: Node, _ key: StaticString) -> [String: String?] {
        var found: [String: String?] = [:]
        // v1alpha1 has them under `inputs`.
        for parameter in owner["params"].items + owner[path: "inputs", "params"].items {
            guard let name = parameter["name"]?.nonEmptyString, let value = parameter[key] else { continue }
            if value.isObject {
                for member in value.members { add(member.value.scalarText, "\(name).\(member.key)", to: &found) }
            } else {
                add(value.scalarText, name, to: &found)
            }
        }
        return found
    }

    private static func add(_ value: String?, _ name: String, to found: inout [String: String?]) {
        found[name] = .some(found[name] == nil ? value : nil)
    }
}
