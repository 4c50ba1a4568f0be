/// Aliases and merge keys: copies of what stands on the tape already, under a limit of their own.
extension YAMLComposer {
    mutating func alias(_ events: borrowing YAMLEvents) throws(ParseError) {
        let mark = events.mark
        let name = events.anchor ?? ""
        guard let anchor = anchors[name] else { throw ParseError(unknownAnchor(name), at: mark.position) }
        guard !anchor.isOpen else { throw ParseError(cyclicAlias(name), at: mark.position) }
        aliases += 1
        guard aliases <= limits.aliases else { throw ParseError(tooManyAliases(limits.aliases), at: mark.position) }
        guard frames.count + anchor.height <= limits.depth else {
            throw ParseError(tooDeep(limits.depth), at: mark.position)
        }
        let from = anchor.isShelved ? shelf.tape[anchor.index] : tape[anchor.index]
        if wantsKey {
            var entry = from
            try makeKey(&entry, mark)
            try append(entry, mark)
        } else {
            guard !from.isNotFinite else { throw ParseError(notFinite, at: mark.position) }
            guard from.kind == .object || frames.last?.merges != true else {
                throw ParseError(notAMap, at: mark.position)
            }
            let size = from.isContainer ? Int(from.next) - anchor.index : 1
            try spend(size, mark)
            copy(anchor.index..<(anchor.index + size), isShelved: anchor.isShelved)
        }
        finish(height: anchor.height)
    }

    /// Counts what aliases and merge keys copy.
    private mutating func spend(_ size: Int, _ mark: Document.Mark) throws(ParseError) {
        copies += size
        guard copies <= limits.copies else { throw ParseError(tooManyCopies(limits.copies), at: mark.position) }
        guard tape.count + size <= limits.nodes else {
            throw ParseError(tooManyNodes(limits.nodes), at: mark.position)
        }
    }

    /// Appends a copy of a whole value; its positions stay those of the text that it was read from.
    private mutating func copy(_ range: Range<Int>, isShelved: Bool) {
        let shift = tape.count - range.lowerBound
        for index in range {
            // One by one: a slice of the tape would make the whole tape be copied when it grows.
            var entry = isShelved ? shelf.tape[index] : tape[index]
            if entry.isContainer { entry.next = UInt32(truncatingIfNeeded: Int(entry.next) + shift) }
            tape.append(entry)
            marks.append(isShelved ? shelf.marks[index] : marks[index])
        }
    }

    /// Dissolves the `<<` members of the object at `object`.
    mutating func merge(_ object: Int) throws(ParseError) {
        let size = tape.count - object
        let mark = marks[object]
        try spend(size, mark)
        // What is anchored inside is moved aside: its place on the tape is about to change.
        while let last = placedAnchors.last, last.index > object {
            placedAnchors.removeLast()
            guard let anchor = anchors[last.name], !anchor.isShelved, anchor.index == last.index else { continue }
            let end = tape[anchor.index].isContainer ? Int(tape[anchor.index].next) : anchor.index + 1
            try spend(end - anchor.index, mark)
            let index = shelf.add(anchor.index..<end, tape, marks)
            anchors[last.name] = Anchor(index: index, height: anchor.height, isOpen: false, isShelved: true)
        }
        var members = YAMLMergedMembers()
        try members.collect(object, tape, arena, marks)
        let merged = members.rewritten(at: object, tape, marks)
        tape.removeSubrange((object + 1)...)
        marks.removeSubrange((object + 1)...)
        tape += merged.tape
        marks += merged.marks
        tape[object].length = UInt32(truncatingIfNeeded: members.count)
        tape[object].next = UInt32(truncatingIfNeeded: tape.count)
    }
}

// MARK: - What the user reads

private let notFinite = "infinities and not-a-number have no place in JSON; quote it if it is a string"
private let notAMap = "a merge key '<<' wants an alias of a map, not of a list or a scalar"
private func unknownAnchor(_ name: String) -> String { "no anchor &\(name) stands before this alias" }
private func cyclicAlias(_ name: String) -> String { "the anchor &\(name) contains itself" }
private func tooDeep(_ limit: Int) -> String { "nested deeper than the limit of \(limit)" }
private func tooManyNodes(_ limit: Int) -> String { "more values than the limit of \(limit)" }
private func tooManyAliases(_ limit: Int) -> String { "more aliases than the limit of \(limit)" }
private func tooManyCopies(_ limit: Int) -> String { "aliases repeat more values than the limit of \(limit)" }
