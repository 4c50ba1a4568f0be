import KubernetesModel

extension WorkloadKind {
    /// Kinds of other projects that hold pod templates in their usual shape: the general walk reads them, and they are
    /// listed so that they are sent to us.
    static let podTemplateKinds: [WorkloadKind] = [
        template("argoproj.io", "Rollout", ["v1alpha1"], "rollouts"),
        template("kubeflow.org", "PyTorchJob", ["v1", "v1beta1", "v1beta2", "v1alpha1", "v1alpha2"], "pytorchjobs"),
        template("kubeflow.org", "TFJob", ["v1", "v1beta1", "v1beta2", "v1alpha1", "v1alpha2"], "tfjobs"),
        template("kubeflow.org", "XGBoostJob", ["v1"], "xgboostjobs"),
        template("kubeflow.org", "PaddleJob", ["v1"], "paddlejobs"),
        template("kubeflow.org", "JAXJob", ["v1"], "jaxjobs"),
        template("kubeflow.org", "MXJob", ["v1", "v1beta1"], "mxjobs"),
        template("kubeflow.org", "MPIJob", ["v1", "v1alpha1", "v1alpha2", "v2beta1"], "mpijobs"),
        template("kubeflow.org", "Notebook", ["v1", "v1beta1", "v1alpha1"], "notebooks"),
        template("leaderworkerset.x-k8s.io", "LeaderWorkerSet", ["v1"], "leaderworkersets"),
        template("jobset.x-k8s.io", "JobSet", ["v1alpha2", "v1alpha1"], "jobsets"),
        template("batch.volcano.sh", "Job", ["v1alpha1"], "jobs"),
        template("apps.openshift.io", "DeploymentConfig", ["v1"], "deploymentconfigs"),
        template("keda.sh", "ScaledJob", ["v1alpha1"], "scaledjobs"),
        template("apps.kruise.io", "CloneSet", ["v1alpha1"], "clonesets"),
        template("apps.kruise.io", "StatefulSet", ["v1alpha1", "v1beta1"], "statefulsets"),
        template("orchestration.aibrix.ai", "StormService", ["v1alpha1"], "stormservices"),
        template("orchestration.aibrix.ai", "RoleSet", ["v1alpha1"], "rolesets"),
        template("workload.serving.volcano.sh", "ModelServing", ["v1alpha1"], "modelservings"),
        template("grove.io", "PodCliqueSet", ["v1alpha1"], "podcliquesets"),
    ]

    private static func template(
        _ group: String, _ kind: String, _ versions: [String], _ resource: String
    ) -> WorkloadKind {
        WorkloadKind(
            group: group, kind: kind, versions: versions, resource: resource, consumer: .any,
            summary: "commands, arguments, variables and volumes of the pod templates",
            read: { _, collector in collector.markAsWorkload() })
    }
}
