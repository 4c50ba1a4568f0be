import KubernetesModel
import PolicyEngine
import Testing

@Suite("Sources on the network")
struct RemoteSourceTests {
    private func document(_ spec: String) -> String {
        """
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata: {name: any}
        spec: {rules: {pinnedModel: {}}}
        ---
        apiVersion: pedigree.dev/v1alpha1
        kind: EvidenceSource
        metadata: {name: remote}
        spec: \(spec)
        """
    }

    private func place(_ spec: String) throws -> EvidenceSource.Place {
        try #require(try policySet(document(spec)).evidenceSources.first).place
    }

    @Test("a bucket on AWS is found by its host's name, one on another server by its path")
    func buckets() throws {
        #expect(
            try place("{s3: {bucket: ml-evidence, prefix: fraud/, region: eu-central-1}}")
                == .s3(S3Location(bucket: "ml-evidence", prefix: "fraud/", region: "eu-central-1"), RemoteAccess()))
        #expect(
            try place("{s3: {bucket: ml-evidence, endpoint: 'https://minio.corp.example:9000'}}")
                == .s3(
                    S3Location(
                        bucket: "ml-evidence", endpoint: "https://minio.corp.example:9000", usesPathStyle: true),
                    RemoteAccess()))
    }

    @Test("everything that is said of a server is read, with files as seen from the document")
    func access() throws {
        guard
            case .https(let url, let access) = try place(
                """
                {https: {url: "https://evidence.corp.example/ml/", caFile: ca.pem, networks: [10.0.0.0/8, "fd00::/8"],
                  proxy: "http://proxy.corp.example:3128", timeout: 3s, refresh: 5m, tokenFile: /run/secrets/token}}
                """)
        else {
            Issue.record("no web server")
            return
        }
        #expect(url == "https://evidence.corp.example/ml/")
        #expect(access.caFile == "ca.pem" && access.timeout == 3 && access.refresh == 300 && !access.allowsPlainHTTP)
        #expect(access.networks == ["10.0.0.0/8", "fd00::/8"].compactMap { NetworkPrefix($0) })
        #expect(access.proxy == "http://proxy.corp.example:3128")
        #expect(access.credentials.tokenFile == "/run/secrets/token")
    }

    @Test("repositories and models are named")
    func named() throws {
        guard
            case .oci(let repositories, _) = try place("{oci: {repositories: ['oci://r.corp.example:5000/ml/fraud/']}}")
        else {
            Issue.record("no registry")
            return
        }
        #expect(repositories == ["oci://r.corp.example:5000/ml/fraud"])
        guard
            case .mlflow(_, let models, _) = try place(
                "{mlflow: {url: 'https://mlflow.corp.example', models: ['fraud-*']}}")
        else {
            Issue.record("no tracking server")
            return
        }
        #expect(models.map(\.text) == ["fraud-*"])
    }

    @Test(
        "what would be unsafe or mean nothing is an error at its place",
        arguments: [
            ("{https: {url: 'https://user:secret@host/'}}", "credentials never stand in a policy"),
            ("{https: {url: 'ftp://host/'}}", "neither https:// nor http://"),
            ("{https: {url: 'https:///x'}}", "names no host"),
            ("{https: {url: 'http://host/'}}", "say plainHTTP: true"),
            ("{https: {url: 'https://host/', tokenEnv: 'not a name'}}", "the value itself never stands in a policy"),
            ("{https: {url: 'https://host/', tokenEnv: A, basicEnv: B}}", "tokenEnv and basicEnv"),
            ("{https: {url: 'https://host/', networks: [10.0.0.7/8]}}", "bits stand behind its length"),
            ("{https: {url: 'https://host/', networks: [everything]}}", "no address"),
            ("{https: {url: 'https://host/', password: x}}", "unknown field"),
            ("{s3: {bucket: 'a/b'}}", "no bucket can have that name"),
            ("{s3: {}}", "bucket"),
            ("{oci: {repositories: []}}", "repositories"),
            ("{oci: {repositories: ['registry/ml']}}", "does not begin with oci://"),
            ("{oci: {repositories: ['oci://registry']}}", "names no repository"),
            ("{oci: {repositories: ['oci://registry/ml:tag']}}", "a tag is no repository"),
            ("{oci: {repositories: ['oci://registry/ml/*']}}", "globs"),
            ("{directory: {path: a}, s3: {bucket: abc}}", "directory and s3"),
        ])
    func wrong(spec: String, expected: String) throws {
        let lint = try lint(document(spec))
        #expect(lint.set == nil)
        let error = lint.errors.first { $0.description.contains(expected) }
        #expect(error?.position != nil, "\(lint.errors.map(\.description))")
    }
}
