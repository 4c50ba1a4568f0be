/// The parts of an image's name that tell what it holds.
enum ImageName {
    /// Without registry, tag and digest, in lower case: `vllm/vllm-openai`.
    static func repository(_ image: String) -> String {
        var name: [UInt8] = []
        appendRepository(of: image, to: &name)
        return String(decoding: name, as: UTF8.self)
    }

    /// Bytes and not characters: every image of every pod comes through here.
    fileprivate static func appendRepository(of image: String, to name: inout [UInt8]) {
        image.withBytes { bytes in
            var range = 0..<(bytes.firstIndex(of: UInt8(ascii: "@")) ?? bytes.count)
            while let last = range.last, bytes[last] == Byte.slash { range.removeLast() }
            while let first = range.first, bytes[first] == Byte.slash { range.removeFirst() }
            let lastSegment =
                (bytes[range].lastIndex(of: Byte.slash).map { $0 + 1 } ?? range.lowerBound)..<range.upperBound
            if let firstSlash = bytes[range].firstIndex(of: Byte.slash),
                isHost(bytes.part(range.lowerBound..<firstSlash))
            {
                range = (firstSlash + 1)..<range.upperBound
                while let first = range.first, bytes[first] == Byte.slash { range.removeFirst() }
            }
            if let colon = bytes[lastSegment].lastIndex(of: Byte.colon) { range = range.lowerBound..<colon }
            var isAfterSlash = false
            for offset in range {
                let isSlash = bytes[offset] == Byte.slash
                if !(isSlash && isAfterSlash) { name.append(Scan.lower(bytes[offset])) }
                isAfterSlash = isSlash
            }
        }
    }

    private static func isHost(_ segment: UnsafeRawBufferPointer) -> Bool {
        segment.contains(UInt8(ascii: ".")) || segment.contains(Byte.colon) || segment.equals("localhost")
    }
}

extension Range<Int> {
    fileprivate mutating func removeFirst() { self = (lowerBound + 1)..<upperBound }
    fileprivate mutating func removeLast() { self = lowerBound..<(upperBound - 1) }
}

/// The words and phrases of an image's repository: what stands between `/`, `-`, `_` and `.`.
struct ImageWords {
    /// Lower case, `_` as `-`, with a slash before and after.
    private var bytes: [UInt8]
    private let lastSegment: Int

    init(_ image: String) {
        bytes = [Byte.slash]
        bytes.reserveCapacity(image.utf8.count + 2)
        ImageName.appendRepository(of: image, to: &bytes)
        for offset in bytes.indices where bytes[offset] == UInt8(ascii: "_") { bytes[offset] = UInt8(ascii: "-") }
        lastSegment = bytes.lastIndex(of: Byte.slash) ?? 0
        bytes.append(Byte.slash)
    }

    /// The first of the phrases that stands in it.
    func first(of phrases: PatternSet) -> Int? {
        bytes.withUnsafeBytes { bytes in
            phrases.first(in: bytes) { Self.isPhrase($0, in: bytes) && isTelling($0, in: bytes) }
        }
    }

    /// An organisation tells what it publishes by the whole of its name: `vllm/…`, but `vllm-project/…` publishes routers
    /// and benchmarks too. Three letters tell only where they begin: `tgi-gaudi`, and not a client's `llm-tgi`.
    private func isTelling(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
        let begins = bytes[range.lowerBound - 1] == Byte.slash
        if range.count <= 3, !begins { return false }
        guard range.upperBound <= lastSegment else { return true }
        return begins && (bytes[range.upperBound] == Byte.slash || bytes[range.upperBound - 1] == Byte.slash)
    }

    /// Whether its last segment holds one of the phrases elsewhere than inside `name`.
    func lastSegmentHolds(_ phrases: PatternSet, besides name: String) -> Bool {
        bytes.withUnsafeBytes { bytes in
            let found = phrases.first(in: bytes) {
                $0.lowerBound > lastSegment && Self.isPhrase($0, in: bytes) && !Self.isInside($0, name, in: bytes)
            }
            return found != nil
        }
    }

    /// Whether the range is a part of `name`: `webui` in `stable-diffusion-webui`.
    private static func isInside(_ range: Range<Int>, _ name: String, in bytes: UnsafeRawBufferPointer) -> Bool {
        name.withBytes { name in
            guard name.count > range.count else { return false }
            let first = max(0, range.upperBound - name.count)
            guard first <= range.lowerBound else { return false }
            return (first...range.lowerBound).contains { start in
                start + name.count <= bytes.count && bytes.part(start..<(start + name.count)).elementsEqual(name)
            }
        }
    }

    /// Whether it stands between two boundaries; a phrase that ends in a slash brings its own.
    private static func isPhrase(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard range.lowerBound > 0, isBoundary(bytes[range.lowerBound - 1]) else { return false }
        if bytes[range.upperBound - 1] == Byte.slash { return true }
        return range.upperBound < bytes.count && isBoundary(bytes[range.upperBound])
    }

    private static func isBoundary(_ byte: UInt8) -> Bool {
        // `${VLLM_IMAGE}` is told apart as well.
        switch byte {
        case Byte.slash, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            true
        default: false
        }
    }
}
