import KubernetesModel
import ModelReferences

/// Looks at workloads in which no model reference was found, where the policy asks for it.
struct UnreferencedCheck {
    let rule: PinnedModelRule

    func findings(_ workload: Workload, references: [ModelReference]) -> [RuleFinding] {
        guard let action = rule.unreferenced, workload.isWorkload else { return [] }
        let commands = workload.opaqueCommands.map { command in
            RuleFinding(
                code: .unreferenced, path: command.path, position: command.position,
                message: unreadable(command), limit: action)
        }
        // An annotation says which model an image holds and vouches for nothing: what it says counts for an image that
        // cannot change, and for no other.
        guard references.allSatisfy(\.isDeclared) else { return commands }
        return commands
            + unknownImages(workload, isDeclared: !references.isEmpty).map { image in
                RuleFinding(
                    code: .unreferenced, path: image.path, position: image.position, message: unknown(image),
                    subject: image.image, limit: action)
            }
    }

    private func unknownImages(_ workload: Workload, isDeclared: Bool) -> [ContainerImage] {
        workload.images.filter { image in
            guard let parsed = ImageReference(image.image) else { return true }
            if isDeclared, parsed.digest != nil { return false }
            return !rule.nonModelImages.contains { $0.matches(parsed) }
        }
    }
}

extension ModelReference {
    /// Whether an annotation of ours names it, and no field that a tool reads.
    fileprivate var isDeclared: Bool { path.description.contains("annotations[\"pedigree.dev/model") }
}

// What a user reads.

private func unknown(_ image: ContainerImage) -> String {
    "\(quoted(image.image)) may hold a model that nobody sees, since no model reference was found; name the model in the "
        + "annotation pedigree.dev/model and the image by its digest, or have the policy list it under nonModelImages"
}

private func unreadable(_ command: OpaqueCommand) -> String {
    "the command cannot be read (\(printable(command.reason, limit: 200))) and may load a model that nobody sees; "
        + "write it out"
}
