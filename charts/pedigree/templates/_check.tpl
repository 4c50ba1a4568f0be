{{/* What no schema can say: values that contradict each other. Each message says what to change. */}}
{{- define "pedigree.check" -}}
{{- $v := .Values -}}
{{- if eq $v.log.mode "sqlite" -}}
{{- if gt (int (include "pedigree.replicas" .)) 1 -}}
{{- fail (printf "log.mode: sqlite is one replica's own, and there may be %s: set replicas: 1 (without autoscaling), or log.mode: postgresql, which all share" (include "pedigree.replicas" .)) -}}
{{- end -}}
{{- end -}}
{{- if and $v.autoscaling.enabled (gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if eq $v.log.mode "postgresql" -}}
{{- if not $v.log.postgresql.host -}}
{{- fail "log.mode: postgresql needs log.postgresql.host" -}}
{{- end -}}
{{- if and $v.log.postgresql.existingSecret $v.log.postgresql.passwordFile -}}
{{- fail "log.postgresql.existingSecret and log.postgresql.passwordFile are two places for one password: name one" -}}
{{- end -}}
{{- end -}}
{{- if eq $v.log.mode "none" -}}
{{- if or $v.log.checkpointKey.existingSecret $v.log.retention -}}
{{- fail "log.checkpointKey and log.retention are about a log: set log.mode to sqlite or postgresql" -}}
{{- end -}}
{{- end -}}
{{- include "pedigree.check.secrets" . -}}
{{- include "pedigree.check.policies" . -}}
{{- include "pedigree.check.certificates" . -}}
{{- if and $v.webhook.childrenFailurePolicy (not (include "pedigree.hasMatchConditions" .)) -}}
{{- fail (printf "webhook.childrenFailurePolicy needs matchConditions, which Kubernetes has since 1.28; this is %s" .Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- if and $v.webhook.matchConditions (not (include "pedigree.hasMatchConditions" .)) -}}
{{- fail (printf "webhook.matchConditions needs Kubernetes 1.28 or newer; this is %s" .Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- if and (eq $v.evidence.cache.type "persistentVolumeClaim") (not $v.evidence.cache.claimName) -}}
{{- fail "evidence.cache.type: persistentVolumeClaim needs evidence.cache.claimName" -}}
{{- end -}}
{{- if and $v.secretsStore.mountPath (not $v.secretsStore.existingClass) (not $v.secretsStore.provider) -}}
{{- fail "secretsStore.mountPath needs secretsStore.existingClass, or secretsStore.provider with its parameters" -}}
{{- end -}}
{{- end -}}

{{- define "pedigree.check.policies" -}}
{{- $p := .Values.policies -}}
{{- if not (or (include "pedigree.hasBaseline" .) $p.inline $p.existingConfigMaps $p.persistentVolumeClaim.claimName $p.gitSync.enabled) -}}
{{- fail "there are no policies, and a webhook without any is never ready: enable policies.baseline, or name policies.inline, existingConfigMaps, persistentVolumeClaim or gitSync" -}}
{{- end -}}
{{- range $where, $git := dict "policies" $p.gitSync "evidence" .Values.evidence.gitSync -}}
{{- if and $git.enabled (not $git.repo) -}}
{{- fail (printf "%s.gitSync needs %s.gitSync.repo" $where $where) -}}
{{- end -}}
{{- if and $git.enabled (eq $git.protocol "ssh") (not $git.existingSecret) -}}
{{- fail (printf "%s.gitSync.protocol: ssh needs %s.gitSync.existingSecret, with the keys ssh and known_hosts" $where $where) -}}
{{- end -}}
{{- if regexMatch "^[A-Za-z][A-Za-z0-9+.-]*://[^/]*:[^/]*@" $git.repo -}}
{{- fail (printf "%s.gitSync.repo holds a password: put it into a Secret, and name that by %s.gitSync.existingSecret" $where $where) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "pedigree.check.certificates" -}}
{{- $c := .Values.certificates -}}
{{- $given := $c.existingSecret -}}
{{- if eq $c.mode "existingSecret" -}}
{{- if not $given.name -}}{{- fail "certificates.mode: existingSecret needs certificates.existingSecret.name" -}}{{- end -}}
{{- end -}}
{{- if eq $c.mode "files" -}}
{{- if not (and $c.files.certificate $c.files.key) -}}{{- fail "certificates.mode: files needs certificates.files.certificate and certificates.files.key" -}}{{- end -}}
{{- end -}}
{{- if has $c.mode (list "existingSecret" "files") -}}
{{- if and .Values.webhook.enabled (not (or $given.caBundle $given.injectCAFromSecret)) -}}
{{- fail (printf "certificates.mode: %s needs certificates.existingSecret.caBundle (PEM) or .injectCAFromSecret: without them the API server believes no certificate of a private CA" $c.mode) -}}
{{- end -}}
{{- if and $given.caBundle $given.injectCAFromSecret -}}
{{- fail "certificates.existingSecret.caBundle and .injectCAFromSecret would overwrite each other: name one" -}}
{{- end -}}
{{- end -}}
{{- if and (eq $c.mode "certManager") (hasKey $c.certManager.issuerRef "kind") (not (hasKey $c.certManager.issuerRef "name")) -}}
{{- fail "certificates.certManager.issuerRef needs a name" -}}
{{- end -}}
{{- end -}}

{{/* Values end up in the release, in ConfigMaps and in Git: no place for secrets. The messages do not repeat them. */}}
{{- define "pedigree.check.secrets" -}}
{{- range $path, $text := .Values.policies.inline -}}
{{- if contains "PRIVATE KEY-----" $text -}}
{{- fail (printf "policies.inline.%s holds a private key, which a ConfigMap would show to everybody: policies need public keys alone" $path) -}}
{{- end -}}
{{- end -}}
{{- if contains "PRIVATE KEY-----" .Values.certificates.existingSecret.caBundle -}}
{{- fail "certificates.existingSecret.caBundle holds a private key: it takes certificates alone" -}}
{{- end -}}
{{- range $where, $arguments := dict "server" .Values.server.extraArgs "audit" .Values.audit.extraArgs "gitSync" .Values.gitSync.extraArgs -}}
{{- range $arguments -}}
{{- if regexMatch "://[^/@]*:[^/@]*@" . -}}
{{- fail (printf "%s.extraArgs holds an address with a password, which everybody on the node can read: name a file or a Secret" $where) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
