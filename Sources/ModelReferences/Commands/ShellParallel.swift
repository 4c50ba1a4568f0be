/// GNU parallel: `parallel hf download ::: org/a org/b`.
extension ShellEvaluator {
    mutating func runParallel(_ invocation: ShellInvocation, input: ShellInput) throws(ShellStop) -> Word? {
        let end = invocation.words.firstIndex { [":::", "::::", ":::+", "::::+"].contains($0.text) }
        let prefix = CommandPrefix(
            names: [],
            valueFlags: ["-j", "--jobs", "-n", "-N", "--delay", "--retries", "--halt", "-I", "--colsep", "-a"])
        guard let (words, _) = prefix.strip(invocation.words[..<(end ?? invocation.words.endIndex)]) else { return nil }
        for item in items(behind: end, of: invocation, input) {
            let isNamed = words.contains { $0.text.contains("{}") }
            var inner = words.map { $0.replacing("{}", by: item) }
            if !isNamed { inner.append(item) }
            try charge(inner.reduce(0) { $0 + $1.text.utf8.count })
            // Its words make one line, which a shell reads.
            var line = origin.known(inner.map(\.text).joined(separator: " "))
            line = line.doubted(all: inner.flatMap(\.unresolved))
            _ = try runProcess(script: line, name: nil, arguments: [], environment: invocation.environment)
        }
        return nil
    }

    /// What stands behind `:::`, else the lines of the standard input.
    private func items(behind end: Int?, of invocation: ShellInvocation, _ input: ShellInput) -> [Word] {
        if let end {
            let items = invocation.words[(end + 1)...]
            let isPlain = invocation.words[end].text == ":::" && !items.contains { $0.text.hasPrefix(":::") }
            return isPlain ? Array(items) : [origin.unknown("parallel", text: "$(parallel)")]
        }
        guard case .known(let text) = input else { return [origin.unknown("parallel", text: "$(parallel)")] }
        return text.text.utf8.split(separator: Byte.newline).map {
            text.with(text: String(decoding: $0, as: UTF8.self))
        }
    }
}
