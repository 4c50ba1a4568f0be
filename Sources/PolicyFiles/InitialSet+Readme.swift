extension InitialSet {
    static let readme = """
        # Policies

        What Pedigree refuses is said here, in documents of `pedigree.dev/v1alpha1`. Every `*.yaml`, `*.yml` and `*.json` of the
        directory is read; several policies may be about one object, and then each has its say.

        | file | what it asks |
        | --- | --- |
        | `baseline.yaml` | Every model reference, in all namespaces but `kube-system`, is pinned by content or names one version. Workloads without a model are left alone. |
        | `strict.yaml` | In namespaces named `*-strict`: pinned by content only, and a warning wherever no model can be seen. Change the glob to what yours are called. |
        | `production.yaml` | In namespaces named `*-prod`: the data is named, a signed evaluation is good enough, and a signed lineage leads to source, data and settings. |
        | `evidence-rollout.yaml` | The same, only recorded: what to begin with. |
        | `sources.yaml` | Evidence lies in `evidence/`. |
        | `demo/` | Trust roots for the demo, whose private keys everybody has. `pedigree serve` refuses them. |

        `pedigree policy init` writes the first two, which work as they are; `pedigree policy init --evidence` writes all. To bring
        evidence in:

        1. `pedigree keygen` for whoever evaluates and whoever trains; trust roots with their public keys in the place of `demo/`.
        2. `evidence-rollout.yaml` with your model, data, metrics and bounds. Nothing is refused; findings show what is missing.
        3. `pedigree attest evaluation` and `pedigree attest lineage` in your pipelines, written to `evidence/`.
        4. `production.yaml` in the place of `evidence-rollout.yaml`.

        Check a change before you merge it, and see what it would do to your manifests:

            pedigree policy lint policies/
            pedigree check --policy policies/ --namespace ml-prod manifests/

        A manifest that names no namespace is judged by every policy whose kinds match, `strict.yaml` and `production.yaml`
        included; say `--namespace` to have it judged as it will be.

        A running webhook takes over a change within seconds. A set with an error in it is never taken over: the last good one
        stays in use, and `/readyz?verbose`, the metrics and the log say what is wrong.

        To let one object through for a time, write a `PolicyException` with a reason, an owner, a ticket and an end
        (`examples/policies/exception.yaml`). All fields are described in `docs/policies.md`.

        """
}
