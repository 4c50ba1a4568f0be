/// The policy set that `pedigree policy init` writes: the one that ships in `policies/`.
package enum InitialSet {
    package struct File: Sendable, Hashable {
        package var name: String
        package var text: String
    }

    package static let files = [
        File(name: "baseline.yaml", text: baseline), File(name: "strict.yaml", text: strict),
        File(name: "README.md", text: readme),
    ]
}

private let baseline = """
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

private let strict = """
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

private let readme = """
    # Policies

    What Pedigree refuses is said here, in documents of `pedigree.dev/v1alpha1`. Every `*.yaml`, `*.yml` and `*.json` of the
    directory is read; several policies may be about one object, and then each has its say.

    | file | what it asks |
    | --- | --- |
    | `baseline.yaml` | Every model reference, in all namespaces but `kube-system`, is pinned by content or names one version. Workloads without a model are left alone. |
    | `strict.yaml` | In namespaces named `*-strict`: pinned by content only, and a warning wherever no model can be seen. Change the glob to what yours are called. |

    Check a change before you merge it, and see what it would do to your manifests:

        pedigree policy lint policies/
        pedigree check --policy policies/ --namespace ml-prod manifests/

    A manifest that names no namespace is judged by every policy whose kinds match, `strict.yaml` included; say
    `--namespace` to have it judged as it will be.

    A running webhook takes over a change within seconds. A set with an error in it is never taken over: the last good one
    stays in use, and `/readyz?verbose`, the metrics and the log say what is wrong.

    To let one object through for a time, write a `PolicyException` with a reason, an owner, a ticket and an end
    (`examples/policies/exception.yaml`). All fields are described in `docs/policies.md`.

    """
