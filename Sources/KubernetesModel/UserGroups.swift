/// The groups of a user: decoded when somebody asks for them, which most policies never do.
package struct UserGroups: Sendable, Hashable, ExpressibleByArrayLiteral {
    private let list: Node?
    private let named: [String]

    package init(arrayLiteral groups: String...) {
        list = nil
        named = groups
    }

    /// Those of a list of strings.
    package init(_ list: Node) {
        self.list = list
        named = []
    }

    package var all: [String] { list.map { $0.elements.compactMap(\.string) } ?? named }
    package var isEmpty: Bool { list.map { $0.count == 0 } ?? named.isEmpty }

    package static func == (left: UserGroups, right: UserGroups) -> Bool { left.all == right.all }
    package func hash(into hasher: inout Hasher) { hasher.combine(all) }
}
