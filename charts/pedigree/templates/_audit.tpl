{{/* What only pods of audits have: (dict "root" $ "log" "none|sqlite|postgresql"). */}}

{{- define "pedigree.audit.mounts" -}}
{{- include "pedigree.sharedMounts" .root }}
{{- include "pedigree.logMounts" . }}
{{- if .root.Values.audit.reports.claimName }}
- {name: reports, mountPath: /var/lib/pedigree-reports}
{{- end }}
{{- end -}}

{{- define "pedigree.audit.volumes" -}}
{{- include "pedigree.sharedVolumes" .root }}
{{- include "pedigree.logVolumes" . }}
{{- with .root.Values.audit.reports.claimName }}
- name: reports
  persistentVolumeClaim: {claimName: {{ . | quote }}}
{{- end }}
{{- end -}}
