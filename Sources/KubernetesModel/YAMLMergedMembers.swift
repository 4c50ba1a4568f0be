/// Values set aside because an alias may still name them, while their place on the tape is rewritten.
struct YAMLShelf {
    var tape: [Document.Entry] = []
    var marks: [Document.Mark] = []

    mutating func add(_ scalar: Document.Entry, _ mark: Document.Mark) -> Int {
        tape.append(scalar)
        marks.append(mark)
        return tape.count - 1
    }

    /// Keeps a copy of one whole value; returns where.
    mutating func add(_ range: Range<Int>, _ tape: [Document.Entry], _ marks: [Document.Mark]) -> Int {
        let start = self.tape.count
        for index in range {
            var entry = tape[index]
            if entry.isContainer { entry.next = UInt32(truncatingIfNeeded: Int(entry.next) - range.lowerBound + start) }
            self.tape.append(entry)
            self.marks.append(marks[index])
        }
        return start
    }
}

/// The members of an object whose `<<` keys are dissolved.
///
/// go-yaml v2 works through an object from top to bottom, and what comes later wins, be it merged or written out: a key
/// that stands *before* a `<<` is overridden by it. The specification of merge keys says otherwise, but what counts is
/// what the cluster would get. Within a list of maps the first wins.
struct YAMLMergedMembers {
    private struct Member {
        var key: Int
        var isMerged: Bool
    }

    private var members: [Member] = []
    private var places: [ArraySlice<UInt8>: Int] = [:]

    var count: Int { members.count }

    mutating func collect(
        _ object: Int, _ tape: [Document.Entry], _ arena: [UInt8], _ marks: [Document.Mark]
    ) throws(ParseError) {
        var key = object + 1
        let stop = Int(tape[object].next)
        while key < stop {
            if tape[key].truth {
                try merge(key + 1, tape, arena, marks)
            } else if let place = set(Member(key: key, isMerged: false), tape, arena), !place.isMerged {
                throw ParseError(duplicateKey, at: marks[key].position)
            }
            key = after(key + 1, tape)
        }
    }

    /// Merges the map, or the list of maps, at `value`.
    private mutating func merge(
        _ value: Int, _ tape: [Document.Entry], _ arena: [UInt8], _ marks: [Document.Mark]
    ) throws(ParseError) {
        var maps: [Int] = []
        switch tape[value].kind {
        case .object: maps = [value]
        case .array:
            var element = value + 1
            while element < Int(tape[value].next) {
                maps.append(element)
                element = after(element, tape)
            }
        default: break
        }
        guard tape[value].isContainer, maps.allSatisfy({ tape[$0].kind == .object }) else {
            throw ParseError(notMaps, at: marks[value].position)
        }
        for map in maps.reversed() {
            var key = map + 1
            while key < Int(tape[map].next) {
                _ = set(Member(key: key, isMerged: true), tape, arena)
                key = after(key + 1, tape)
            }
        }
    }

    /// Sets a member; returns the one that it takes the place of.
    private mutating func set(_ member: Member, _ tape: [Document.Entry], _ arena: [UInt8]) -> Member? {
        let entry = tape[member.key]
        let text = arena[Int(entry.offset)..<(Int(entry.offset) + Int(entry.length))]
        guard let place = places[text] else {
            places[text] = members.count
            members.append(member)
            return nil
        }
        defer { members[place] = member }
        return members[place]
    }

    /// The members as they shall stand behind the entry at `object`.
    func rewritten(
        at object: Int, _ tape: [Document.Entry], _ marks: [Document.Mark]
    ) -> (tape: [Document.Entry], marks: [Document.Mark]) {
        var result: (tape: [Document.Entry], marks: [Document.Mark]) = ([], [])
        for member in members {
            let shift = object + 1 + result.tape.count - member.key
            for index in member.key..<after(member.key + 1, tape) {
                var entry = tape[index]
                if entry.isContainer { entry.next = UInt32(truncatingIfNeeded: Int(entry.next) + shift) }
                result.tape.append(entry)
                result.marks.append(marks[index])
            }
        }
        return result
    }

    private func after(_ value: Int, _ tape: [Document.Entry]) -> Int {
        tape[value].isContainer ? Int(tape[value].next) : value + 1
    }
}

// MARK: - What the user reads

private let notMaps = "a merge key '<<' wants a map or a list of maps"
private let duplicateKey = "this key stands in the object already"
