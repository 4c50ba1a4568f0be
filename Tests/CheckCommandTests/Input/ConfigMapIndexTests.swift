import KubernetesModel
import Testing

@testable import CheckCommand

@Suite struct ConfigMapIndexTests {
    private func deployment(namespace: String? = nil) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: vllm\(namespace.map { ", namespace: \($0)" } ?? "")}
        spec:
          template:
            spec:
              containers:
              - name: vllm
                image: vllm/vllm-openai@sha256:\(String(repeating: "a", count: 64))
                args: [--model, $(MODEL)]
                env:
                - name: MODEL
                  valueFrom: {configMapKeyRef: {name: settings, key: model}}

        """
    }

    private func settings(_ model: String, namespace: String? = nil) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings\(namespace.map { ", namespace: \($0)" } ?? "")}
        data: {model: \(model)}

        """
    }

    private func found(_ files: [InputFile], namespace: String? = nil) throws -> [String] {
        let report = Sample.run(try Sample.set(Sample.policy()), namespace: namespace).check(files)
        return report.objects.flatMap { $0.review?.references.map(\.value) ?? [] }
    }

    @Test("a model's name is read from a ConfigMap in another file")
    func otherFile() throws {
        let files = [Sample.file("a.yaml", deployment()), Sample.file("b.yaml", settings("org/one"))]
        #expect(try found(files) == ["org/one"])
    }

    @Test("two ConfigMaps of one name that differ are as good as none; alike, they are one")
    func ambiguous() throws {
        let different = [settings("org/one"), settings("org/two")].enumerated().map { Sample.file("\($0)", $1) }
        #expect(try !found([Sample.file("a.yaml", deployment())] + different).contains { $0.hasPrefix("org/") })
        let alike = [settings("org/one"), settings("org/one")].enumerated().map { Sample.file("\($0)", $1) }
        #expect(try found([Sample.file("a.yaml", deployment())] + alike) == ["org/one"])
    }

    @Test("the one in its own file is nearer than those elsewhere")
    func ownFile() throws {
        let files = [
            Sample.file("a.yaml", deployment() + "---\n" + settings("org/one")),
            Sample.file("b.yaml", deployment() + "---\n" + settings("org/two")),
        ]
        #expect(try found(files) == ["org/one", "org/two"])
    }

    @Test("--namespace joins manifests that name it and manifests that name none")
    func defaultNamespace() throws {
        let files = [Sample.file("a.yaml", deployment()), Sample.file("b.yaml", settings("org/one", namespace: "ml"))]
        #expect(try found(files, namespace: "ml") == ["org/one"])
        #expect(try !found(files, namespace: "other").contains("org/one"))
    }
}
