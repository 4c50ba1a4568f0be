{{- define "pedigree.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "pedigree.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "pedigree.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "pedigree.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels by which pods are found. They never change. Call with (dict "root" $ "component" "webhook"). */}}
{{- define "pedigree.selectorLabels" -}}
app.kubernetes.io/name: {{ include "pedigree.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Labels of pods. The chart's version is none of them: a new chart alone restarts nothing. */}}
{{- define "pedigree.podLabels" -}}
{{ include "pedigree.selectorLabels" . }}
app.kubernetes.io/part-of: {{ include "pedigree.name" .root }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
{{- with merge dict .root.Values.podLabels .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "pedigree.labels" -}}
{{ include "pedigree.selectorLabels" . }}
app.kubernetes.io/part-of: {{ include "pedigree.name" .root }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | quote }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The metadata of an object: (dict "root" $ "component" … "name" … "annotations" … "clusterWide" true). */}}
{{- define "pedigree.metadata" -}}
name: {{ .name | quote }}
{{- if not .clusterWide }}
namespace: {{ .root.Release.Namespace | quote }}
{{- end }}
labels:
  {{- include "pedigree.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "pedigree.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "pedigree.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "pedigree.audit.serviceAccount" -}}
{{- if .Values.audit.serviceAccount.create -}}
{{- default (printf "%s-audit" (include "pedigree.fullname" .)) .Values.audit.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.audit.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "pedigree.image" -}}
{{- $tag := default .Chart.AppVersion .Values.image.tag -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository $tag -}}
{{- end -}}
{{- end -}}

{{/* The most replicas that there may be. */}}
{{- define "pedigree.replicas" -}}
{{- if .Values.autoscaling.enabled -}}{{ int64 .Values.autoscaling.maxReplicas }}{{- else -}}{{ int64 .Values.replicas }}{{- end -}}
{{- end -}}

{{- define "pedigree.claim" -}}
{{- default (printf "%s-log" (include "pedigree.fullname" .)) .Values.log.sqlite.existingClaim -}}
{{- end -}}

{{- define "pedigree.priorityClass" -}}
{{- if .Values.priorityClass.create -}}{{ include "pedigree.fullname" . }}{{- else -}}{{ .Values.priorityClass.name }}{{- end -}}
{{- end -}}

{{/* The name under which the API server speaks to the Service. */}}
{{- define "pedigree.host" -}}
{{ include "pedigree.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end -}}

{{/* "true" where matchConditions are there (beta since 1.28) and on by default. */}}
{{- define "pedigree.hasMatchConditions" -}}
{{- if semverCompare ">=1.28.0-0" .Capabilities.KubeVersion.Version -}}true{{- end -}}
{{- end -}}
