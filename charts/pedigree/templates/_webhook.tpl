{{/* Kinds that Pedigree knows, as rules. One group a rule; then scale, from nothing to something of what was refused. */}}
{{- define "pedigree.rules" -}}
{{- $groups := list -}}
{{- range (.Files.Get "files/kinds.yaml" | fromYaml).kinds }}
{{- $groups = append $groups .group }}
{{- $resources := .resources }}
{{- if eq .group "" }}{{- $resources = append $resources "pods/ephemeralcontainers" }}{{- end }}
- apiGroups: [{{ .group | quote }}]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [{{ join ", " $resources }}]
  scope: "*"
{{- end }}
- apiGroups: {{ toJson $groups }}
  apiVersions: ["*"]
  operations: [UPDATE]
  resources: ["*/scale"]
  scope: "*"
{{- end -}}

{{/* What Kubernetes' own controllers write for objects that are there already. */}}
{{- define "pedigree.childRules" -}}
- apiGroups: [""]
  apiVersions: ["*"]
  operations: [CREATE]
  resources: [pods]
  scope: "*"
- apiGroups: ["apps"]
  apiVersions: ["*"]
  operations: [CREATE, UPDATE]
  resources: [replicasets]
  scope: "*"
- apiGroups: ["batch"]
  apiVersions: ["*"]
  operations: [CREATE]
  resources: [jobs]
  scope: "*"
- apiGroups: ["apps", ""]
  apiVersions: ["*"]
  operations: [UPDATE]
  resources: ["*/scale"]
  scope: "*"
{{- end -}}

{{/* An AdmissionRequest without a subresource has no such field, and CEL takes a missing field for an error. */}}
{{/* CEL: true for those. Who writes is what the API server has authenticated; nothing in an object counts. */}}
{{- define "pedigree.isChild" -}}
(request.operation == "CREATE" && request.resource.group == "" && request.resource.resource == "pods" && !has(request.subResource) && request.userInfo.username in ["system:serviceaccount:kube-system:replicaset-controller", "system:serviceaccount:kube-system:statefulset-controller", "system:serviceaccount:kube-system:daemon-set-controller", "system:serviceaccount:kube-system:job-controller", "system:serviceaccount:kube-system:replication-controller"]) || (request.resource.group == "apps" && request.resource.resource == "replicasets" && !has(request.subResource) && request.userInfo.username == "system:serviceaccount:kube-system:deployment-controller") || (request.operation == "CREATE" && request.resource.group == "batch" && request.resource.resource == "jobs" && !has(request.subResource) && request.userInfo.username == "system:serviceaccount:kube-system:cronjob-controller") || (has(request.subResource) && request.subResource == "scale" && request.resource.group in ["", "apps"] && request.userInfo.username == "system:serviceaccount:kube-system:horizontal-pod-autoscaler")
{{- end -}}

{{/* CEL: false for mirror pods alone. Only a node may say that it is one, and what it shows runs already. */}}
{{- define "pedigree.isNoMirrorPod" -}}
!(request.operation == "CREATE" && request.resource.group == "" && request.resource.resource == "pods" && !has(request.subResource) && request.userInfo.username.startsWith("system:node:") && has(request.userInfo.groups) && "system:nodes" in request.userInfo.groups && has(object.metadata.annotations) && "kubernetes.io/config.mirror" in object.metadata.annotations)
{{- end -}}

{{/* One webhook of the configuration: (dict "root" $ "name" … "failurePolicy" … "rules" … "conditions" [] "caBundle" …) */}}
{{- define "pedigree.webhook" -}}
{{- $v := .root.Values -}}
- name: {{ .name }}
  admissionReviewVersions: [v1]
  # Decisions are kept in the log, but for dry runs.
  sideEffects: {{ ternary "None" "NoneOnDryRun" (eq $v.log.mode "none") }}
  failurePolicy: {{ .failurePolicy }}
  matchPolicy: Equivalent
  timeoutSeconds: {{ int64 $v.webhook.timeoutSeconds }}
  clientConfig:
    service: {name: {{ include "pedigree.fullname" .root | quote }}, namespace: {{ .root.Release.Namespace | quote }}, path: /validate, port: 443}
    {{- with .caBundle }}
    caBundle: {{ . }}
    {{- end }}
  namespaceSelector:
    matchExpressions:
      - {key: kubernetes.io/metadata.name, operator: NotIn, values: {{ concat (list "kube-system" .root.Release.Namespace) $v.webhook.exemptNamespaces | uniq | toJson }}}
      {{- with $v.webhook.onlyNamespaces }}
      - {key: kubernetes.io/metadata.name, operator: In, values: {{ uniq . | toJson }}}
      {{- end }}
  {{- with .conditions }}
  matchConditions:
    {{- range . }}
    - name: {{ .name | quote }}
      expression: {{ .expression | quote }}
    {{- end }}
  {{- end }}
  rules:
    {{- .rules | trim | nindent 4 }}
{{- end -}}
