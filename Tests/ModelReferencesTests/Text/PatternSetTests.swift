import Testing

@testable import ModelReferences

struct PatternSetTests {
    private let texts = ["model", "lora", "://", "s3://", "vllm", "vllm-openai", "mo", "x"]

    @Test(
        "a text is found wherever it stands, in either case",
        arguments: ["model", "a-MODEL", "xmodel", "hf://a", "LoRA_x", "s3:/ ://", "amo"])
    func found(_ text: String) {
        #expect(PatternSet(texts).isIn(text))
    }

    @Test(
        "what only resembles a text is not found",
        arguments: ["", "m", "mxdel", "lor", "lo ra", "s3:/x/", "0:/", "vll", "M\u{301}odel", "x", "ax"])
    func missing(_ text: String) {
        #expect(!PatternSet(texts).isIn(text))
    }

    @Test("a text is looked for at the beginning alone where that is asked")
    func begins() {
        let set = PatternSet(["s3://", "models:/"])
        #expect("S3://b".withBytes(set.begins))
        #expect("models:/m".withBytes(set.begins))
        #expect(!" s3://b".withBytes(set.begins))
        #expect(!"s3:/".withBytes(set.begins))
        #expect(!"s".withBytes(set.begins))
    }

    @Test("of several texts the first in their order is told, and only where its place is accepted")
    func order() {
        let set = PatternSet(["openai", "vllm", "vllm-openai"])
        let image = "vllm-openai"
        #expect(image.withBytes { set.first(in: $0) { _ in true } } == 0)
        #expect(image.withBytes { set.first(in: $0) { $0.lowerBound == 0 } } == 1)
        #expect(image.withBytes { set.first(in: $0) { $0.upperBound - $0.lowerBound > 6 } } == 2)
        #expect(image.withBytes { set.first(in: $0) { _ in false } } == nil)
    }

    @Test("it finds what a plain search finds")
    func likePlainSearch() {
        let alphabet = Array("molde:/s3-M".unicodeScalars)
        var state: UInt64 = 1
        let set = PatternSet(texts)
        for _ in 0..<5000 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.unicodeScalars.append(alphabet[Int((state >> 33) % UInt64(alphabet.count))])
            }
            let isFound = texts.contains { $0.count > 1 && text.lowercased().contains($0) }
            #expect(set.isIn(text) == isFound, "\(text)")
        }
    }
}
