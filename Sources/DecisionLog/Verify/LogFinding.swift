/// One thing that is wrong with a log.
package struct LogFinding: Sendable, Hashable {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The content of an entry does not give its hash.
        case changed
        /// A column, or a row about a model, says what the body does not.
        case columns
        /// A body that is none.
        case unreadable
        /// Entries are missing between two others, or before the first.
        case gap
        /// An entry does not continue the one before it.
        case broken
        /// Times run backwards.
        case time
        /// A chain ends before an entry of which another entry tells.
        case truncated
        /// A chain of which another entry tells is not there at all.
        case missing
        /// A chain has another entry at a place than another entry says.
        case replaced
        /// A checkpoint's signature is none by a trusted key, or is over something else.
        case signature
        /// No checkpoint is signed by a trusted key, though keys were given.
        case unsigned
    }

    package var code: Code
    /// nil for what is about the whole log.
    package var place: ChainPlace?
    package var message: String

    package init(_ code: Code, _ place: ChainPlace?, _ message: String) {
        (self.code, self.place, self.message) = (code, place, message)
    }
}

/// What a verification found.
package struct LogVerdict: Sendable, Hashable {
    package var chains = 0
    package var entries: Int64 = 0
    package var checkpoints = 0
    /// Checkpoints signed by a key that was given.
    package var signed = 0
    /// Entries behind the last one that another entry or a checkpoint of another chain vouches for: their removal from the
    /// end would not be noticed.
    package var tail: Int64 = 0
    /// Entries that no signature by a key that was given covers; nil where no key was given.
    package var unsignedTail: Int64?
    package var findings: [LogFinding] = []
    /// More were found than are listed.
    package var isTruncated = false

    package var isGood: Bool { findings.isEmpty }

    package init() {}
}
