import KubernetesModel

/// What stands for `{{workflow.parameters.NAME}}` and `{{inputs.parameters.NAME}}` in the templates of one workflow.
///
/// A Workflow's own arguments are what runs. Those of a WorkflowTemplate are defaults, which whoever submits it replaces:
/// there nothing is put in, and holes stay unresolved.
struct ArgoParameters {
    /// Those of the whole workflow.
    let global: TemplateParameters
    /// What the calls of a template hand over, by the template's name.
    private var calls: [String: Calls] = [:]

    init() { global = TemplateParameters() }

    /// - Parameter spec: the spec of a workflow that runs as it stands.
    init(of spec: Node) {
        let arguments = Self.read(spec["arguments"], expanding: TemplateParameters())
        var global = TemplateParameters()
        for (name, value) in arguments { global.set("workflow.parameters.\(name)", to: value) }
        self.global = global
        // Argo hands the workflow's arguments to the templates that it starts itself.
        for key in ["entrypoint", "onExit"] {
            if let template = spec[key]?.nonEmptyString { calls[template, default: Calls()].add(arguments) }
        }
        readCalls(below: spec)
    }

    /// INVARIANT: whatever calls a template of this workflow says so in a field `template` beside its arguments: a task,
    /// a step, a hook. Places that nobody here knows are found as well, and a further value only makes a hole unresolved.
    private mutating func readCalls(below spec: Node) {
        var nodes = [spec]
        while let node = nodes.popLast() {
            if let template = node["template"]?.nonEmptyString {
                calls[template, default: Calls()].add(Self.read(node["arguments"], expanding: global))
            }
            let values = node.isObject ? node.members.map(\.value) : Array(node.elements)
            nodes += values.filter { $0.isObject || $0.isArray }
        }
    }

    /// What stands for the holes of one template.
    func parameters(of template: Node) -> TemplateParameters {
        var parameters = TemplateParameters(within: global)
        let calls = template["name"]?.nonEmptyString.flatMap { self.calls[$0] } ?? Calls()
        for (name, value) in Self.read(template["inputs"], expanding: global) {
            parameters.set("inputs.parameters.\(name)", to: calls.value(of: name, default: value))
        }
        return parameters
    }

    /// The parameters of `arguments` or `inputs`; a name that stands twice is written out nowhere.
    private static func read(_ owner: Node?, expanding global: TemplateParameters) -> [String: String?] {
        var found: [String: String?] = [:]
        for parameter in owner?["parameters"].items ?? [] {
            guard let name = parameter["name"]?.nonEmptyString else { continue }
            var value: String?
            if parameter["valueFrom"] == nil {
                value = (parameter["value"] ?? parameter["default"])?.scalarText.map(global.expand)
            }
            found[name] = .some(found[name] == nil ? value : nil)
        }
        return found
    }
}

/// All calls of one template together.
///
/// INVARIANT: each call is added once and none is kept, so that many calls of many templates cost no more than they are
/// long.
private struct Calls {
    private var count = 0
    private var given: [String: Given] = [:]

    /// What they hand over for one parameter.
    private struct Given {
        var count: Int
        /// nil where it is not written out, or where they differ.
        var value: String?
    }

    mutating func add(_ arguments: [String: String?]) {
        count += 1
        for (name, value) in arguments {
            guard let known = given[name] else {
                given[name] = Given(count: 1, value: value)
                continue
            }
            given[name] = Given(count: known.count + 1, value: known.value == value ? value : nil)
        }
    }

    /// The one value that all calls give a parameter, or leave it with.
    func value(of name: String, default value: String?) -> String? {
        guard let given = given[name] else { return value }
        return given.count == count || given.value == value ? given.value : nil
    }
}
