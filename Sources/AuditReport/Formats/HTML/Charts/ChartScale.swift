/// Where values stand on an axis, with round numbers beside it.
struct ChartScale {
    let ticks: [Double]
    private let low: Double
    private let high: Double
    private let decimals: Int

    /// nil where the values cannot be drawn: none, or larger than numbers that computers reckon with.
    init?(_ values: [Double], fromZero: Bool = false) {
        guard let first = values.min(), let last = values.max(), first.isFinite, last.isFinite else { return nil }
        let bottom = fromZero ? min(0, first) : first
        // One value alone, or all the same, stand in the middle.
        let span = last - bottom
        let room = span > 0 ? span : max(abs(last) * 0.1, 0.1)
        guard room.isFinite, let step = Self.step(room / 3) else { return nil }
        let start = span > 0 ? bottom : last - room / 2
        let end = span > 0 ? last : last + room / 2
        let (from, to) = ((start / step.size).rounded(.down), (end / step.size).rounded(.up))
        guard from.isFinite, to.isFinite, abs(from) < 1e15, abs(to) < 1e15, to - from <= 12, to > from else {
            return nil
        }
        ticks = stride(from: from, through: to, by: 1).map { $0 * step.size }
        (low, high, decimals) = (from * step.size, to * step.size, step.decimals)
    }

    /// 0 at the bottom, 1 at the top.
    func share(_ value: Double) -> Double { (value - low) / (high - low) }

    func label(_ tick: Double) -> String { DecimalText.text(tick, decimals: decimals) }

    /// 1, 2 or 5 times a power of ten, not smaller than `rough`.
    private static func step(_ rough: Double) -> (size: Double, decimals: Int)? {
        guard rough > 1e-9, rough < 1e15 else { return nil }
        var (power, decimals) = (1.0, 0)
        while power * 10 <= rough { power *= 10 }
        while power > rough {
            power /= 10
            decimals += 1
        }
        let size = [1.0, 2, 5].map { $0 * power }.first { $0 >= rough } ?? power * 10
        return (size, size >= power * 10 ? max(0, decimals - 1) : decimals)
    }
}

/// Numbers of drawings: short, and the same on every machine.
enum DecimalText {
    /// A coordinate, to a tenth.
    static func place(_ value: Double) -> String {
        let text = text(value, decimals: 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    static func text(_ value: Double, decimals: Int) -> String {
        var factor = 1.0
        for _ in 0..<max(0, decimals) { factor *= 10 }
        let scaled = (value * factor).rounded()
        guard abs(scaled) < 1e18 else { return "\(value)" }
        let digits = String(Int(scaled.magnitude))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = scaled < 0 ? "-" : ""
        return decimals > 0 ? "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))" : sign + padded
    }
}
