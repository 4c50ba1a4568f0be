extension InitialSet {
    static let production = """
        # Production: a model is served only with the data that it was trained on, a signed evaluation that is good enough slice
        # by slice, and a signed record of how it was made. Start with evidence-rollout.yaml, which only records what this one would
        # refuse. Before you use it, write your own model, data, metrics and bounds here, and your own keys in place of demo/.
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata:
          name: production
        spec:
          match:
            namespaces: ["*-prod"]
          validationActions: [Deny]
        \(evidenceRules)
        """

    static let evidenceRollout = """
        # The rules of production.yaml, which are only recorded: what production would refuse shows in logs, metrics and reports, and
        # nothing is refused. When the findings have gone, take production.yaml in its place.
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata:
          name: evidence-rollout
        spec:
          match:
            namespaces: ["*-prod"]
          validationActions: [Audit]
        \(evidenceRules)
        """

    /// What both ask; written at the depth at which it stands in them.
    private static let evidenceRules = """
          rules:
            pinnedModel:
              allow: [pinned, versioned]
              sources:
                - uri: s3://ml-models-prod/
                  immutable: true # versioning and object lock: what evidence was signed for is what is served
                - uri: oci://registry.corp.example/ml/
                - uri: hf://acme/
            dataset:
              allow: [pinned]
            evaluation:
              signedBy: [eval-runner]
              maxAge: 30d
              dataset: sha256:a089a834a722111b53b156e3e675a7bc59c670a2e570c20291b602b5236b3077
              model:
                - s3://ml-models-prod/fraud-detector/*
                - oci://registry.corp.example/ml/fraud-detector
                - hf://acme/fraud-detector
              separateData: true
              metrics:
                - name: f1_score
                  min: 0.90
                  minSamples: 1000
                - name: f1_score
                  slices: ["region=*"]
                  min: 0.85
              baseline:
                maxRegression:
                  f1_score: 0.01
            lineage:
              signedBy: [trainer]
              require: [source, dataset, parameters, environment, seed]

        """

    static let sources = """
        # Where signed evaluations and records lie: pedigree attest writes them, and Git keeps them.
        apiVersion: pedigree.dev/v1alpha1
        kind: EvidenceSource
        metadata:
          name: git
        spec:
          directory:
            path: evidence/

        """

    static let demoTrustRoots = """
        # For the demo alone: everybody has the private keys (examples/demo/keys), so pedigree serve refuses a set with these.
        # Make your own with pedigree keygen, and put trust roots of the same names in the place of this directory.
        apiVersion: pedigree.dev/v1alpha1
        kind: TrustRoot
        metadata:
          name: eval-runner
          labels:
            pedigree.dev/demo: "true"
        spec:
          keys:
            - publicKeyFile: eval-runner.pub
          predicateTypes:
            - https://pedigree.dev/attestations/model-eval/v1
        ---
        apiVersion: pedigree.dev/v1alpha1
        kind: TrustRoot
        metadata:
          name: trainer
          labels:
            pedigree.dev/demo: "true"
        spec:
          keys:
            - publicKeyFile: trainer.pub
          predicateTypes:
            - https://slsa.dev/provenance/v1

        """

    static let demoEvalRunner = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEK0DT1uf/VzL1DZsCHVMMPT203nq0
        Qex0MsXL6UEaVrUdhqfKTrT5eirRvISv1OEgIhejnxTt7k49vzYi5qJsyA==
        -----END PUBLIC KEY-----

        """

    static let demoTrainer = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJ2esQiwgcaemV16irb5MYkTzzX84
        qtFqpEXH9GA8t1NweWAnrdXPXiWX+udliIdB5ubl3Lw6T63mjk1QIREUgg==
        -----END PUBLIC KEY-----

        """

    static let evidenceReadme = """
        # Evidence

        Signed evaluations and lineage records lie here, in any layout: `pedigree attest evaluation` and `pedigree attest lineage`
        write them with `--output policies/evidence/`. `sources.yaml` names this directory; nothing in it is read as a policy.

        """
}
