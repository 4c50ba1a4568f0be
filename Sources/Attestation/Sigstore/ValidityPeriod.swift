import FoundationEssentials

/// From when until when something is believed, both ends included (protobuf-specs, sigstore_common.proto: TimeRange).
package struct ValidityPeriod: Sendable, Hashable {
    package let start: Date
    /// nil: it has not ended.
    package let end: Date?

    package init(start: Date, end: Date? = nil) {
        self.start = start
        self.end = end
    }

    package func contains(_ date: Date) -> Bool { start <= date && end.map { date <= $0 } ?? true }
}
