import KubernetesModel

/// What one rule has against one field, before exceptions are applied.
package struct RuleFinding: Sendable, Hashable {
    package var code: ReasonCode
    package var path: FieldPath
    package var position: SourcePosition
    package var message: String
    /// The reference or image that it is about; nil where it is about something else.
    package var subject: String?
    /// The strongest that this finding may do, whatever its policy's action is.
    package var limit: ValidationAction = .deny
    /// Whether it bears on the pinning of the reference alone: the part that is asked of a controller's children too.
    package var isAboutPinning = false
    /// The rule that an exception must name to waive it, where the code does not say it.
    package var rule: String?
}
