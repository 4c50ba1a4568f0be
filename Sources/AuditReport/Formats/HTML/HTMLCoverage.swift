import CheckCommand
import KubernetesModel

/// What was looked at, and what was not.
struct HTMLCoverage {
    let audit: Audit

    var section: HTMLText {
        """
        <section id="coverage" aria-labelledby="coverage-head">
        <h2 id="coverage-head">Coverage</h2>
        \(problems)\(kinds)</section>

        """
    }

    static func line(_ problem: InputProblem) -> HTMLText {
        let place: HTMLText? = problem.position.map { ":\($0.line)" }
        return "<bdi>\(problem.file)</bdi>\(place): <bdi>\(problem.message)</bdi>"
    }

    private var problems: HTMLText {
        guard !audit.problems.isEmpty else {
            return "<p>All that was asked for was read.</p>\n"
        }
        let items = audit.problems.prefix(Self.most).map { "<li>\(Self.line($0))</li>\n" as HTMLText }
        return """
            <h3>What could not be looked at</h3>
            <ul class="findings">
            \(items)</ul>
            \(HTMLWords.remainder(audit.problems.count - items.count))
            """
    }

    private var kinds: HTMLText {
        let kinds = audit.coverage.kinds
        guard !kinds.isEmpty else { return "<p class=\"empty\">No kind of object was listed.</p>\n" }
        let rows = kinds.prefix(Self.most).map(row)
        return HTMLWords.scrolling(
            "What was looked at, by kind",
            HTMLWords.table(
                "By kind",
                [
                    "Kind", "Objects", "Serving a model", "Made by controllers", "No policy", "Ended", "Undecided",
                    "Read",
                ], rows,
                numbers: 1..<7))
            + HTMLWords.remainder(kinds.count - rows.count)
    }

    private func row(_ kind: Coverage.Kind) -> HTMLText {
        let numbers = [kind.objects, kind.serving, kind.children, kind.uncovered, kind.ended, kind.undecided].map {
            "<td class=\"num\">\($0.grouped)</td>" as HTMLText
        }
        let state =
            kind.failure.map { HTMLWords.status(.undecided, "undecided", "<bdi>\($0)</bdi>") }
            ?? HTMLWords.status(.allowed, "allowed", "to the end")
        return "<tr><th scope=\"row\"><bdi>\(kind.name)</bdi></th>\(numbers)<td>\(state)</td></tr>\n"
    }

    private static let most = 500
}
