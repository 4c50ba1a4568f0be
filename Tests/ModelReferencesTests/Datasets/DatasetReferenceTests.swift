import ModelReferences
import Testing

@Suite("DatasetReference")
struct DatasetReferenceTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var text: String
        var pin: DatasetReference.Class
        var reason: String
        var digests: [String: String] = [:]
        var uri: String?
        var version: String?

        var testDescription: String { text }

        init(
            _ text: String, _ pin: DatasetReference.Class, _ reason: String, digests: [String: String] = [:],
            uri: String? = nil, version: String? = nil
        ) {
            self.text = text
            self.pin = pin
            self.reason = reason
            self.digests = digests
            self.uri = uri
            self.version = version
        }
    }

    private static let sha = "9861edb05cbd6f831f59e858111db80cbfb5fcd50e3c4cca76cd817236e0fe6e"
    private static let md5 = "92ee629bdbb01a36461a570f3779f809"
    private static let commit = "3f786850e387550fdab836ed7e6dc881de23001b"
    private static let table = "4f1e9d2a-9c1b-4a7e-8f60-3f8a2c1d7e55"

    @Test("every way to name data has a class and a reason", arguments: rows)
    func row(_ row: Row) {
        let reference = DatasetReference(row.text)
        #expect(reference.pin == row.pin)
        #expect(reference.reason.contains(row.reason), "\(reference.reason)")
        #expect(reference.digests == row.digests)
        if let uri = row.uri { #expect(reference.uri == uri) }
        if let version = row.version { #expect(reference.version == version) }
        if row.pin == .mutable { #expect(reference.suggestion != nil || reference.reason.contains("8 KiB")) }
    }

    private static let rows: [Row] = [
        // Digests, alone and behind an address; Croissant's FileObject.sha256.
        Row("sha256:\(sha)", .pinned, "by its content", digests: ["sha256": sha]),
        Row(sha, .pinned, "by its content", digests: ["sha256": sha]),
        Row(
            "s3://b/train.csv@sha256:\(sha)", .pinned, "by its content", digests: ["sha256": sha],
            uri: "s3://b/train.csv"),
        Row("croissant:sha256:\(sha)", .pinned, "by its content", digests: ["sha256": sha]),
        Row("oci://registry.corp/data@sha256:\(sha)", .pinned, "by its content", digests: ["sha256": sha]),
        Row("sha256:\(md5)", .mutable, "32 digits are the length of MD5"),
        Row("sha256:\(sha.uppercased())", .mutable, "lower-case hexadecimal digits"),
        Row("s3://b/a@sha256:\(sha.dropLast())", .mutable, "no sha256"),
        Row("sha512:\(sha)\(sha)", .pinned, "by its content", digests: ["sha512": sha + sha]),
        Row("sha1:\(commit)", .mutable, "SHA-1"),
        // Git LFS pointers.
        Row("lfs:sha256:\(sha)", .pinned, "by its content", digests: ["sha256": sha]),
        Row("oid:sha256:\(sha)", .pinned, "by its content", digests: ["sha256": sha]),
        Row("lfs:\(md5)", .mutable, "a Git LFS pointer's oid"),
        // DVC.
        Row("md5:\(md5)", .weak, "MD5", digests: ["md5": md5]),
        Row("dvc:\(md5).dir", .weak, "MD5", digests: ["md5": "\(md5).dir"]),
        Row("\(md5).dir", .weak, "MD5", digests: ["md5": "\(md5).dir"]),
        Row("dvc:\(md5.dropLast())", .mutable, "no md5"),
        Row("data/train.csv.dvc", .mutable, "DVC keeps"),
        Row("dvc.lock", .mutable, "DVC keeps"),
        Row("dvc://git.corp/ml/data@\(commit)#train.csv", .pinned, "Git commit", digests: ["gitCommit": commit]),
        // Git.
        Row("gitCommit:\(commit)", .pinned, "Git commit", digests: ["gitCommit": commit]),
        Row(commit, .pinned, "Git commit", digests: ["gitCommit": commit]),
        Row(
            "git+https://git.corp/ml/data@\(commit)#train/", .pinned, "Git commit", digests: ["gitCommit": commit],
            uri: "git+https://git.corp/ml/data", version: commit),
        Row("git+ssh://git@git.corp/ml/data", .mutable, "default branch moves"),
        Row("git+https://git.corp/ml/data@main", .mutable, "a branch, tag or other name"),
        Row("git+https://git.corp/ml/data@3f78685", .mutable, "a shortened commit"),
        Row("git+https://git.corp/ml/data?ref=\(commit)", .pinned, "Git commit", digests: ["gitCommit": commit]),
        // The Hugging Face hub.
        Row(
            "hf://datasets/acme/fraud@\(commit)/train.csv", .pinned, "Git commit", digests: ["gitCommit": commit],
            uri: "hf://datasets/acme/fraud", version: commit),
        Row("hf://datasets/acme/fraud:\(commit)", .pinned, "Git commit", digests: ["gitCommit": commit]),
        Row(
            "https://huggingface.co/datasets/acme/fraud/tree/\(commit)", .pinned, "Git commit",
            digests: ["gitCommit": commit], uri: "hf://datasets/acme/fraud"),
        Row("https://huggingface.co/datasets/acme/fraud", .mutable, "default branch moves"),
        Row("hf://datasets/acme/fraud@main", .mutable, "a branch, tag"),
        Row("hf://datasets/acme/fraud@\(commit.uppercased())", .mutable, "a branch, tag"),
        // lakeFS.
        Row("lakefs://corp/\(sha)/train/", .pinned, "lakeFS commit", uri: "lakefs://corp/train/", version: sha),
        Row("lakefs://corp/main/train/", .mutable, "a branch, tag"),
        Row("lakefs://corp/\(sha)~1/train/", .mutable, "a branch, tag"),
        Row("lakefs://corp/\(sha.prefix(12))/train/", .mutable, "a shortened commit"),
        Row("lakefs://corp", .mutable, "without a commit"),
        // Delta and Iceberg.
        Row(
            "delta+s3://b/table?version=12&tableId=\(table)", .conditional, "VACUUM can delete",
            uri: "delta+s3://b/table",
            version: "\(table)@12"),
        Row("delta+s3://b/table@v12?tableId=\(table.uppercased())", .conditional, "VACUUM", version: "\(table)@12"),
        Row("delta+s3://b/table?version=12", .mutable, "counts from the start"),
        Row("delta+s3://b/table", .mutable, "a table without a version"),
        Row("delta+s3://b/table?timestampAsOf=2026-01-01&tableId=\(table)", .mutable, "a table without a version"),
        Row(
            "iceberg://prod/fraud.train?snapshot-id=8744736658442914487&table-uuid=\(table)", .conditional,
            "the expiry of snapshots"),
        Row("iceberg://prod/fraud.train?snapshot=8744736658442914487", .mutable, "counts from the start"),
        Row("iceberg://prod/fraud.train?ref=main&tableUuid=\(table)", .mutable, "a table without a version"),
        // Versions of objects.
        Row(
            "s3://b/train.csv?versionId=3sL4kqtJ", .conditional, "one version of an object", uri: "s3://b/train.csv",
            version: "3sL4kqtJ"),
        Row("s3://b/train.csv?versionId=null", .mutable, "without a version"),
        Row("s3://b/train.csv?versionId=a&versionId=b", .mutable, "without a version"),
        Row("gs://b/train.csv#1699887766", .conditional, "one version of an object"),
        Row("gs://b/train.csv#latest", .mutable, "without a version"),
        Row("abfss://c@a.dfs.core.windows.net/train.csv?versionId=2026-01-01T00:00:00.0Z", .conditional, "one version"),
        // Labels.
        Row("mlflow:1a2b3c4d", .mutable, "a label of MLflow"), Row("1a2b3c4d", .mutable, "a label of MLflow"),
        Row("https://data.corp/fraud/croissant.json", .mutable, "a Croissant description"),
        // Names that move.
        Row("s3://b/fraud/latest/", .mutable, "latest, which moves by design"),
        Row("s3://b/2026-11-21/", .mutable, "a date"),
        Row("s3://b/date=20261121", .mutable, "a date"),
        Row("s3://b/fraud/v3/", .mutable, "whose data can be replaced"),
        Row("fraud", .mutable, "whose data can be replaced"), Row("$(DATASET)", .mutable, "left open"),
        Row("", .mutable, "it is empty"), Row("a b", .mutable, "white space"),
        Row("a\u{7}", .mutable, "control characters"),
        Row("@", .mutable, "a name"), Row("sha256:", .mutable, "no sha256"),
        Row("lakefs://", .mutable, "without a commit"),
        Row(String(repeating: "a", count: 9000), .mutable, "longer than 8 KiB"),
    ]

    @Test("an annotation holds as many as white space separates")
    func all() {
        #expect(DatasetReference.all(in: " a\tb\n\n c ").map(\.text) == ["a", "b", "c"])
        #expect(DatasetReference.all(in: " ").isEmpty)
    }

    @Test("nothing that anybody writes ends in a crash")
    func anything() {
        let pieces = [
            "sha256:", "@", "hf://", "datasets/", "?", "#", "versionId=", "lakefs://", "/", ":", "delta+", "é",
            "\u{0301}", "git+", "https://", "a", "%",
        ]
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            let reference = DatasetReference(text)
            #expect(reference.pin == .mutable || !reference.digests.isEmpty || reference.version != nil, "\(text)")
        }
    }
}

@Suite("Explaining data")
struct DatasetExplainerTests {
    @Test("of several references the worst counts")
    func worst() {
        let sha = String(repeating: "a", count: 64)
        #expect(Explainer.explain(dataset: "sha256:\(sha)").pinning == "pinned")
        let both = Explainer.explain(dataset: "sha256:\(sha) s3://b/latest")
        #expect(both.pinning == "mutable" && both.reason.contains("latest") && both.suggestion != nil)
        #expect(Explainer.explain(dataset: "").pinning == "mutable")
    }
}
