import Attestation

/// What an OpenSSF model signature covers: files by name and digest, and a root over them.
package struct SignedModel: Sendable {
    package var files: Int

    /// INVARIANT: the root digest is over the files' digests and not over their names, so that it means something only
    /// where it is the root of the very list that was signed, and the list one that cannot be read in two ways.
    init(_ statement: Statement) throws(MalformedPredicate) {
        do throws(Rejection) {
            files = Set(try ModelManifest.read(statement).resources.map(\.path)).count
        } catch {
            throw MalformedPredicate(error.reason)
        }
    }
}
