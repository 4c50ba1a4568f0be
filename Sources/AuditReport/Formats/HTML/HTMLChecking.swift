import FoundationEssentials
import PolicyEngine

/// How a reader finds out by himself whether this page says the truth.
struct HTMLChecking {
    let audit: Audit

    var section: HTMLText {
        """
        <section id="check" aria-labelledby="check-head">
        <h2 id="check-head">How to check this</h2>
        <p>Nothing here has to be believed. Each answer names what it rests on, and can be had again from there.</p>
        <ol class="steps">
        \(policies)\(verdict)\(log)\(evidence)</ol>
        </section>

        """
    }

    private var policies: HTMLText {
        let commit = audit.policyCommit.map { "git checkout \(ShellWord.quoted($0))" }
        let commands = [commit, "pedigree policy digest \(ShellWord.quoted(audit.policies.origin))"].compactMap(\.self)
        return step(
            "The policies are these",
            "The digest must be <code>\(audit.policies.digest)</code>. It is the same for the same documents, in whatever files.",
            commands)
    }

    private var verdict: HTMLText {
        step(
            "The verdicts are those of the gate",
            "The webhook, <code>check</code> and this audit judge by the same code. A manifest of one workload, with the same "
                + "policies and as of the same time, gives the same findings.",
            [
                "pedigree check --policy \(ShellWord.quoted(audit.policies.origin)) "
                    + "--effective-time \(Timestamp.string(audit.time)) MANIFEST.yaml"
            ])
    }

    private var log: HTMLText {
        guard let log = audit.log else { return "" }
        let place = ShellWord.quoted(log.place)
        return step(
            "Nobody has changed the log",
            "Entries are chained by their digests. The key is the one that <code>serve --log-checkpoint-key</code> signs with; "
                + "without it a log that was made anew as a whole looks good. A decision is found by the request that its workload names.",
            [
                "pedigree audit verify-log \(place) --key checkpoint.pub",
                "pedigree audit export \(place) --kind reviewed | grep REQUEST",
            ])
    }

    private var evidence: HTMLText {
        step(
            "The evidence says so",
            "Each piece is named by its place and its digest. Get it from there, and take it through the steps of the gate.",
            [
                "sha256sum EVIDENCE",
                "pedigree verify EVIDENCE --policy \(ShellWord.quoted(audit.policies.origin)) --subject REFERENCE",
            ])
    }

    private func step(_ title: HTMLText, _ words: HTMLText, _ commands: [String]) -> HTMLText {
        let lines = commands.map { "<code>\($0)</code>\n" as HTMLText }
        return "<li><h3>\(title)</h3>\n<p>\(words)</p>\n<pre tabindex=\"0\">\(lines)</pre></li>\n"
    }
}

extension LogSummary {
    /// As the commands of the log take it.
    fileprivate var place: String { title.hasPrefix("SQLite ") ? String(title.dropFirst(7)) : title }
}
