import Testing

@testable import ModelReferences

@Suite("Version segments")
struct VersionSegmentTests {
    @Test(
        "these name a version",
        arguments: [
            "1", "47", "0042", "v3", "V3", "v1.2", "v1.2.0", "1.2.0", "1.3", "v1.2.0-rc.1", "1.2.0+build.5",
            "version-3", "version=47", "ver_2", "rev3", "2026-01-31", "20260131", "2026-01-31T12-00-00Z",
            "20260131-120000", "1767225600", "27dcfa74d334bc871f3234de431e71c6eeba5dd6", runID, sha256,
            "8f14e45f-ceea-467f-ab25-0b7ee1a5c3d2", "6F9619FF-8B86-D011-B42D-00C04FC964FF", "sha256:\(sha256)",
            "sha256-\(sha256)",
        ])
    func versions(_ segment: String) { #expect(VersionSegment.names(segment[...])) }

    @Test(
        "these only look like one",
        arguments: [
            "", "v", "version", "latest", "Latest", "current", "prod", "stable", "v4-evil", "v4x", "vv4", "v٣", "٣",
            "1.0.0-SNAPSHOT", "1.0.0-latest", "v1.0.0-nightly.3", "v1.2-rc1", "flowers-2", "DeepSeek-R1-0528",
            "Mistral-7B-Instruct-v0.2", "bge-small-en-v1.5", "mlserver_1.6.0", "triton_23-03", "iris-0.23.2", "2b-it",
            "7b", "checkpoint-500", "sha256:abc", "sha1:\(sha256)", "1..2", ".1", "1.", "1.2.3.4.5", "2026-13-45x",
            "v1/2", "vnext",
        ])
    func names(_ segment: String) { #expect(!VersionSegment.names(segment[...])) }

    @Test(
        "a version counts as the last folder only, and not as a library's",
        arguments: [
            (["fraud", "v47"], "v47"),
            (["fraud", "v47", "model.onnx"], "v47"),
            (["torchserve", "image_classifier", "v1"], "v1"),
            (["sklearn", "v3"], "v3"),
            (["sklearn", "1.0", "model"], nil),
            (["sklearn", "1.0"], nil),
            (["sklearn", "1.3", "income", "explainer"], nil),
            (["sklearn", "1.0", "model.joblib"], nil),
            (["v47", "fraud"], nil),
            (["v47", "fraud", "model.onnx"], nil),
            (["triton_23-03", "multi-version"], nil),
            (["1", runID, "artifacts", "model"], runID),
            (["1", "models", "m-\(runID)", "artifacts"], "m-\(runID)"),
            (["model.onnx"], nil),
            ([], nil),
        ] as [([String], String?)])
    func paths(_ segments: [String], _ expected: String?) { #expect(VersionSegment.find(in: segments) == expected) }
}
