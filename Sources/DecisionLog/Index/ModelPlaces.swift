/// Which objects served a model, by its namespace and its identity.
struct ModelPlaces {
    private struct Key: Hashable {
        var namespace: String?
        var identity: String
    }

    /// In the order in which they came.
    private var uids: [Key: [String]] = [:]

    func uids(of identity: String, in namespace: String?) -> [String] {
        uids[Key(namespace: namespace, identity: identity)] ?? []
    }

    /// - Parameter isGone: whether an object is, so that it can give way where there are too many.
    mutating func insert(
        _ uid: String, _ identities: [String], _ namespace: String?, isGone: (String) -> Bool
    ) {
        for identity in identities {
            let key = Key(namespace: namespace, identity: identity)
            var uids = self.uids.removeValue(forKey: key) ?? []
            if !uids.contains(uid) { uids.append(uid) }
            if uids.count > Self.limit, let oldest = uids.firstIndex(where: isGone) { uids.remove(at: oldest) }
            self.uids[key] = uids
        }
    }

    mutating func remove(_ uid: String, _ identities: [String], _ namespace: String?) {
        for identity in identities {
            let key = Key(namespace: namespace, identity: identity)
            uids[key]?.removeAll { $0 == uid }
            if uids[key]?.isEmpty ?? false { uids[key] = nil }
        }
    }

    /// Objects that are live do not count: a look-up reads all of them.
    private static let limit = 256
}
