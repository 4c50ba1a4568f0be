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

    @Test("a file beside the settings is no reference of its own")
    func relative() throws {
        #expect(try references(settings("./model.joblib")).filter { $0.value.contains("joblib") } == [])
    }

    @Test("without the ConfigMap nobody knows the model; one for something else is nobody's business")
    func hidden() throws {
        #expect(try references(nil).map(\.pinning.name) == ["unresolved"])
        #expect(try references(nil, mountPath: "/etc/logging") == [])
    }
}
