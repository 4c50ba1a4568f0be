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
        guard references.isEmpty else { return commands }
        return commands
            + unknownImages(workload).map { image in
                RuleFinding(
                    code: .unreferenced, path: image.path, position: image.position, message: unknown(image),
                    subject: image.image, limit: action)
            }
    }

    private func unknownImages(_ workload: Workload) -> [ContainerImage] {
        workload.images.filter { image in !rule.nonModelImages.contains { $0.matches(image.image) } }
    }
}

// What a user reads.

private func unknown(_ image: ContainerImage) -> String {
    "\(quoted(image.image)) may hold a model that nobody sees, since no model reference was found; name the model in the "
        + "annotation pedigree.dev/model, or have the policy list the image under nonModelImages"
}

private func unreadable(_ command: OpaqueCommand) -> String {
    "the command cannot be read (\(printable(command.reason, limit: 200))) and may load a model that nobody sees; "
        + "write it out"
}
