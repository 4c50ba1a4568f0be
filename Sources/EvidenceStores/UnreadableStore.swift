import HTTPTransport

/// A source that this version cannot read, so that nothing in it counts as missing.
struct UnreadableStore: EvidenceStore {
    let name: String
    let place: String

    func list(by deadline: Deadline) throws(StoreFailure) -> StoreListing { throw StoreFailure(cannot) }
    func read(_ entry: StoreListing.Entry, by deadline: Deadline) throws(ReadFailure) -> [UInt8] {
        throw ReadFailure(cannot)
    }
}

private let cannot = "this version cannot read sources of its kind"
