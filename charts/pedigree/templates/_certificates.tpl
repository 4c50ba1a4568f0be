{{/*
The certificates that Helm itself makes, as YAML: ca, caKey, bundle, leaf, leafKey, and the Unix times at which they end.
What is in the cluster is kept as long as it is good: another CA at each upgrade would be an outage until every API
server and every pod have both halves. Without a cluster to ask (`helm template`), all are new.
*/}}
{{- define "pedigree.helmCertificates" -}}
{{- $h := .Values.certificates.helm -}}
{{- $name := include "pedigree.fullname" . -}}
{{- $ca := lookup "v1" "Secret" .Release.Namespace (printf "%s-ca" $name) | default dict -}}
{{- $leaf := lookup "v1" "Secret" .Release.Namespace (printf "%s-tls" $name) | default dict -}}
{{- $now := now | unixEpoch | int64 -}}
{{- $margin := mul $h.renewBeforeDays 86400 | int64 -}}
{{- $host := include "pedigree.host" . -}}
{{- $hosts := list $host (printf "%s.%s" $name .Release.Namespace) (printf "%s.cluster.local" $host) -}}
{{- $result := dict -}}
{{- $caEnds := include "pedigree.ends" $ca | int64 -}}
{{- $caData := $ca.data | default dict -}}
{{- if and (gt (sub $caEnds $margin) $now) (hasKey $caData "tls.crt") (hasKey $caData "tls.key") -}}
{{- $_ := set $result "ca" (index $caData "tls.crt" | b64dec) -}}
{{- $_ := set $result "caKey" (index $caData "tls.key" | b64dec) -}}
{{- $_ := set $result "bundle" (get $caData "bundle.crt" | default (index $caData "tls.crt") | b64dec) -}}
{{- $_ := set $result "caEnds" $caEnds -}}
{{- else -}}
{{- $new := genCAWithKey (printf "%s CA" $host | trunc 64) (int $h.caDays) (genPrivateKey "ecdsa") -}}
{{- $_ := set $result "ca" $new.Cert -}}
{{- $_ := set $result "caKey" $new.Key -}}
{{/* Pods take over the new certificate some seconds later: until then the old one must be believed, too. */}}
{{- $_ := set $result "bundle" (print $new.Cert (get $caData "tls.crt" | default "" | b64dec)) -}}
{{- $_ := set $result "caEnds" (add $now (mul $h.caDays 86400) | int64) -}}
{{- end -}}
{{- $leafEnds := include "pedigree.ends" $leaf | int64 -}}
{{- $leafData := $leaf.data | default dict -}}
{{- $isOfCA := eq (get $leafData "ca.crt" | default "" | b64dec) $result.ca -}}
{{- if and $isOfCA (gt (sub $leafEnds $margin) $now) (hasKey $leafData "tls.crt") (hasKey $leafData "tls.key") -}}
{{- $_ := set $result "leaf" (index $leafData "tls.crt" | b64dec) -}}
{{- $_ := set $result "leafKey" (index $leafData "tls.key" | b64dec) -}}
{{- $_ := set $result "leafEnds" $leafEnds -}}
{{- else -}}
{{- $signer := buildCustomCert (b64enc $result.ca) (b64enc $result.caKey) -}}
{{- $new := genSignedCertWithKey ($host | trunc 64) nil $hosts (int $h.leafDays) $signer (genPrivateKey "ecdsa") -}}
{{- $_ := set $result "leaf" $new.Cert -}}
{{- $_ := set $result "leafKey" $new.Key -}}
{{- $_ := set $result "leafEnds" (add $now (mul $h.leafDays 86400) | int64) -}}
{{- end -}}
{{- toYaml $result -}}
{{- end -}}

{{/* When a Secret's certificate ends, as the chart wrote it down; 0 where it did not. */}}
{{- define "pedigree.ends" -}}
{{- dig "metadata" "annotations" "pedigree.dev/ends" "0" . -}}
{{- end -}}

{{/* "true" where a cluster can be asked what is there. */}}
{{- define "pedigree.hasCluster" -}}
{{- if lookup "v1" "Namespace" "" "kube-system" -}}true{{- end -}}
{{- end -}}
