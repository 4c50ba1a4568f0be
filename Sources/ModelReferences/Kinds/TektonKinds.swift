import KubernetesModel

extension WorkloadKind {
    /// Tekton: steps, which are containers with a script, in tasks and in whatever holds tasks (tektoncd/pipeline
    /// pkg/apis/pipeline). The pods that it makes hide their scripts, so what is written is judged here.
    static let tektonKinds: [WorkloadKind] = [
        tekton("Task", "tasks") { TektonTask(spec: $0).read(into: &$1) },
        tekton("ClusterTask", "clustertasks", ["v1beta1", "v1alpha1"], isNamespaced: false) {
            TektonTask(spec: $0).read(into: &$1)
        },
        tekton("TaskRun", "taskruns") { spec, collector in
            guard let task = spec["taskSpec"], task.isObject else { return }
            TektonTask(spec: task, parameters: TektonParameters(run: spec, of: task).holes).read(into: &collector)
        },
        tekton("Pipeline", "pipelines") { TektonPipeline(spec: $0).read(into: &$1) },
        tekton("PipelineRun", "pipelineruns") { spec, collector in
            guard let pipeline = spec["pipelineSpec"], pipeline.isObject else { return }
            TektonPipeline(spec: pipeline, parameters: TektonParameters(run: spec, of: pipeline)).read(into: &collector)
        },
        tekton("StepAction", "stepactions", ["v1beta1", "v1alpha1"]) {
            TektonTask.read(steps: [$0], in: nil, parameters: TemplateParameters(.dollar), into: &$1)
        },
    ]

    private static func tekton(
        _ kind: String, _ resource: String, _ versions: [String] = ["v1", "v1beta1", "v1alpha1"],
        isNamespaced: Bool = true,
        read: @escaping @Sendable (_ spec: Node, _ collector: inout ReferenceCollector) -> Void
    ) -> WorkloadKind {
        WorkloadKind(
            group: "tekton.dev", kind: kind, versions: versions, resource: resource, isNamespaced: isNamespaced,
            consumer: .any, summary: "scripts, commands, arguments and variables of every step",
            read: { object, collector in
                collector.markAsWorkload()
                guard let spec = object["spec"], spec.isObject else { return }
                read(spec, &collector)
            })
    }
}

/// The steps and sidecars of one task, which run in one pod.
struct TektonTask {
    let spec: Node
    /// What stands for its parameters where it is run; a task that others run leaves them open.
    var parameters = TemplateParameters(.dollar)

    func read(into collector: inout ReferenceCollector) {
        Self.read(
            steps: spec["steps"].items + spec["sidecars"].items, in: spec, parameters: parameters, into: &collector)
    }

    static func read(
        steps: [Node], in task: Node?, parameters: TemplateParameters, into collector: inout ReferenceCollector
    ) {
        let template = task?["stepTemplate"]
        var attached = Attachments()
        attached.environment = [template?["env"]].compactMap(\.self)
        attached.mounts = template?["volumeMounts"].items.compactMap(Mount.init) ?? []
        let shared = attached.variableCount + attached.mounts.count
        guard shared * steps.count <= Attachments.mostShared else { return collector.exceedBounds() }
        let containers = steps.filter(\.isObject).map { step in
            let setting = PodSpecWalk.Setting(
                script: step["script"], scriptIsAll: step["script"]?.nonEmptyString != nil,
                attached: shared > 0 ? attached : nil, parameters: parameters)
            return (node: step, setting: setting)
        }
        // A task has no list of containers; one that is there all the same is read as a pod of its own.
        let volumes = task.flatMap { task in PodSpecWalk.lists.allSatisfy { task[$0] == nil } ? task : nil }
        PodSpecWalk.readContainers(containers, podSpec: volumes, into: &collector)
    }
}

/// The tasks that stand in a pipeline themselves; others are named, and judged when they are written.
struct TektonPipeline {
    let spec: Node
    /// nil for a pipeline that others run: what it hands on from its own parameters stays open.
    var parameters: TektonParameters?

    func read(into collector: inout ReferenceCollector) {
        for task in spec["tasks"].items + spec["finally"].items {
            guard let taskSpec = task["taskSpec"], taskSpec.isObject else { continue }
            let parameters = TektonParameters(task: task, within: parameters)
            TektonTask(spec: taskSpec, parameters: parameters.holes).read(into: &collector)
        }
    }
}
