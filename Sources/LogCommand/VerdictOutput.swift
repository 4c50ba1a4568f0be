import DecisionLog
import KubernetesModel

extension LogVerdict {
    /// For people: what was found, then what was looked at, then what nobody vouches for.
    package func text(_ location: String) -> String {
        var lines = findings.map { finding in
            let place = finding.place.map { "\(printable($0.writer, limit: 40)) \($0.sequence): " } ?? ""
            return "\(finding.code.rawValue): \(place)\(printable(finding.message, limit: 1000))"
        }
        if isTruncated { lines.append(more(findings.count)) }
        lines.append("\(isGood ? "good" : "NOT GOOD"): \(printable(location)): \(counted)")
        if tail > 0 { lines.append(unvouched(tail)) }
        if let unsignedTail, unsignedTail > 0 { lines.append(uncovered(unsignedTail)) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var counted: String {
        var parts = [count(entries, "entry", "entries"), "in", count(Int64(chains), "chain", "chains") + ","]
        parts.append(count(Int64(checkpoints), "checkpoint", "checkpoints"))
        if unsignedTail != nil { parts.append("(\(signed) signed by a key given)") }
        return parts.joined(separator: " ")
    }

    package func json(_ location: String) -> String {
        var writer = JSONWriter(pretty: true)
        writer.object { root in
            root.member("log", location)
            root.member("good", isGood)
            root.member("chains", chains)
            root.member("entries", Int(entries))
            root.member("checkpoints", checkpoints)
            root.member("signedCheckpoints", signed)
            root.member("entriesNobodyVouchesFor", Int(tail))
            if let unsignedTail { root.member("entriesWithoutSignature", Int(unsignedTail)) }
            root.key("findings")
            root.array { list in
                for finding in findings { list.object { Self.write(finding, to: &$0) } }
            }
            root.member("findingsAreTruncated", isTruncated)
        }
        return writer.text + "\n"
    }

    private static func write(_ finding: LogFinding, to writer: inout JSONWriter) {
        writer.member("code", finding.code.rawValue)
        if let place = finding.place {
            writer.member("writer", place.writer)
            writer.member("sequence", Int(place.sequence))
        }
        writer.member("message", finding.message)
    }
}

// MARK: - What the user reads

private func count(_ number: Int64, _ one: String, _ many: String) -> String { "\(number) \(number == 1 ? one : many)" }
private func more(_ count: Int) -> String { "more was found than these \(count)" }
private func unvouched(_ count: Int64) -> String {
    """
    note: no other chain has seen the last \(count) of these entries: their removal from the end would not be noticed here. \
    The next start of a writer names them.
    """
}
private func uncovered(_ count: Int64) -> String { "note: no signature covers \(count) of these entries yet" }
