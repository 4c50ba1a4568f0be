import Testing

@testable import ModelReferences

@Suite("InferenceService of KServe")
struct KServeInferenceServiceTests {
    @Test("every place of a reference is read", arguments: places)
    func read(_ example: ManifestCase) throws {
        #expect(try Manifest(example.yaml).lines == example.expected)
    }

    static let places = [
        ManifestCase(
            "a typed framework", isvc("predictor: {xgboost: {storageUri: \"gs://b/iris\"}}"),
            ["spec.predictor.xgboost.storageUri = gs://b/iris"]),
        ManifestCase(
            "model with a format",
            isvc("predictor: {model: {modelFormat: {name: onnx}, storageUri: \"s3://b/m/v3/\"}}"),
            ["spec.predictor.model.storageUri = s3://b/m/v3/"]),
        ManifestCase(
            "a framework that nobody knows",
            isvc("predictor: {newframework: {storageUri: \"gs://b/iris\"}}"),
            ["spec.predictor.newframework.storageUri = gs://b/iris"]),
        ManifestCase(
            "storageUris of every component",
            isvc(
                """
                predictor: {model: {modelFormat: {name: sklearn}}, storageUris: [{uri: "hf://a/b"}, {uri: "s3://c/d", mountPath: /mnt/models/x}]}
                  transformer: {containers: [{name: t, image: i}], storageUris: [{uri: "hf://t/t"}]}
                  explainer: {containers: [{name: e, image: i}], storageUris: [{uri: "hf://e/e"}]}
                """),
            [
                "spec.predictor.storageUris[0].uri = hf://a/b", "spec.predictor.storageUris[1].uri = s3://c/d",
                "spec.transformer.storageUris[0].uri = hf://t/t (transformer)",
                "spec.explainer.storageUris[0].uri = hf://e/e (explainer)",
            ]),
        ManifestCase(
            "storage with bucket and type",
            isvc("predictor: {model: {storage: {key: k, path: a/b, parameters: {type: s3, bucket: c}}}}"),
            ["spec.predictor.model.storage.path = s3://c/a/b"]),
        ManifestCase(
            "storage with a key alone", isvc("predictor: {model: {storage: {key: local, path: keras/m.h5}}}"),
            ["spec.predictor.model.storage.path = storage key=local path=keras/m.h5"]),
        ManifestCase(
            "storage of hdfs", isvc("predictor: {model: {storage: {path: u/m, parameters: {type: hdfs}}}}"),
            ["spec.predictor.model.storage.path = hdfs://u/m"]),
        ManifestCase(
            "an explainer of an old release",
            isvc(
                "predictor: {sklearn: {storageUri: \"gs://p\"}}\n  explainer: {alibi: {type: AnchorTabular, storageUri: \"gs://e\"}}"
            ),
            ["spec.predictor.sklearn.storageUri = gs://p", "spec.explainer.alibi.storageUri = gs://e (explainer)"]),
        ManifestCase(
            "STORAGE_URI of a custom predictor",
            isvc(
                "predictor: {containers: [{name: kserve-container, image: p, env: [{name: STORAGE_URI, value: \"s3://b/m\"}]}]}"
            ),
            ["spec.predictor.containers[0].env[0].value = s3://b/m"]),
        ManifestCase(
            "STORAGE_URI of a transformer",
            isvc(
                """
                predictor: {triton: {storageUri: "gs://b/bert"}}
                  transformer: {containers: [{name: kserve-container, image: t, env: [{name: STORAGE_URI, value: "gs://b/t"}]}]}
                """),
            [
                "spec.predictor.triton.storageUri = gs://b/bert",
                "spec.transformer.containers[0].env[0].value = gs://b/t (transformer)",
            ]),
        ManifestCase(
            "the image of a custom predictor", isvc("predictor: {containers: [{name: c, image: \"corp/cat:1\"}]}"),
            ["spec.predictor.containers[0].image = corp/cat:1"]),
        ManifestCase(
            "kserve-container is the predictor, wherever it stands",
            isvc("predictor: {containers: [{name: log, image: l}, {name: kserve-container, image: \"corp/cat:1\"}]}"),
            ["spec.predictor.containers[1].image = corp/cat:1"]),
        ManifestCase(
            "the image of a custom explainer",
            isvc(
                "predictor: {sklearn: {storageUri: \"gs://p\"}}\n  explainer: {containers: [{name: e, image: \"corp/e:1\"}]}"
            ),
            ["spec.predictor.sklearn.storageUri = gs://p", "spec.explainer.containers[0].image = corp/e:1 (explainer)"]),
        ManifestCase(
            "a transformer's image is no model",
            isvc(
                "predictor: {sklearn: {storageUri: \"gs://p\"}}\n  transformer: {containers: [{name: t, image: \"corp/t:1\"}]}"
            ),
            ["spec.predictor.sklearn.storageUri = gs://p"]),
        ManifestCase(
            "a shell that waits for TrainedModels", isvc("predictor: {triton: {runtimeVersion: 20.10-py3}}"), []),
        ManifestCase("an empty storageUri", isvc("predictor: {sklearn: {storageUri: \"\"}}"), []),
        ManifestCase(
            "what a logger stores is no model",
            isvc(
                "predictor: {logger: {mode: all, storage: {path: logs, parameters: {type: s3, bucket: b}}}, sklearn: {storageUri: \"gs://p\"}}"
            ),
            ["spec.predictor.sklearn.storageUri = gs://p"]),
        ManifestCase(
            "--model_id of huggingfaceserver",
            isvc("predictor: {model: {modelFormat: {name: huggingface}, args: [--model_id, org/name]}}"),
            ["spec.predictor.model.args[1] = org/name"]),
        ManifestCase(
            "--model_id wins over what was downloaded, so both are seen",
            isvc("predictor: {huggingface: {storageUri: \"hf://a/b\", args: [--model_id=c/d]}}"),
            ["spec.predictor.huggingface.storageUri = hf://a/b", "spec.predictor.huggingface.args[0] = c/d"]),
        ManifestCase(
            "the volume at /mnt/models, where nothing is downloaded",
            isvc(
                """
                predictor:
                    model: {modelFormat: {name: sklearn}, volumeMounts: [{name: m, mountPath: /mnt/models, subPath: a}]}
                    volumes: [{name: m, persistentVolumeClaim: {claimName: models}}]
                """),
            ["spec.predictor.model.volumeMounts[0] = pvc://models/a"]),
        ManifestCase(
            "custom.container of the old group",
            """
            apiVersion: serving.kubeflow.org/v1alpha2
            kind: InferenceService
            metadata: {name: n}
            spec: {default: {predictor: {custom: {container: {name: c, image: "corp/cat:1"}}}}}
            """, ["spec.default.predictor.custom.container.image = corp/cat:1"]),
        ManifestCase(
            "default and canary of the old group",
            """
            apiVersion: serving.kubeflow.org/v1alpha2
            kind: InferenceService
            metadata: {name: n}
            spec:
              canaryTrafficPercent: 10
              default: {predictor: {sklearn: {storageUri: "gs://b/1"}}}
              canary: {predictor: {sklearn: {storageUri: "gs://b/2"}}}
            """,
            [
                "spec.default.predictor.sklearn.storageUri = gs://b/1",
                "spec.canary.predictor.sklearn.storageUri = gs://b/2",
            ]),
    ]

