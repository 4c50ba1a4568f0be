import KubernetesModel
import ModelReferences
import Testing

@Suite("MLServer's settings in a ConfigMap")
struct MLServerSettingsTests {
    private func references(_ settings: String?, mountPath: String = "/mnt/models") throws -> [ModelReference] {
        let deployment = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "ml"}, "spec": {
              "containers": [{"name": "m", "image": "seldonio/mlserver:1.6",
                              "volumeMounts": [{"name": "c", "mountPath": "\(mountPath)"}]}],
              "volumes": [{"name": "c", "configMap": {"name": "settings"}}]}}
            """
        var context = FinderContext()
        if let settings {
            let map = """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings", "namespace": "ml"},
                 "data": {"model-settings.json": "\(settings)"}}
                """
            context.configMaps["ml/settings"] = try JSONParser.parse(map).root
        }
        return try ReferenceFinder.find(in: JSONParser.parse(deployment).root, context: context).references
    }

    private func settings(_ uri: String) -> String {
        #"{\"name\": \"iris\", \"parameters\": {\"uri\": \"\#(uri)\"}}"#
    }

    @Test("the model that they name is a reference, pinned or not as MLServer reads it")
    func beside() throws {
        let moving = try references(settings("models:/iris@champion"))
        #expect(moving.map(\.value) == ["models:/iris@champion"])
        #expect(moving.map(\.pinning.name) == ["mutable"])
        #expect(try references(settings("s3://b/iris/v3/")).map(\.pinning.name) == ["versioned"])
    }

    @Test("the repository that the runtime for transformers loads is one too")
    func huggingFace() throws {
        let extra = #"{\"extra\": {\"task\": \"text-generation\", \"pretrained_model\": \"o/n\"}}"#
        let found = try references(#"{\"name\": \"m\", \"parameters\": "# + extra + "}")
        #expect(found.map { "\($0.value) \($0.pinning.name)" } == ["o/n mutable"])
    }

    @Test("a file beside the settings is no reference of its own")
    func relative() throws {
        #expect(try references(settings("./model.joblib")).filter { $0.value.contains("joblib") } == [])
    }

    @Test("without the ConfigMap nobody knows the model; one for something else is nobody's business")
    func hidden() throws {
        #expect(try references(nil).map(\.pinning.name) == ["unresolved"])
        #expect(try references(nil, mountPath: "/etc/logging") == [])
    }

    @Test("a volume where the image looks for models is one, and the image alone is none")
    func defaultFolder() throws {
        let image = "image: seldonio/mlserver:1.5\n"
        let claim = "volumes: [{name: m, persistentVolumeClaim: {claimName: w}}]"
        let mounted = pod(image + "volumeMounts: [{name: m, mountPath: /mnt/models}]", beside: claim)
        #expect(summary(try workload(mounted).references) == ["pvc://w (/mnt/models) mutable"])
        let elsewhere = pod(
            image + "env: [{name: MLSERVER_MODELS_DIR, value: /m}]\nvolumeMounts: [{name: m, mountPath: /data}]",
            beside: claim)
        #expect(summary(try workload(elsewhere).references) == [])
        #expect(summary(try workload(pod(image)).references) == [])
    }

    @Test("the directory of settings that name their models is no model of its own")
    func directory() throws {
        func found(_ settings: String) throws -> [String] {
            let object = pod(
                "image: seldonio/mlserver:1.5\ncommand: [mlserver, start, /models]\n"
                    + "volumeMounts: [{name: m, mountPath: /models}]",
                beside: "volumes: [{name: m, configMap: {name: ms}}]")
            let map =
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: ms}, data: {model-settings.json: '\(settings)'}}"
            return summary(try workload(object + "\n---\n" + map).references)
        }
        #expect(try found(#"{"parameters": {"uri": "s3://b/m/v1/"}}"#) == ["s3://b/m/v1/ versioned"])
        #expect(try found(#"{"parameters": {"uri": "./m.joblib"}}"#) == ["/models unresolved"])
    }
}
