import KubernetesModel

/// What bears on the model in one object: two objects with equal fingerprints serve the same thing in the same way.
///
/// References with their path (list items keyed by name), value, consumer image, endpoint context, role and traffic
/// share; the fields that decide how they are consumed (command, args, env, mounts, volumes, serviceAccountName,
/// runtime, baseRefs); and every `pedigree.dev/*` annotation.
package struct Fingerprint: Sendable, Hashable {
    package let parts: [String]

    package init(parts: [String]) { self.parts = parts }
}
