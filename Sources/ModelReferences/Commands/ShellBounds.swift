/// What is said of a script that exceeds what is followed.
///
/// Scripts that people write are far below these bounds, so one above them is never let pass unseen: what it runs is
/// `unresolved` in any container, server or not.
enum ShellBounds {
    static let tooLong = "is longer than can be followed"
    static let tooMuch = "does more than can be followed"
    static let tooDeep = "runs scripts within scripts more deeply than can be followed"

    static func isExceeded(_ reason: String) -> Bool { [tooLong, tooMuch, tooDeep].contains { reason.contains($0) } }
}