    @Test("storage whose bucket is in a Secret cannot be proven; one named in full is judged as a URI")
    func storage() throws {
        let hidden = try Manifest(isvc("predictor: {model: {storage: {key: k, path: m/v3/}}}"))
        let named = try Manifest(
            isvc("predictor: {model: {storage: {path: m/v3/, parameters: {type: s3, bucket: b}}}}"))
        #expect(hidden.references.map(\.pinning.name) == ["unresolved"])
        #expect(named.references.map(\.pinning.name) == ["versioned"])
    }

    @Test("an endpoint among the storage parameters is noted")
    func storageEndpoint() throws {
        let manifest = try Manifest(
            isvc(
                "predictor: {model: {storage: {path: m/v3/, parameters: {type: s3, bucket: b, endpoint_url: \"http://x\"}}}}"
            ))
        #expect(manifest.references.flatMap(\.endpointOverrides).map(\.value) == ["http://x"])
    }

    @Test("a storage container of one's own decides what a URI means; the default one does not")
    func storageContainer() throws {
        let own = try Manifest(isvc("predictor: {storageContainerName: mine, model: {storageUri: \"s3://b/m/v3/\"}}"))
        let usual = try Manifest(
            isvc("predictor: {storageContainerName: default, model: {storageUri: \"s3://b/m/v3/\"}}"))
        #expect(own.references.map(\.pinning.name) == ["unresolved"])
        #expect(usual.references.map(\.pinning.name) == ["versioned"])
    }

