{{/* "true" where the policy that ships counts: asked for, or nothing else is named. */}}
{{- define "pedigree.hasBaseline" -}}
{{- $p := .Values.policies -}}
{{- $others := or $p.inline $p.existingConfigMaps $p.persistentVolumeClaim.claimName $p.gitSync.enabled -}}
{{- if ternary (not $others) $p.baseline.enabled (kindIs "invalid" $p.baseline.enabled) -}}true{{- end -}}
{{- end -}}

{{/* What pods of the webhook and of audits have in common: policies, evidence, secrets. */}}

{{- define "pedigree.hasPolicyFiles" -}}
{{- $p := .Values.policies -}}
{{- if or (include "pedigree.hasBaseline" .) $p.inline $p.existingConfigMaps (include "pedigree.evidenceSources" .) -}}true{{- end -}}
{{- end -}}

{{/* Where evidence is mounted, by the name of its source: a YAML object, empty where there is none. */}}
{{- define "pedigree.evidenceSources" -}}
{{- $e := .Values.evidence -}}
{{- if $e.existingConfigMaps }}
mounted-config-maps: /etc/pedigree/evidence/config-maps
{{- end }}
{{- if $e.persistentVolumeClaim.claimName }}
mounted-volume: /etc/pedigree/evidence/volume
{{- end }}
{{- if $e.gitSync.enabled }}
mounted-git: {{ clean (printf "/etc/pedigree/evidence/git/current/%s" $e.gitSync.path) }}
{{- end }}
{{- end -}}

{{/* Options that name directories of policies. */}}
{{- define "pedigree.policyArguments" -}}
{{- $p := .Values.policies -}}
{{- if include "pedigree.hasPolicyFiles" . }}
- --policy=/etc/pedigree/policies
{{- end }}
{{- if $p.persistentVolumeClaim.claimName }}
- --policy=/etc/pedigree/policies-volume
{{- end }}
{{- if $p.gitSync.enabled }}
- {{ printf "--policy=%s" (clean (printf "/etc/pedigree/policies-git/current/%s" $p.gitSync.path)) | quote }}
{{- end }}
{{- end -}}

{{- define "pedigree.sharedMounts" -}}
{{- $v := .Values -}}
{{- if include "pedigree.hasPolicyFiles" . }}
- {name: policies, mountPath: /etc/pedigree/policies, readOnly: true}
{{- end }}
{{- with $v.policies.persistentVolumeClaim }}
{{- if .claimName }}
- {name: policies-volume, mountPath: /etc/pedigree/policies-volume, readOnly: true{{ with .subPath }}, subPath: {{ . | quote }}{{ end }}}
{{- end }}
{{- end }}
{{- if $v.policies.gitSync.enabled }}
- {name: policies-git, mountPath: /etc/pedigree/policies-git, readOnly: true}
{{- end }}
{{- if $v.evidence.existingConfigMaps }}
- {name: evidence, mountPath: /etc/pedigree/evidence/config-maps, readOnly: true}
{{- end }}
{{- with $v.evidence.persistentVolumeClaim }}
{{- if .claimName }}
- {name: evidence-volume, mountPath: /etc/pedigree/evidence/volume, readOnly: true{{ with .subPath }}, subPath: {{ . | quote }}{{ end }}}
{{- end }}
{{- end }}
{{- if $v.evidence.gitSync.enabled }}
- {name: evidence-git, mountPath: /etc/pedigree/evidence/git, readOnly: true}
{{- end }}
{{- if $v.secretsStore.mountPath }}
- {name: secrets-store, mountPath: {{ $v.secretsStore.mountPath | quote }}, readOnly: true}
{{- end }}
{{- with $v.extraVolumeMounts }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}

{{- define "pedigree.sharedVolumes" -}}
{{- $v := .Values -}}
{{- $name := include "pedigree.fullname" . -}}
{{- if include "pedigree.hasPolicyFiles" . }}
- name: policies
  projected:
    sources:
      {{- include "pedigree.ownPolicies" . | nindent 6 }}
      {{- range $v.policies.existingConfigMaps }}
      - configMap: {{ toJson . }}
      {{- end }}
{{- end }}
{{- with $v.policies.persistentVolumeClaim.claimName }}
- name: policies-volume
  persistentVolumeClaim: {claimName: {{ . | quote }}, readOnly: true}
{{- end }}
{{- include "pedigree.gitVolumes" (dict "name" "policies-git" "git" $v.policies.gitSync) }}
{{- if $v.evidence.existingConfigMaps }}
- name: evidence
  projected:
    sources:
      {{- range $v.evidence.existingConfigMaps }}
      - configMap: {{ toJson . }}
      {{- end }}
{{- end }}
{{- with $v.evidence.persistentVolumeClaim.claimName }}
- name: evidence-volume
  persistentVolumeClaim: {claimName: {{ . | quote }}, readOnly: true}
{{- end }}
{{- include "pedigree.gitVolumes" (dict "name" "evidence-git" "git" $v.evidence.gitSync) }}
{{- if $v.secretsStore.mountPath }}
- name: secrets-store
  csi:
    driver: secrets-store.csi.k8s.io
    readOnly: true
    volumeAttributes: {secretProviderClass: {{ default $name $v.secretsStore.existingClass | quote }}}
{{- end }}
{{- with $v.extraVolumes }}
{{- toYaml . | nindent 0 }}
{{- end }}
{{- end -}}

