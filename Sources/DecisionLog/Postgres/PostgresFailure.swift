extension LogFailure {
    /// What PostgreSQL complains of, by its SQLSTATE (appendix A of its manual), in words that say what can be done.
    ///
    /// - Parameter words: the primary message, which holds no values.
    init(_ title: String, state: String, words: String) {
        let (kind, remedy) = Self.meaning(of: state)
        let text = words.isEmpty ? "error \(state)" : words
        self.init(kind, remedy.map { "\(title): \(text); \($0)" } ?? "\(title): \(text)")
    }

    private static func meaning(of state: String) -> (Kind, String?) {
        switch state {
        case "28P01", "28000": (.settings, wrongPassword)
        case "3D000": (.settings, noDatabase)
        case "42501": (.settings, noPermission)
        case "3F000": (.settings, noSchema)
        case "42P01", "42703", "42804", "42883": (.schema, otherTables)
        case "23505": (.damaged, "an entry stands at its place already")
        case "23502", "22021": (.damaged, nil)
        case "25006": (.unavailable, isStandby)
        case "53100": (.unavailable, "entries are written again when there is room")
        case "53300": (.unavailable, "raise max_connections, or use fewer replicas")
        case "57014", "55P03": (.unavailable, "it is tried again")
        default: (.unavailable, nil)
        }
    }

    /// What libpq says of a connection that did not come to be, with PQERRORS_VERBOSE: `… FATAL:  28P01: words`.
    init(_ title: String, connecting text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.hasPrefix("LOCATION:") && !$0.isEmpty }
        let words = lines.joined(separator: "; ")
        if let (state, rest) = lines.lazy.compactMap(Self.state).first {
            self.init(title, state: state, words: rest)
            return
        }
        // What libpq itself complains of has no code. It speaks English: nobody sets a locale.
        let isSetting = ["no password supplied", "certificate", "invalid ", "server does not support SSL"]
            .contains { words.contains($0) }
        self.init(isSetting ? .settings : .unavailable, "\(title): \(words.isEmpty ? cannotConnect : words)")
    }

    private static func state(_ line: String) -> (state: String, words: String)? {
        for severity in ["FATAL:  ", "ERROR:  ", "PANIC:  "] {
            guard let start = line.firstRange(of: severity)?.upperBound else { continue }
            let rest = line[start...]
            let state = rest.prefix(5)
            guard state.count == 5, state.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }),
                rest.dropFirst(5).hasPrefix(": ")
            else { continue }
            return (String(state), String(rest.dropFirst(7)))
        }
        return nil
    }
}

// MARK: - What the user reads

private let cannotConnect = "the server does not answer"
private let wrongPassword = "check the user, and the password in the password file or in PGPASSFILE"
private let noDatabase = "make it with CREATE DATABASE … ENCODING 'UTF8'"
private let noPermission = "the user must own the database's schema, or have the right to make tables in it"
private let noSchema = "the connection's search_path names no schema that is there"
private let otherTables = "its tables are not those of a decision log"
private let isStandby = "the server is a standby or read-only; name the primary, or add target_session_attrs=read-write"
