import ModelReferences

/// Who can be asked what a target is now. Each is a function, so that a test can answer instead of a service.
package struct Resolvers: Sendable {
    package typealias Resolve = @Sendable (PinTarget) throws(ResolveFailure) -> Resolution

    package var resolve: Resolve

    package init(_ resolve: @escaping Resolve) { self.resolve = resolve }

    /// Nobody is asked: `--offline`.
    package static let offline = Resolvers { target throws(ResolveFailure) in
        throw ResolveFailure(refused, remedy: leaveOut)
    }
}

/// What a service said of a target.
package struct Resolution: Sendable, Hashable {
    package var pin: Pin
    /// What a user should know beside it: a renamed repository, candidates for the dataset.
    package var notes: [String]

    package init(_ pin: Pin, notes: [String] = []) {
        self.pin = pin
        self.notes = notes
    }
}

/// Why nobody could say what a target is now.
package struct ResolveFailure: Error, Sendable, Hashable {
    package var reason: String
    package var remedy: String?

    package init(_ reason: String, remedy: String? = nil) {
        self.reason = reason
        self.remedy = remedy
    }
}

// What a user reads.

private let refused = "--offline forbids to ask"
private let leaveOut = "leave out --offline"
