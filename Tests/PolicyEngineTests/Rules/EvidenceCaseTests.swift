import Attestation
import Testing

@testable import PolicyEngine

@Suite("Data that evidence names")
struct EvidenceCaseTests {
    @Test(
        "is kept by the reference its store can be asked for, wherever the statement has its version",
        arguments: [
            ("s3://data/c.csv", "s3-version", "v8", "s3://data/c.csv?versionId=v8"),
            ("gs://data/c.csv", "gcs-generation", "17", "gs://data/c.csv#17"),
            ("s3://data/c.csv?versionId=v7", "s3-version", "v7", "s3://data/c.csv?versionId=v7"),
            ("s3://data/c.csv", "odd", "v8", "s3://data/c.csv"),
        ])
    func versions(_ uri: String, _ kind: String, _ version: String, wanted: String) {
        let data = ResourceDescriptor(name: "train", uri: uri, annotations: ["kind": kind, "version": version])
        #expect(UsedEvidence.Dataset(data) == .init(name: "train", reference: wanted))
        #expect(UsedEvidence.Dataset(ResourceDescriptor(name: "train")).reference.isEmpty)
    }
}