    @Test("bypass 11: a sidecar that can write to the download leaves nothing proven; one that reads it does no harm")
    func overlay() throws {
        func sidecar(_ mount: String) -> String {
            isvc(
                """
                predictor:
                    model: {modelFormat: {name: sklearn}, storageUri: "s3://b/m/v3/"}
                    containers: [{name: helper, image: "corp/helper:1", volumeMounts: [{name: kserve-provision-location, mountPath: /m\(mount)}]}]
                """)
        }
        let writable = try Manifest(sidecar("")).references
        #expect(Set(writable.map(\.pinning.name)) == ["unresolved"], "\(writable)")
        #expect(try Manifest(sidecar(", readOnly: true")).references.map(\.pinning.name) == ["versioned"])
    }

    @Test("bypass 21: annotations that KServe's webhook would believe are seen on a component; others are not")
    func annotations() throws {
        func component(_ annotation: String) -> String {
            isvc("predictor: {annotations: {\(annotation)}, sklearn: {storageUri: \"s3://b/m/v3/\"}}")
        }
        let own = component("internal.serving.kserve.io/localmodel-sourceuri: \"hf://evil/m\"")
        #expect(try Manifest(own).references.map(\.value) == ["s3://b/m/v3/", "hf://evil/m"])
        #expect(try Manifest(component("team: ml")).references.map(\.value) == ["s3://b/m/v3/"])
    }

    @Test("a reference knows the share of the traffic that it gets")
    func traffic() throws {
        let canary = try Manifest(isvc("predictor: {canaryTrafficPercent: 10, sklearn: {storageUri: \"gs://p\"}}"))
        let full = try Manifest(isvc("predictor: {sklearn: {storageUri: \"gs://p\"}}"))
        #expect(canary.references.map(\.trafficPercent) == [10])
        #expect(full.references.map(\.trafficPercent) == [nil])
    }

    @Test("the commit of --model_revision pins the model of --model_id; without it the branch moves")
    func revision() throws {
        let commit = String(repeating: "a1", count: 20)
        let pinned = try Manifest(
            isvc(
                "predictor: {model: {modelFormat: {name: huggingface}, args: [--model_id=o/n, --model_revision=\(commit)]}}"
            ))
        let moving = try Manifest(
            isvc("predictor: {model: {modelFormat: {name: huggingface}, args: [--model_id=o/n]}}"))
        #expect(pinned.references.map(\.pinning.name) == ["pinned"])
        #expect(moving.references.map(\.pinning.name) == ["mutable"])
    }

    @Test("the kind of another group is another kind")
    func group() throws {
        let other = try Manifest(
            "apiVersion: example.com/v1\nkind: InferenceService\nspec: {predictor: {sklearn: {storageUri: \"gs://p\"}}}"
        )
        // Nobody here knows what reads it, only that it is where a model is kept.
        #expect(other.references.map(\.consumer) == [.any])
    }

    @Test("a version that nobody has read cannot be decided")
    func version() throws {
        let object = try #require(
            try Manifest("apiVersion: serving.kserve.io/v9\nkind: InferenceService\nspec: {}").objects.first)
        #expect(throws: ReferenceFinder.UnknownVersion.self) { try ReferenceFinder.find(in: object) }
    }
}

private func isvc(_ spec: String) -> String {
    """
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata: {name: n}
    spec:
      \(spec)
    """
}
