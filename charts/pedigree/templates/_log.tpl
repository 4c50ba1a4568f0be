{{/* How pods come to the log: (dict "root" $ "log" "none|sqlite|postgresql"). */}}

{{- define "pedigree.logArguments" -}}
{{- $p := .root.Values.log.postgresql -}}
{{- if eq .log "sqlite" }}
- --log=/var/lib/pedigree/log.sqlite
{{- else if eq .log "postgresql" }}
- {{ printf "--log=%s" (include "pedigree.postgresql" .root) | quote }}
{{- if $p.existingSecret }}
- --log-password-file=/etc/pedigree/log-password/password
{{- else if $p.passwordFile }}
- {{ printf "--log-password-file=%s" $p.passwordFile | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* libpq's address of the database, without a password. */}}
{{- define "pedigree.postgresql" -}}
{{- $p := .Values.log.postgresql -}}
{{- $parameters := deepCopy $p.parameters -}}
{{- if $p.caConfigMap -}}
{{- $_ := set $parameters "sslrootcert" "/etc/pedigree/log-ca/ca.crt" -}}
{{- else if hasPrefix "verify-" ($parameters.sslmode | default "") -}}
{{/* libpq knows no CAs of its own accord. */}}
{{- $_ := set $parameters "sslrootcert" "/etc/ssl/certs/ca-certificates.crt" -}}
{{- end -}}
{{- $hosts := list -}}
{{- range splitList "," $p.host -}}
{{- $hosts = append $hosts (ternary . (printf "%s:%d" . (int $p.port)) (regexMatch ":[0-9]+$" .)) -}}
{{- end -}}
{{- $query := list -}}
{{- range $key := keys $parameters | sortAlpha -}}
{{- $query = append $query (printf "%s=%s" ($key | urlquery) (index $parameters $key | urlquery | replace "+" "%20")) -}}
{{- end -}}
postgresql://{{ $p.user | urlquery | replace "+" "%20" }}@{{ join "," $hosts }}/{{ $p.database | urlquery | replace "+" "%20" }}{{ if $query }}?{{ join "&" $query }}{{ end }}
{{- end -}}

{{- define "pedigree.logMounts" -}}
{{- $p := .root.Values.log.postgresql -}}
{{- if eq .log "sqlite" }}
- {name: log, mountPath: /var/lib/pedigree}
{{- else if eq .log "postgresql" }}
{{- if $p.existingSecret }}
- {name: log-password, mountPath: /etc/pedigree/log-password, readOnly: true}
{{- end }}
{{- if $p.caConfigMap }}
- {name: log-ca, mountPath: /etc/pedigree/log-ca, readOnly: true}
{{- end }}
{{- end }}
{{- end -}}

{{- define "pedigree.logVolumes" -}}
{{- $p := .root.Values.log.postgresql -}}
{{- if eq .log "sqlite" }}
- name: log
  persistentVolumeClaim: {claimName: {{ include "pedigree.claim" .root | quote }}}
{{- else if eq .log "postgresql" }}
{{- with $p.caConfigMap }}
- name: log-ca
  configMap: {name: {{ . | quote }}, items: [{key: {{ $p.caKey | quote }}, path: ca.crt}]}
{{- end }}
{{- with $p.existingSecret }}
- name: log-password
  secret:
    secretName: {{ . | quote }}
    defaultMode: 288
    items: [{key: {{ $p.passwordKey | quote }}, path: password}]
{{- end }}
{{- end }}
{{- end -}}
