{{/* What only the webhook's pods have. Each takes (dict "root" $ "hasBundle" …), or the root. */}}

{{- define "pedigree.certificateArguments" -}}
{{- $c := .root.Values.certificates -}}
{{- if eq $c.mode "files" }}
- {{ printf "--tls-cert=%s" $c.files.certificate | quote }}
- {{ printf "--tls-key=%s" $c.files.key | quote }}
{{- else }}
- --tls-cert=/etc/pedigree/tls/tls.crt
- --tls-key=/etc/pedigree/tls/tls.key
{{- end }}
{{- if .hasBundle }}
- --tls-ca=/etc/pedigree/tls-ca/ca.crt
{{- else if or (eq $c.mode "helm") (and (eq $c.mode "certManager") $c.certManager.caInSecret) }}
- --tls-ca=/etc/pedigree/tls/ca.crt
{{- end }}
{{- if .root.Values.server.clientCAConfigMap }}
- --client-ca=/etc/pedigree/client-ca/ca.crt
{{- end }}
{{- end -}}

{{- define "pedigree.serverArguments" -}}
{{- $s := .Values.server }}
- {{ printf "--log-format=%s" $s.logFormat | quote }}
- {{ printf "--log-level=%s" $s.logLevel | quote }}
- {{ printf "--max-body=%d" (int64 $s.maxBody) | quote }}
- {{ printf "--max-bodies=%d" (int64 $s.maxBodies) | quote }}
- {{ printf "--max-reviews=%d" (int64 $s.maxReviews) | quote }}
- {{ printf "--max-connections=%d" (int64 $s.maxConnections) | quote }}
- {{ printf "--memo-size=%d" (int64 $s.memoSize) | quote }}
- {{ printf "--shutdown-delay=%ds" (int64 $s.shutdownDelaySeconds) | quote }}
- {{ printf "--shutdown-grace=%ds" (int64 $s.shutdownGraceSeconds) | quote }}
{{- if ne .Values.evidence.cache.type "none" }}
- --evidence-cache=/var/cache/pedigree
{{- end }}
{{- end -}}

{{- define "pedigree.recordArguments" -}}
{{- $v := .Values -}}
- {{ printf "--replicas=%s" (include "pedigree.replicas" .) | quote }}
{{- with $v.clusterName }}
- {{ printf "--cluster-name=%s" . | quote }}
{{- end }}
{{- if $v.cluster.watch }}
- --cluster=in-cluster
{{- end }}
{{- include "pedigree.logArguments" (dict "root" . "log" $v.log.mode) }}
{{- if ne $v.log.mode "none" }}
- {{ printf "--log-durability=%s" $v.log.durability | quote }}
{{- with $v.log.retention }}
- {{ printf "--log-retention=%s" . | quote }}
{{- end }}
{{- if $v.log.checkpointKey.existingSecret }}
- --log-checkpoint-key=/etc/pedigree/checkpoint/checkpoint.key
{{- end }}
{{- end }}
{{- end -}}

{{- define "pedigree.webhookMounts" -}}
{{- $v := .root.Values -}}
{{- include "pedigree.sharedMounts" .root }}
{{- if ne $v.certificates.mode "files" }}
- {name: tls, mountPath: /etc/pedigree/tls, readOnly: true}
{{- end }}
{{- if .hasBundle }}
- {name: tls-ca, mountPath: /etc/pedigree/tls-ca, readOnly: true}
{{- end }}
{{- if $v.server.clientCAConfigMap }}
- {name: client-ca, mountPath: /etc/pedigree/client-ca, readOnly: true}
{{- end }}
{{- if ne $v.evidence.cache.type "none" }}
- {name: evidence-cache, mountPath: /var/cache/pedigree}
{{- end }}
{{- include "pedigree.logMounts" (dict "root" .root "log" $v.log.mode) }}
{{- if $v.log.checkpointKey.existingSecret }}
- {name: checkpoint, mountPath: /etc/pedigree/checkpoint, readOnly: true}
{{- end }}
{{- end -}}

{{- define "pedigree.webhookVolumes" -}}
{{- $v := .root.Values -}}
{{- $name := include "pedigree.fullname" .root -}}
{{- include "pedigree.sharedVolumes" .root }}
{{- if ne $v.certificates.mode "files" }}
- name: tls
  secret: {secretName: {{ ternary $v.certificates.existingSecret.name (printf "%s-tls" $name) (eq $v.certificates.mode "existingSecret") | quote }}, defaultMode: 288}
{{- end }}
{{- if .hasBundle }}
- name: tls-ca
  configMap: {name: {{ printf "%s-ca" $name | quote }}}
{{- end }}
{{- with $v.server.clientCAConfigMap }}
- name: client-ca
  configMap: {name: {{ . | quote }}}
{{- end }}
{{- if eq $v.evidence.cache.type "emptyDir" }}
- name: evidence-cache
  emptyDir: {sizeLimit: {{ $v.evidence.cache.sizeLimit | quote }}}
{{- else if eq $v.evidence.cache.type "persistentVolumeClaim" }}
- name: evidence-cache
  persistentVolumeClaim: {claimName: {{ $v.evidence.cache.claimName | quote }}}
{{- end }}
{{- include "pedigree.logVolumes" (dict "root" .root "log" $v.log.mode) }}
{{- with $v.log.checkpointKey.existingSecret }}
- name: checkpoint
  secret:
    secretName: {{ . | quote }}
    defaultMode: 288
    items: [{key: {{ $v.log.checkpointKey.key | quote }}, path: checkpoint.key}]
{{- end }}
{{- end -}}
