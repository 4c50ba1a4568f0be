/// The policy set that `pedigree policy init` writes: the one that ships in `policies/`.
package enum InitialSet {
    package struct File: Sendable, Hashable {
        /// Below the directory that is written.
        package var name: String
        package var text: String
    }

    /// What works as it is.
    package static let files = [
        File(name: "baseline.yaml", text: baseline),
        File(name: "strict.yaml", text: strict),
        File(name: "README.md", text: readme),
    ]

    /// What asks for evidence, with trust roots that must be replaced.
    package static let evidenceFiles = [
        File(name: "production.yaml", text: production),
        File(name: "evidence-rollout.yaml", text: evidenceRollout),
        File(name: "sources.yaml", text: sources),
        File(name: "demo/trust-roots.yaml", text: demoTrustRoots),
        File(name: "demo/eval-runner.pub", text: demoEvalRunner),
        File(name: "demo/trainer.pub", text: demoTrainer),
        File(name: "evidence/README.md", text: evidenceReadme),
    ]
}