{{/* The chart's own ConfigMap of policies. A key of a ConfigMap has no slash: two underscores stand for one. */}}
{{- define "pedigree.ownPolicies" -}}
{{- $paths := keys .Values.policies.inline -}}
{{- if include "pedigree.hasBaseline" . }}{{- $paths = append $paths "pedigree-baseline.yaml" }}{{- end -}}
{{- if include "pedigree.evidenceSources" . }}{{- $paths = append $paths "pedigree-evidence.yaml" }}{{- end -}}
{{- if $paths -}}
- configMap:
    name: {{ printf "%s-policies" (include "pedigree.fullname" .) | quote }}
    items:
      {{- range $paths | sortAlpha }}
      - {key: {{ replace "/" "__" . | quote }}, path: {{ . | quote }}}
      {{- end }}
{{- end -}}
{{- end -}}

{{- define "pedigree.gitVolumes" -}}
{{- if .git.enabled }}
- name: {{ .name }}
  emptyDir: {}
- name: {{ .name }}-tmp
  emptyDir: {}
{{- if .git.existingSecret }}
- name: {{ .name }}-secret
  secret: {secretName: {{ .git.existingSecret | quote }}, defaultMode: 288}
{{- end }}
{{- end }}
{{- end -}}

{{/* git-sync: (dict "root" $ "name" "policies-git" "git" … "once" true). As an init container it ends with the first checkout. */}}
{{- define "pedigree.gitSync" -}}
{{- $s := .root.Values.gitSync }}
- name: {{ .name }}{{ if .once }}-first{{ end }}
  image: {{ $s.image | quote }}
  imagePullPolicy: {{ $s.pullPolicy }}
  args:
    - {{ printf "--repo=%s" .git.repo | quote }}
    - {{ printf "--ref=%s" .git.ref | quote }}
    - --root=/git
    - --link=current
    - --depth=1
    - {{ printf "--period=%s" .git.period | quote }}
    {{- if .once }}
    - --one-time
    {{- else }}
    # What was fetched goes on to count while the repository is away; a container that gives up would make the pod unready.
    - --max-failures=-1
    {{- end }}
    {{- if .git.existingSecret }}
    {{- if eq .git.protocol "ssh" }}
    - --ssh-key-file=/secret/ssh
    - --ssh-known-hosts-file=/secret/known_hosts
    {{- else }}
    - --password-file=/secret/password
    {{- end }}
    {{- end }}
    {{- range $s.extraArgs }}
    - {{ . | quote }}
    {{- end }}
  {{- $hasUser := and .git.existingSecret (eq .git.protocol "https") }}
  {{- if or $hasUser $s.extraEnv }}
  env:
    {{- if $hasUser }}
    - name: GITSYNC_USERNAME
      valueFrom:
        secretKeyRef: {name: {{ .git.existingSecret | quote }}, key: username}
    {{- end }}
    {{- with $s.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
  securityContext:
    # The user that the image knows by name, as SSH wants it.
    runAsUser: 65533
    {{- toYaml .root.Values.securityContext | nindent 4 }}
  resources:
    {{- toYaml $s.resources | nindent 4 }}
  volumeMounts:
    - {name: {{ .name }}, mountPath: /git}
    - {name: {{ .name }}-tmp, mountPath: /tmp}
    {{- if .git.existingSecret }}
    - {name: {{ .name }}-secret, mountPath: /secret, readOnly: true}
    {{- end }}
    {{- with $s.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}

{{- define "pedigree.gitSyncs" -}}
{{- $v := .root.Values -}}
{{- if $v.policies.gitSync.enabled }}
{{- include "pedigree.gitSync" (dict "root" .root "name" "policies-git" "git" $v.policies.gitSync "once" .once) }}
{{- end }}
{{- if $v.evidence.gitSync.enabled }}
{{- include "pedigree.gitSync" (dict "root" .root "name" "evidence-git" "git" $v.evidence.gitSync "once" .once) }}
{{- end }}
{{- end -}}

{{/* What every pod has. */}}
{{- define "pedigree.podSettings" -}}
{{- $v := .Values -}}
{{- with $v.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml $v.podSecurityContext | nindent 2 }}
{{- with $v.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $v.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "pedigree.environment" -}}
{{- with .Values.extraEnv }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
