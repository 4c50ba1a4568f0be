import FoundationEssentials
import KubernetesModel
import ModelReferences

/// Every policy and exception of one directory, checked and ready to judge: a value that never changes.
package struct PolicySet: Sendable {
    package var policies: [ModelProvenancePolicy]
    package var exceptions: [PolicyException]
    /// `sha256:` over the documents' canonical form: the same on every replica that loaded the same files.
    package var digest: String

    package init(policies: [ModelProvenancePolicy], exceptions: [PolicyException], digest: String) {
        self.policies = policies
        self.exceptions = exceptions
        self.digest = digest
    }
}

/// A document of kind `ModelProvenancePolicy` (`pedigree.dev/v1alpha1`).
package struct ModelProvenancePolicy: Sendable, Hashable {
    package var name: String
}

/// A document of kind `PolicyException` (`pedigree.dev/v1alpha1`).
package struct PolicyException: Sendable, Hashable {
    package var name: String
    package var expires: Date
}
