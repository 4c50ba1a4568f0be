import NIOCore

/// A duration as Go writes it, such as the `10s` of an API server's `?timeout=10s`.
package enum GoDuration {
    /// Read as `time.ParseDuration` does: signed decimal numbers, each with a unit. nil where it is none, is negative,
    /// or does not fit.
    package static func parse(_ text: some StringProtocol) -> TimeAmount? {
        var bytes = Array(text.utf8)[...]
        guard bytes.count <= 64 else { return nil }
        if bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        guard !bytes.isEmpty else { return nil }
        if bytes.elementsEqual("0".utf8) { return .zero }
        var total: Int64 = 0
        while !bytes.isEmpty {
            guard let part = term(&bytes) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        return .nanoseconds(total)
    }

    /// One number and its unit, in nanoseconds.
    private static func term(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        let whole = digits(&bytes)
        var fraction: [UInt8] = []
        if bytes.first == UInt8(ascii: ".") {
            bytes = bytes.dropFirst()
            fraction = digits(&bytes)
        }
        guard !whole.isEmpty || !fraction.isEmpty, let unit = unit(&bytes) else { return nil }
        var value: Int64 = 0
        for digit in whole {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow, tens <= Int64.max - Int64(digit) else { return nil }
            value = tens + Int64(digit)
        }
        let (scaled, overflow) = value.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        var part: Int64 = 0
        var place = unit
        for digit in fraction {
            place /= 10
            part += place * Int64(digit)
        }
        let (sum, sumOverflow) = scaled.addingReportingOverflow(part)
        return sumOverflow ? nil : sum
    }

    private static func digits(_ bytes: inout ArraySlice<UInt8>) -> [UInt8] {
        let found = bytes.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        bytes = bytes.dropFirst(found.count)
        return found.map { $0 - UInt8(ascii: "0") }
    }

    private static func unit(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        for (name, nanoseconds) in units where bytes.starts(with: name.utf8) {
            bytes = bytes.dropFirst(name.utf8.count)
            return nanoseconds
        }
        return nil
    }

    // Longer names stand before those that they begin with.
    private static let units: [(String, Int64)] = [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]
}
