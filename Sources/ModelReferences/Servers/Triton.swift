extension ModelServer {
    /// NVIDIA Triton. A repository may hold many versions of each model, and poll mode follows the newest.
    static let triton = ModelServer(
        "Triton", consumer: .triton,
        summary: "Reads `--model-repository` and `--model-store`; explicit and poll mode load at run time.",
        recognition: Recognition(
            programs: ["tritonserver"], scripts: ["launch_triton_server.py"],
            images: ["tritonserver", "triton-server", "triton-inference-server"]),
        options: [
            ServerOption(.model, flags: ["--model-repository", "--model-store", "--model-repo"]),
            ServerOption(.runTimeLoading(values: ["explicit", "poll"]), flags: ["--model-control-mode"]),
        ],
        names: .path, abbreviates: false)
}
