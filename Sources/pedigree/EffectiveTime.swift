import Foundation
import KubernetesModel
import PolicyEngine

/// The time that a command judges by.
enum EffectiveTime {
    /// RFC 3339; now where nothing is given. A bare date is refused: it could mean its beginning or its end.
    static func parse(_ text: String?, option: String = "--effective-time") throws -> Date {
        try given(text, option: option) ?? Date()
    }

    /// The same; nil where nothing is given.
    static func given(_ text: String?, option: String) throws -> Date? {
        guard let text else { return nil }
        guard text.utf8.contains(UInt8(ascii: ":")), let stamp = Timestamp(text) else {
            throw UsageError(message: notATime(option, text))
        }
        return stamp.date
    }
}

private func notATime(_ option: String, _ text: String) -> String {
    "\(option): \(quoted(text)) is no RFC 3339 time such as 2027-01-31T12:00:00Z"
}
