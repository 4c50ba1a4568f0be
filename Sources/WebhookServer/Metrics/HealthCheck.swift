/// One part that must be there, as a line of `/readyz?verbose` says it.
struct HealthCheck: Sendable, Hashable {
    enum State: String, Sendable, Hashable {
        case ok = "+"
        /// It serves, and somebody should look at it.
        case warning = "!"
        case failed = "-"
    }

    var name: String
    var state: State
    var text: String

    init(_ name: String, _ state: State, _ text: String) {
        self.name = name
        self.state = state
        self.text = text
    }

    init(_ source: ReloadStatus) {
        let what = source.digest.map { " \($0)" } ?? ""
        let good = "ok: generation \(source.generation)\(what)"
        // One line each, and none that a message could forge.
        let error = source.error?.split(whereSeparator: \.isNewline).joined(separator: "; ")
        switch (source.isLoaded, error) {
        case (false, let error): self.init(source.name, .failed, "not loaded: \(error ?? "not read yet")")
        case (true, nil): self.init(source.name, .ok, good)
        case (true, let error?):
            self.init(source.name, .warning, "\(good) stays, as the newest was refused: \(error)")
        }
    }

    var line: String { "[\(state.rawValue)]\(name) \(text)" }
}
