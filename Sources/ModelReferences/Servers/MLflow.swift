import KubernetesModel

extension ModelServer {
    /// `mlflow models serve`. `mlflow server` is the tracking server and loads nothing.
    static let mlflow = ModelServer(
        "MLflow", consumer: .mlflow,
        summary: "Reads `-m` or `--model-uri` of `mlflow models serve`, or `MLFLOW_MODEL_URI`.",
        recognition: Recognition(programs: ["mlflow"], subcommands: ["models"], modules: ["mlflow.models.cli"]),
        options: [
            ServerOption(
                .model, flags: ["-m", "--model-uri"], environment: ["MLFLOW_MODEL_URI", "MODEL_URI"])
        ],
        names: .path, abbreviates: false)
}
