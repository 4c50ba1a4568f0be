/// The uids of the last so many objects, each with a number.
struct RecentUIDs: Sendable {
    private var numbers: [String: Int] = [:]
    private var order: [String] = []
    private var next = 0
    private let most: Int

    init(most: Int) { self.most = most }

    mutating func insert(_ uid: String, _ number: Int) {
        guard numbers.updateValue(number, forKey: uid) == nil else { return }
        guard order.count == most else { return order.append(uid) }
        numbers[order[next]] = nil
        order[next] = uid
        next = (next + 1) % most
    }

    func has(_ uid: String, _ number: Int) -> Bool { numbers[uid] == number }
}
