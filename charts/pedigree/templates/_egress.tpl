{{/* What pods may reach: (dict "root" $ "asksCluster" …). */}}
{{- define "pedigree.egress" -}}
{{- $v := .root.Values -}}
{{- $e := $v.networkPolicy.egress -}}
{{- $git := list -}}
{{- range list $v.policies.gitSync $v.evidence.gitSync -}}
{{- if .enabled -}}{{- $git = append $git (ternary 22 443 (eq .protocol "ssh")) -}}{{- end -}}
{{- end -}}
{{- $usesDatabase := eq $v.log.mode "postgresql" -}}
{{- $rules := or $git $usesDatabase .asksCluster $e.https $e.extra -}}
{{- if not $rules -}}
egress: []
{{- else -}}
egress:
  # Names
  - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
  {{- if .asksCluster }}
  # The API server
  - ports:
      {{- range $e.apiServerPorts }}
      - {port: {{ int64 . }}, protocol: TCP}
      {{- end }}
    {{- include "pedigree.peers" $e.apiServerCIDRs | nindent 4 }}
  {{- end }}
  {{- if $usesDatabase }}
  # The log of decisions
  - ports:
      {{- $ports := list (int $v.log.postgresql.port) }}
      {{- range splitList "," $v.log.postgresql.host }}
      {{- if regexMatch ":[0-9]+$" . }}{{- $ports = append $ports (regexFind "[0-9]+$" . | int) }}{{- end }}
      {{- end }}
      {{- range uniq $ports }}
      - {port: {{ int64 . }}, protocol: TCP}
      {{- end }}
    {{- include "pedigree.peers" $e.postgresqlCIDRs | nindent 4 }}
  {{- end }}
  {{- with $git }}
  # Git
  - ports:
      {{- range uniq . }}
      - {port: {{ int64 . }}, protocol: TCP}
      {{- end }}
  {{- end }}
  {{- if $e.https }}
  # Stores of evidence
  - ports: [{port: 443, protocol: TCP}]
  {{- end }}
  {{- with $e.extra }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}
{{- end -}}

{{- define "pedigree.peers" -}}
{{- with . -}}
to:
  {{- range . }}
  - ipBlock: {cidr: {{ . | quote }}}
  {{- end }}
{{- end -}}
{{- end -}}
