import KubernetesModel
import Testing

@testable import ModelReferences

@Suite("References that nobody meant to write")
struct SchemesFuzzTests {
    @Test("mutated references never crash, and nothing is pinned without its whole digest", arguments: 0..<8)
    func mutations(_ seed: Int) {
        var random = SplitMix64(state: UInt64(seed))
        for _ in 0..<2500 {
            let value = Self.mutated(Self.seeds.randomElement(using: &random) ?? "", using: &random)
            let consumer = Consumer.all.randomElement(using: &random) ?? .any
            let revision =
                Bool.random(using: &random) ? nil : String(commit.prefix(Int.random(in: 30...40, using: &random)))
            let found = Classifier.classify(RawReference(value, consumer: consumer, revision: revision))
            let identity = ModelIdentity.of(value, revision: revision, consumer: consumer)
            let other = ModelIdentity(
                name: identity.name, version: Self.mutated(identity.version ?? "v1", using: &random))
            let isLower = identity.isLower(than: other)
            #expect(isLower != true || other.isLower(than: identity) == false, "\(identity) \(other)")
            guard case .pinned(let digest) = found.pinning else { continue }
            #expect("\(value) \(revision ?? "")".contains(digest.hex), "\(consumer) \(value)")
        }
    }

    @Test("mutated arguments never crash the explainer", arguments: 0..<4)
    func arguments(_ seed: Int) {
        var random = SplitMix64(state: UInt64(seed) &+ 1000)
        for _ in 0..<250 {
            let text = Self.mutated(Self.arguments.randomElement(using: &random) ?? "", using: &random)
            let consumer = Consumer.all.randomElement(using: &random) ?? .any
            let found = Explainer.explain(text, consumer: consumer)
            #expect(!found.reason.isEmpty)
        }
    }

    @Test("long references are answered, and the answer stays short")
    func long() {
        for part in ["a", "/", "a/", "@", ":", "?", ".", "v1/", "%2F", "s3://", "é"] {
            let tails = [8000, 500_000].map { String(repeating: part, count: $0 / part.utf8.count) }
            for tail in tails {
                for head in ["s3://b/", "hf://o/", "models:/", "https://h/", "", "oci://r.io/", "arn:aws:sagemaker:"] {
                    _ = ModelIdentity.of(head + tail)
                    let found = Classifier.classify(RawReference(head + tail, consumer: .any))
                    #expect(found.pinning.reason.utf8.count < 600)
                    #expect((found.suggestion ?? "").utf8.count < 600)
                }
            }
        }
    }

    private static func mutated(_ text: String, using random: inout SplitMix64) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let token = tokens.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.insert(contentsOf: Array(token.utf8), at: place)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            default: bytes.append(contentsOf: bytes.suffix(Int.random(in: 0...8, using: &random)))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let tokens = [
        "/", "//", ":", "@", "?", "#", "%2F", "..", "../", "v1/", ".git", "sha256:", "main", "latest", " ", "\u{0}",
        "\u{301}", "٣", "$X", "{", "<", "\\", "oci+", "hf://", "s3://", "-", "_", ".", "A", "0", "=", "&", "--revision",
    ]
    private static let seeds = [
        "s3://b/fraud/v47/", "gs://b/m/v3#169", "hf://o/n:\(commit)", "hf://o/n@\(commit)/f", "o/n", "models:/m/3",
        "models:/m@champion", "models://s:p@databricks/m/3", "runs:/\(runID)/model", "repo/m:v1@sha256:\(sha256)",
        "oci+fetch://r.io/m@sha256:\(sha256)", "https://huggingface.co/o/r/resolve/\(commit)/f.bin",
        "https://a.blob.core.windows.net/c/m/v3?snapshot=1", "https://h/r.git@\(commit)", "e/p/n:v3",
        "git+https://h/r@\(commit)#egg=x", "projects/p/locations/l/models/1@3", "google/gemma/pax/2b-it/2",
        "arn:aws:sagemaker:r:1:model-package/n/3", "modelscope://o/n:\(commit)", "oci://n/t/b/x/o/m/v3/", "mc/b/m/v3",
        "https://raw.githubusercontent.com/o/r/\(commit)/f", "[::1]:5000/m@sha256:\(sha256)", "pvc://c/p", "/mnt/m",
    ]
    private static let arguments = [
        "o/n --revision \(commit) --tokenizer x/y", "MODEL_ID=o/n REVISION=\(commit)", "dvc get --rev main",
        "git clone https://h/r && cd r && git checkout \(commit)", "--model-path=o/n", "snapshot_download(\"o/n\")",
    ]
}

private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
