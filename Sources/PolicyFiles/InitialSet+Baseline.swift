extension InitialSet {
    static let baseline = """
        # Every model must be named by something that cannot move: by its content, or by one version's own directory.
        # Workloads without a model are left alone.
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata:
          name: baseline
        spec:
          match:
            excludeNamespaces: [kube-system]
          validationActions: [Deny]
          rules:
            pinnedModel:
              allow: [pinned, versioned]

        """

    static let strict = """
        # Strict: models by their content alone, and a word of warning wherever no model can be seen. Change `*-strict` to
        # what the namespaces are called that shall be judged so.
        apiVersion: pedigree.dev/v1alpha1
        kind: ModelProvenancePolicy
        metadata:
          name: strict
        spec:
          match:
            namespaces: ["*-strict"]
          validationActions: [Deny]
          rules:
            pinnedModel:
              allow: [pinned]
              unreferenced: Warn

        """
}
