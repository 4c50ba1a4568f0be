import KubernetesModel

/// The variables that a program sees, each name once, in the order in which they came.
///
/// Most say nothing about models, so what stands in the document stays there until somebody asks for it.
package struct Variables: Sendable {
    fileprivate enum Entry: Sendable {
        /// A value without `$`, where it stands.
        case written(name: Node, value: Node)
        case given(name: String, Word)
    }

    private var entries: [Entry] = []
    /// The place of each name, once there are many.
    private var places: [String: Int] = [:]

    /// Below this a look at each name costs less than a table.
    private static let many = 32

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }
    package var count: Int { entries.count }
    package var names: [String] { entries.map(\.name) }

    package subscript(name: String) -> Word? {
        get { name.withBytes { find($0) }.map { entries[$0].word } }
        set {
            let place = name.withBytes { find($0) }
            guard let newValue else {
                if let place { remove(at: place) }
                return
            }
            set(.given(name: name, newValue), at: place)
        }
    }

    package func contains(_ name: String) -> Bool { name.withBytes { find($0) } != nil }

    /// The names that pass a test of their bytes.
    func names(where test: (UnsafeRawBufferPointer) -> Bool) -> [String] {
        var names: [String] = []
        for entry in entries where entry.withName(test) { names.append(entry.name) }
        return names
    }

    /// Sets a variable to a string of the document that is no reference to other variables.
    mutating func set(_ name: Node, to value: Node) {
        set(.written(name: name, value: value), at: name.withUTF8 { find($0) } ?? nil)
    }

    mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

    /// Both together; where both have a variable, that of `other` counts.
    func merging(_ other: Variables) -> Variables {
        var merged = self
        for entry in other.entries { merged.set(entry, at: entry.withName { merged.find($0) }) }
        return merged
    }

    private mutating func set(_ entry: Entry, at place: Int?) {
        if let place {
            entries[place] = entry
            return
        }
        entries.append(entry)
        if entries.count == Self.many {
            for (place, entry) in entries.enumerated() { places[entry.name] = place }
        } else if entries.count > Self.many {
            places[entry.name] = entries.count - 1
        }
    }

    private mutating func remove(at place: Int) {
        entries.remove(at: place)
        places = [:]
        guard entries.count >= Self.many else { return }
        for (place, entry) in entries.enumerated() { places[entry.name] = place }
    }

    private func find(_ name: UnsafeRawBufferPointer) -> Int? {
        guard entries.count < Self.many else { return places[String(decoding: name, as: UTF8.self)] }
        return entries.firstIndex { entry in
            entry.withName(name.isSame)
        }
    }
}

extension Variables.Entry {
    fileprivate var name: String {
        switch self {
        case .written(let name, _): name.string ?? ""
        case .given(let name, _): name
        }
    }

    fileprivate var word: Word {
        switch self {
        case .written(_, let value): Word(value.string ?? "", at: value)
        case .given(_, let word): word
        }
    }

    @inline(__always)
    fileprivate func withName<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch self {
        case .written(let name, _): name.withUTF8(body) ?? body(UnsafeRawBufferPointer(start: nil, count: 0))
        case .given(let name, _): name.withBytes(body)
        }
    }
}

extension Variables: Hashable {
    /// Whether both have the same names with the same values, in whichever order.
    package static func == (left: Variables, right: Variables) -> Bool {
        guard left.count == right.count else { return false }
        if left.isSameStorage(as: right) { return true }
        return left.entries.allSatisfy { entry in right[entry.name] == entry.word }
    }

    private func isSameStorage(as other: Variables) -> Bool {
        entries.withUnsafeBufferPointer { ours in
            other.entries.withUnsafeBufferPointer { ours.baseAddress == $0.baseAddress }
        }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(count) }
}

extension Variables: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Word)...) {
        for (name, word) in elements { self[name] = word }
    }

    /// In the order of the names.
    package init(_ words: [String: Word]) {
        for (name, word) in words.sorted(by: { $0.key < $1.key }) { self[name] = word }
    }
}
