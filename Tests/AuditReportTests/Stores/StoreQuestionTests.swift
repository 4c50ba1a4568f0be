import KubernetesModel
import Testing

@testable import AuditReport

@Suite("What a store can be asked for a version of data")
struct StoreQuestionTests {
    private static let commit = String(repeating: "1", count: 40)
    private static let sha = String(repeating: "a", count: 64)

    @Test(
        "each form is asked of its own store",
        arguments: [
            (
                "s3://data/train.parquet?versionId=abc",
                .objectVersion(bucket: "data", key: "train.parquet", version: "abc")
            ),
            ("s3a://data/a/b?versionId=abc", .objectVersion(bucket: "data", key: "a/b", version: "abc")),
            ("gs://data/a/b#123", .generation(bucket: "data", object: "a/b", generation: "123")),
            ("hf://datasets/org/name@\(commit)", .hub(repository: "org/name", isDataset: true, commit: commit)),
            (
                "https://huggingface.co/datasets/org/name/tree/\(commit)",
                .hub(repository: "org/name", isDataset: true, commit: commit)
            ),
            (
                "git+https://git.example/data/repo.git@\(commit)#path/file",
                .git(url: "https://git.example/data/repo.git", commit: commit)
            ),
            (
                "dvc://git.example/data/repo@\(commit)#data.dvc",
                .git(url: "https://git.example/data/repo", commit: commit)
            ),
            (
                "oci://registry.example/data/train@sha256:\(sha)",
                .content(repository: "registry.example/data/train", Digest(.sha256, hex: sha))
            ),
            ("s3://data/train/v3/@sha256:\(sha)", .object(bucket: "data", key: "train/v3/")),
        ] as [(String, StoreQuestion)])
    func forms(_ text: String, wanted: StoreQuestion) throws {
        #expect(try StoreQuestion(data: text, digest: nil) == wanted)
    }

    @Test("a digest that stands beside a name makes it one version")
    func beside() throws {
        let digest = Live.digest("a")
        #expect(
            try StoreQuestion(data: "s3://data/train.parquet", digest: digest)
                == .object(bucket: "data", key: "train.parquet"))
        #expect(try StoreQuestion(data: "s3://data/train.parquet", digest: nil) == nil)
    }

    @Test(
        "what nobody can be asked for says so, and is not gone",
        arguments: [
            "sha256:\(sha)", "dvc:\(String(repeating: "0", count: 32))", "lakefs://repo/\(sha)/path",
            "delta+s3://b/t?version=3&tableId=0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
            "iceberg://c/n.t?snapshot=12&tableUuid=0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
            "abfss://c@a.dfs.core.windows.net/x?versionId=1", "oss://b/k?versionId=1",
            "ssh://git@git.example/r@\(commit)",
            "https://files.example/train.csv@sha256:\(sha)", "s3://data@evil.example/x?versionId=1",
            "gitCommit:\(commit)", "oci://registry.example:bad:port/x@sha256:\(sha)",
        ])
    func unaskable(_ text: String) {
        let failure = #expect(throws: StoreQuestion.Unaskable.self) { try StoreQuestion(data: text, digest: nil) }
        #expect(failure?.reason.isEmpty == false)
    }

    @Test(
        "what names no version is not asked for",
        arguments: ["s3://data/train/latest/", "hf://datasets/org/name", "train", "mlflow:12345678", "", "\u{1b}[2J"])
    func mutable(_ text: String) throws { #expect(try StoreQuestion(data: text, digest: nil) == nil) }
}
