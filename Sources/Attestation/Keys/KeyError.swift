/// Why a key cannot be used.
package struct KeyError: Error, Sendable, Hashable {
    /// A half-sentence that can follow "key.pub:".
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}
