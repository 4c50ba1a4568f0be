import ModelReferences
import Testing

@Suite("Words that other trades use as well")
struct GenericNamesTests {
    private static func found(_ container: String) throws -> [String] {
        try summary(workload(pod("image: acme/x:1\n\(container)")).references)
    }

    @Test(
        "checkpoints of stream processors, settings and models of databases are no models",
        arguments: [
            "args: [standalone-job, '-Dstate.checkpoints.dir=s3://flink/checkpoints']",
            "args: [--checkpoint-dir, 's3://app/state']", "args: [--checkpointLocation, 's3://app/checkpoints/q1']",
            "env: [{name: CHECKPOINT_DIR, value: 's3://app/checkpoints'}]",
            "env: [{name: CHECKPOINT_LOCATION, value: 's3://checkpoints/stream'}]",
            "env: [{name: FLINK_STATE_CHECKPOINTS_DIR, value: 's3://app/checkpoints'}]",
            "env: [{name: SPARK_CHECKPOINT, value: 'abfss://c@a.dfs.core.windows.net/x'}]",
            "env: [{name: ADAPTER_CONFIG_URI, value: 's3://cfg/adapter.yaml'}]",
            "args: [--adapter-config, 's3://x/y']", "env: [{name: DBT_MODELS_PATH, value: 's3://dbt/models'}]",
            "env: [{name: CASBIN_MODEL, value: 'oss://b/model.conf'}]",
        ])
    func ignores(_ container: String) throws { #expect(try Self.found(container) == []) }

    @Test(
        "where something speaks of a model they count",
        arguments: [
            "args: [--checkpoint-dir, 's3://b/llama-7b']", "args: [--checkpoint, 's3://b/run/']",
            "env: [{name: CHECKPOINT_DIR, value: 's3://b/x/model.pt'}]",
            "env: [{name: MODEL_CHECKPOINT_DIR, value: 's3://app/run/'}]",
            "env: [{name: CHECKPOINT_URI, value: 's3://app/run/'}]",
            "env: [{name: LORA_CONFIG, value: 's3://b/lora/x'}]",
            "env: [{name: CHECKPOINT_DIR, value: 's3://app/run/'}]\nresources: {limits: {nvidia.com/gpu: 1}}",
            "env: [{name: X, value: 's3://b/models/x'}]", "env: [{name: CHECKPOINT_DIR, value: 'hf://a/b'}]",
        ])
    func counts(_ container: String) throws { #expect(try Self.found(container).count == 1) }
}
