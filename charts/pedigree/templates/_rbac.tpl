{{/*
A ClusterRole and its binding: (dict "root" $ "component" … "name" … "account" … "verbs" [] "routes" … "policyReports" …).
Every resource is named: `*` in the core group would be Secrets, too.
*/}}
{{- define "pedigree.clusterRole" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  {{- include "pedigree.metadata" (merge (dict "clusterWide" true) .) | nindent 2 }}
rules:
  {{- $verbs := .verbs | toJson | replace "," ", " | replace "\"" "" }}
  {{- range (.root.Files.Get "files/kinds.yaml" | fromYaml).kinds }}
  - apiGroups: [{{ .group | quote }}]
    resources: [{{ join ", " .resources }}]
    verbs: {{ $verbs }}
  {{- end }}
  {{- if .routes }}
  # What answers behind a route: its Services, and the subsets of Istio.
  - apiGroups: [""]
    resources: [services]
    verbs: [get]
  - apiGroups: ["networking.istio.io"]
    resources: [destinationrules]
    verbs: [list]
  {{- end }}
  {{- if .policyReports }}
  - apiGroups: ["wgpolicyk8s.io"]
    resources: [clusterpolicyreports, policyreports]
    verbs: [get, list, create, update, delete]
  {{- end }}
  {{- with .root.Values.rbac.extraRules }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  {{- include "pedigree.metadata" (merge (dict "clusterWide" true) .) | nindent 2 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ .name | quote }}}
subjects:
  - {kind: ServiceAccount, name: {{ .account | quote }}, namespace: {{ .root.Release.Namespace | quote }}}
---
{{ end -}}
