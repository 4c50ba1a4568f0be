import Attestation

/// Finds what was changed, dropped, reordered or put into a log. Takes the entries of each chain in their order, chains one
/// after the other or mixed, and then once more those that others vouch for; keeps a few numbers of each chain.
package struct LogVerifier {
    /// That a chain has, or had, an entry with this hash.
    package struct Claim: Sendable, Hashable {
        package var sequence: Int64
        package var hash: [UInt8]
        /// The entry that says so.
        package var by: ChainPlace
    }

    private let check: EntryCheck
    private let hasKeys: Bool
    /// Whether entries were left out on purpose, as an export with filters does.
    private let isPartial: Bool
    private var walks: [String: ChainWalk] = [:]
    /// The furthest of each chain: a chain's hash vouches for all before it, so that others would add nothing.
    private var claims: [String: Claim] = [:]
    private var openers: [String: Claim] = [:]
    private var removed: [String: Claim] = [:]
    private var signed: [String: Int64] = [:]
    /// Up to where writers have signed their own chains.
    private var signedByItself: [String: Int64] = [:]
    private var verdict = LogVerdict()

    /// - Parameter keys: those that checkpoints must be signed by; none: signatures are not looked at.
    package init(keys: [PublicKey] = [], isPartial: Bool = false) {
        check = EntryCheck(keys: keys)
        hasKeys = !keys.isEmpty
        self.isPartial = isPartial
    }

    package var entries: Int64 { verdict.entries }

    package mutating func take(_ entry: SealedEntry) {
        verdict.entries += 1
        let (body, findings) = check.findings(entry)
        report(findings)
        if var walk = walks[entry.place.writer] {
            report(walk.step(entry, isPartial: isPartial))
            walks[entry.place.writer] = walk
        } else {
            walks[entry.place.writer] = ChainWalk(entry)
        }
        if let body { note(body, entry) }
    }

    /// A row that cannot even be read.
    package mutating func damaged(_ place: ChainPlace, _ reason: String) {
        report([LogFinding(.unreadable, place, reason)])
    }

    private mutating func note(_ body: EntryBody, _ entry: SealedEntry) {
        switch body {
        case .opened(let opened):
            for span in opened.chains {
                claim(span, entry.place)
                Self.keep(Claim(sequence: span.last, hash: span.hash, by: entry.place), span.writer, in: &openers)
            }
        case .checkpoint(let checkpoint): note(checkpoint, entry)
        case .removed(let span):
            Self.keep(Claim(sequence: span.last, hash: span.hash, by: entry.place), span.writer, in: &removed)
        default: break
        }
    }

    private mutating func note(_ checkpoint: EntryBody.Checkpoint, _ entry: SealedEntry) {
        verdict.checkpoints += 1
        let (signing, findings) = check.signing(checkpoint, entry.place)
        report(findings)
        if signing == .trusted { verdict.signed += 1 }
        // Else a signature of one writer, which names all chains that it saw, could be put into another's.
        guard let own = checkpoint.chains.first, own.writer == entry.place.writer else {
            report([LogFinding(.signature, entry.place, foreignCheckpoint)])
            return
        }
        if signing == .trusted, own.last == entry.place.sequence - 1, own.hash == entry.previous {
            signedByItself[own.writer] = max(signedByItself[own.writer] ?? 0, own.last)
        }
        for span in checkpoint.chains {
            if span.writer == entry.place.writer {
                guard span.last == entry.place.sequence - 1, span.hash == entry.previous else {
                    report([LogFinding(.signature, entry.place, foreignCheckpoint)])
                    continue
                }
            } else {
                claim(span, entry.place)
            }
            if signing == .trusted { signed[span.writer] = max(signed[span.writer] ?? 0, span.last) }
        }
    }

    private mutating func claim(_ span: ChainSpan, _ place: ChainPlace) {
        Self.keep(Claim(sequence: span.last, hash: span.hash, by: place), span.writer, in: &claims)
    }

    private static func keep(_ claim: Claim, _ writer: String, in claims: inout [String: Claim]) {
        guard let other = claims[writer], other.sequence >= claim.sequence else {
            claims[writer] = claim
            return
        }
    }

    /// The entries that must be looked at once more, after all were taken.
    package var unconfirmed: [ChainPlace] {
        var places: [ChainPlace] = []
        for (writer, walk) in walks {
            for claim in [claims[writer], removed[writer]] {
                guard let claim, walk.first.sequence <= claim.sequence, claim.sequence <= walk.last else { continue }
                places.append(ChainPlace(writer: writer, sequence: claim.sequence))
            }
        }
        return places
    }

    /// One of these; others are passed over.
    package mutating func confirm(_ entry: SealedEntry) {
        let writer = entry.place.writer
        if let claim = claims[writer], claim.sequence == entry.place.sequence {
            if claim.hash != entry.hash { report([LogFinding(.replaced, entry.place, replaced(claim.by))]) }
        }
        if let claim = removed[writer], claim.sequence == entry.place.sequence, claim.hash != entry.hash {
            report([LogFinding(.replaced, entry.place, replaced(claim.by))])
        }
    }

    package mutating func finish() -> LogVerdict {
        verdict.chains = walks.count
        if !isPartial {
            for writer in walks.keys.sorted() { checkStart(writer) }
            for writer in claims.keys.sorted() { checkEnd(writer) }
        }
        for (writer, walk) in walks {
            let vouched = max(claims[writer]?.sequence ?? 0, walk.first.sequence - 1)
            if !isPartial { verdict.tail += max(walk.last - vouched, 0) }
        }
        guard hasKeys else { return verdict }
        verdict.unsignedTail = walks.reduce(0) { sum, walk in
            let covered = max(coverage(walk.key, 0), walk.value.first.sequence - 1)
            return sum + max(walk.value.last - covered, 0)
        }
        if verdict.signed == 0, verdict.entries > 0 { report([LogFinding(.unsigned, nil, nothingSigned)]) }
        return verdict
    }

    /// A chain begins with its first entry, or behind what was removed for its age.
    private mutating func checkStart(_ writer: String) {
        guard let walk = walks[writer] else { return }
        let place = ChainPlace(writer: writer, sequence: walk.first.sequence)
        guard walk.first.sequence > 1 else {
            if walk.first.previous != EntryHash.none { report([LogFinding(.broken, place, noBeginning)]) }
            return
        }
        guard let claim = removed[writer], claim.sequence >= walk.first.sequence - 1 else {
            report([LogFinding(.gap, place, beginningGone(walk.first.sequence - 1))])
            return
        }
        checkRemoval(claim)
        guard claim.sequence == walk.first.sequence - 1, claim.hash != walk.first.previous else { return }
        report([LogFinding(.broken, place, removedOther(claim.by))])
    }

    /// Whoever can write the database could say that entries were removed for their age; only writers can sign it.
    private mutating func checkRemoval(_ claim: Claim) {
        guard hasKeys, signedByItself[claim.by.writer] ?? 0 < claim.by.sequence else { return }
        report([LogFinding(.unsigned, claim.by, removalUnsigned)])
    }

    /// A chain goes at least as far as others have seen it.
    private mutating func checkEnd(_ writer: String) {
        guard let claim = claims[writer] else { return }
        let place = ChainPlace(writer: writer, sequence: claim.sequence)
        if let gone = removed[writer], gone.sequence >= claim.sequence {
            if walks[writer] == nil { checkRemoval(gone) }
            if gone.sequence == claim.sequence, gone.hash != claim.hash {
                report([LogFinding(.replaced, place, replaced(claim.by))])
            }
            return
        }
        guard let walk = walks[writer] else {
            report([LogFinding(.missing, place, chainGone(claim.sequence, claim.by))])
            return
        }
        guard walk.last >= claim.sequence else {
            report([LogFinding(.truncated, place, cut(walk.last, claim.sequence, claim.by))])
            return
        }
        // Between the first and the last there is a gap at that place, which was told already.
    }

    /// Up to which entry signatures vouch for a chain: directly, or through the first entry of a chain that they vouch for.
    private func coverage(_ writer: String, _ depth: Int) -> Int64 {
        let direct = signed[writer] ?? 0
        guard depth < 64, let opener = openers[writer], opener.sequence > direct else { return direct }
        return coverage(opener.by.writer, depth + 1) >= opener.by.sequence ? opener.sequence : direct
    }

    private mutating func report(_ findings: [LogFinding]) {
        let room = Self.mostFindings - verdict.findings.count
        if findings.count > room { verdict.isTruncated = true }
        verdict.findings += findings.prefix(max(room, 0))
    }

    private static let mostFindings = 1000
}

// MARK: - What the user reads

private func name(_ place: ChainPlace) -> String { "entry \(place.sequence) of chain \(place.writer)" }
private let foreignCheckpoint = "its checkpoint is about another place of its chain: it was put here"
private let removalUnsigned =
    "it says that entries were removed for their age, and no signature by its own writer covers it"
private let noBeginning = "it is the first of its chain, and builds on another"
private let nothingSigned =
    "no checkpoint is signed by a key given: whoever can write the database could have made all of it anew"
private func replaced(_ by: ChainPlace) -> String { "another entry stood here when \(name(by)) was written" }
private func beginningGone(_ last: Int64) -> String {
    "the chain's beginning, up to entry \(last), is missing, and no entry says that it was removed for its age"
}
private func removedOther(_ by: ChainPlace) -> String {
    "it does not continue what \(name(by)) says was removed for its age"
}
private func chainGone(_ count: Int64, _ by: ChainPlace) -> String {
    "the whole chain is missing: \(name(by)) has seen it with \(count) entries"
}
private func cut(_ last: Int64, _ seen: Int64, _ by: ChainPlace) -> String {
    "the chain ends at entry \(last), and \(name(by)) has seen it with \(seen)"
}
