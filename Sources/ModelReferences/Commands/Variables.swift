import KubernetesModel

/// The variables that a program sees, each name once, in the order in which they came.
///
/// Most say nothing about models, so what stands in the document stays there until somebody asks for it.
package struct Variables: Sendable {
    /// nil where there are none; shared until one of its owners changes it.
    private var table: VariableTable?

    package init() {}

    package var isEmpty: Bool { count == 0 }
    package var count: Int { table?.entries.count ?? 0 }
    package var names: [String] {
        guard let table else { return [] }
        return table.entries.map(table.name)
    }

    package subscript(name: String) -> Word? {
        get {
            guard let table, let place = name.withBytes(table.find) else { return nil }
            return table.word(table.entries[place])
        }
        set {
            let table = ownTable()
            let place = name.withBytes(table.find)
            if let newValue {
                table.set(name, newValue, at: place)
            } else if let place {
                table.remove(at: place)
            }
        }
    }

    package func contains(_ name: String) -> Bool { table.flatMap { name.withBytes($0.find) } != nil }

    /// The names that pass a test of their bytes.
    func names(where test: (UnsafeRawBufferPointer) -> Bool) -> [String] {
        guard let table else { return [] }
        var names: [String] = []
        for entry in table.entries where table.withName(entry, test) { names.append(table.name(entry)) }
        return names
    }

    /// Sets a variable to a string of the document that is no reference to other variables.
    mutating func set(_ name: Node, to value: Node) { ownTable().set(name, value) }

    mutating func reserveCapacity(_ count: Int) { ownTable().entries.reserveCapacity(count) }

    /// Both together; where both have a variable, that of `other` counts.
    func merging(_ other: Variables) -> Variables {
        guard let others = other.table else { return self }
        var merged = self
        for entry in others.entries { merged[others.name(entry)] = others.word(entry) }
        return merged
    }

    private mutating func ownTable() -> VariableTable {
        if isKnownUniquelyReferenced(&table), let table { return table }
        let own = VariableTable(copying: table)
        table = own
        return own
    }
}

// INVARIANT: only `Variables` has one, and changes it only while nobody else has it.
private final class VariableTable: @unchecked Sendable {
    /// Which variable stands where: a node of `document` with the bytes of its name in there, or an index among `given`.
    enum Entry {
        case written(name: UnsafeRawBufferPointer, value: Int)
        case given(Int)
    }

    var entries: [Entry] = []
    // INVARIANT: whatever is written stands in this document, and its bytes stay while we hold it.
    private var document: Document?
    private var given: [(name: String, word: Word)] = []
    /// The place of each name, once there are many.
    private var places: [String: Int] = [:]

    /// Below this a look at each name costs less than a table.
    private static let many = 32

    init(copying other: VariableTable?) {
        guard let other else { return }
        entries = other.entries
        document = other.document
        given = other.given
        places = other.places
    }

    // MARK: - Reading

    func find(_ name: UnsafeRawBufferPointer) -> Int? {
        guard entries.count < Self.many else { return places[String(decoding: name, as: UTF8.self)] }
        for (place, entry) in entries.enumerated() {
            switch entry {
            case .written(let ours, _):
                if Bytes.areSame(ours, name) { return place }
            case .given(let number):
                if given[number].name.withBytes({ Bytes.areSame($0, name) }) { return place }
            }
        }
        return nil
    }

    func name(_ entry: Entry) -> String {
        switch entry {
        case .written(let name, _): String(decoding: name, as: UTF8.self)
        case .given(let number): given[number].name
        }
    }

    func word(_ entry: Entry) -> Word? {
        switch entry {
        case .written(_, let index):
            guard let value = document?.node(at: index), let text = value.string else { return nil }
            return Word(text, at: value)
        case .given(let number): return given[number].word
        }
    }

    @inline(__always)
    func withName<Result>(_ entry: Entry, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch entry {
        case .written(let name, _): body(name)
        case .given(let number): given[number].name.withBytes(body)
        }
    }

    // MARK: - Writing

    func set(_ name: Node, _ value: Node) {
        let owner = document ?? name.document
        guard let text = name.utf8 else { return }
        guard owner === name.document, owner === value.document else {
            return set(name.string ?? "", Word(value.string ?? "", at: value), at: find(text))
        }
        document = owner
        set(.written(name: text, value: value.index), at: find(text))
    }

    func set(_ name: String, _ word: Word, at place: Int?) {
        given.append((name, word))
        set(.given(given.count - 1), at: place)
    }

    private func set(_ entry: Entry, at place: Int?) {
        if let place {
            entries[place] = entry
            return
        }
        entries.append(entry)
        if entries.count == Self.many {
            indexPlaces()
        } else if entries.count > Self.many {
            places[name(entry)] = entries.count - 1
        }
    }

    func remove(at place: Int) {
        entries.remove(at: place)
        indexPlaces()
    }

    private func indexPlaces() {
        places = [:]
        guard entries.count >= Self.many else { return }
        for (place, entry) in entries.enumerated() { places[name(entry)] = place }
    }
}

extension Variables: Hashable {
    /// Whether both have the same names with the same values, in whichever order.
    package static func == (left: Variables, right: Variables) -> Bool {
        guard left.table !== right.table else { return true }
        guard left.count == right.count, let ours = left.table else { return left.count == right.count }
        return ours.entries.allSatisfy { entry in right[ours.name(entry)] == ours.word(entry) }
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
