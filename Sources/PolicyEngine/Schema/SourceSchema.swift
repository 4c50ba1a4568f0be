/// Where evidence lies, as documents say it.
extension PolicySchema {
    package static let evidenceSource = DocumentSpec(
        kind: "EvidenceSource", summary: "Says where evidence lies.",
        spec: RecordSpec(
            "a source's spec",
            choices: [FieldChoice("directory", "https", "s3", "oci", "mlflow", required: true)],
            [
                FieldSpec("directory", .record(directory), "A directory, such as a Git checkout."),
                FieldSpec("https", .record(https), "Files on a web server."),
                FieldSpec("s3", .record(s3), "Objects of a bucket, on AWS or a server that is compatible."),
                FieldSpec("oci", .record(oci), "Repositories of OCI registries: what is attached to their artifacts."),
                FieldSpec(
                    "mlflow", .record(mlflow),
                    "An MLflow tracking server: what it recorded, which nobody signed and which proves nothing."),
            ]))

    private static let directory = RecordSpec(
        "directory",
        [
            FieldSpec(
                "path", .text(.path), required: true,
                "The directory, relative to this document's file; what lies in it is never read as a policy.")
        ])

    private static let https = RecordSpec(
        "https", choices: [bearerOrBasic],
        [
            FieldSpec(
                "url", .text(.url), required: true,
                "One file; or, where it ends in /, a directory with a SHA256SUMS in it that names its files.")
        ] + remote + tokens)

    private static let s3 = RecordSpec(
        "s3",
        [
            FieldSpec("bucket", .text(.bucket), required: true, "The bucket."),
            FieldSpec("prefix", .text(.prose), absent: "every key", "What the keys begin with."),
            FieldSpec("region", .text(.hostWord), absent: "us-east-1", "The region that requests are signed for."),
            FieldSpec(
                "endpoint", .text(.url), absent: "AWS", "The server, such as https://minio.corp.example:9000."),
            FieldSpec(
                "pathStyle", .flag, absent: "true with endpoint, else false",
                "Whether the bucket stands in the path and not in the host's name."),
            FieldSpec(
                "credentialsFile", .text(.path),
                absent: "AWS_ACCESS_KEY_ID and its like, AWS_SHARED_CREDENTIALS_FILE, AWS_WEB_IDENTITY_TOKEN_FILE",
                "A file as AWS's own tools write it, read again when it changes."),
            FieldSpec("profile", .text(.prose), absent: "default", "The profile in that file."),
        ] + remote)

    private static let oci = RecordSpec(
        "oci",
        [
            FieldSpec(
                "repositories", .list(of: .text(.repository), atLeast: 1), required: true,
                "Repositories, such as oci://registry.corp.example/ml/fraud-detector."),
            FieldSpec(
                "dockerConfigFile", .text(.path), absent: "DOCKER_CONFIG, REGISTRY_AUTH_FILE, ~/.docker/config.json",
                "A config.json as docker login writes it, read again when it changes."),
        ] + remote)

    private static let mlflow = RecordSpec(
        "mlflow", choices: [bearerOrBasic],
        [
            FieldSpec("url", .text(.url), required: true, "The tracking server."),
            FieldSpec(
                "models", .list(of: .text(.objectGlob), atLeast: 1), absent: "every registered model",
                "Globs on the names of registered models."),
        ] + remote + tokens)

    private static let bearerOrBasic = FieldChoice("tokenFile", "tokenEnv", "basicFile", "basicEnv")

    private static let tokens = [
        FieldSpec("tokenFile", .text(.path), absent: "none", "A file with a bearer token, read again when it changes."),
        FieldSpec("tokenEnv", .text(.variable), absent: "none", "The variable of the environment with a bearer token."),
        FieldSpec("basicFile", .text(.path), absent: "none", "A file with USER:PASSWORD, read again when it changes."),
        FieldSpec("basicEnv", .text(.variable), absent: "none", "The variable of the environment with USER:PASSWORD."),
    ]

    /// What every service on the network can be told.
    static let remote = [
        FieldSpec(
            "caFile", .text(.path), absent: "the system's authorities", "PEM certificates that vouch for the server."),
        FieldSpec(
            "networks", .list(of: .text(.network), atLeast: 1), absent: "public addresses only",
            "Private, link-local or loopback ranges that may be connected to, such as 10.0.0.0/8."),
        FieldSpec("plainHTTP", .flag, absent: "false", "Whether http:// is sent to, unencrypted."),
        FieldSpec(
            "proxy", .text(.url), absent: "none, whatever the environment says",
            "A proxy, which must then be the one that refuses private addresses."),
        FieldSpec("timeout", .text(.lifetime), absent: "10s", "How long one request may take."),
        FieldSpec("refresh", .text(.lifetime), absent: "60s", "How often it is looked at."),
    ]
}
