#!/bin/sh
# A plain client in the shape of pod-churn.yml, where no kube-burner is at hand: pods are created, churned and removed on one
# node, and a jobSummary with the times of the churn is left. Each pod starts a JVM on the CPUs that pods share. They ask for no
# CPU, so that they fit beside a pod that has all that the node gives out.
# Wants: NODE, NAMESPACE, IMAGE, METRICS (a folder), and QUIETCORE_UUID from 'quietcore run --while'.
set -eu
now() { date -u +%Y-%m-%dT%H:%M:%S.%NZ; }

pods() {
  for i in 1 2 3 4; do
    cat <<POD
---
apiVersion: v1
kind: Pod
metadata:
  name: idle-$i
  namespace: $NAMESPACE
  labels: {group: idle, "kube-burner.io/uuid": "$QUIETCORE_UUID"}
spec:
  nodeName: $NODE
  restartPolicy: Never
  automountServiceAccountToken: false
  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: busy
    image: $IMAGE
    imagePullPolicy: Never
    command: [java, -Xmx32m, -XX:TieredStopAtLevel=1, "-XX:+PrintFlagsFinal", -version]
    resources: {requests: {memory: 64Mi}}
    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
POD
  done
}

finished() {
  kubectl wait -n "$NAMESPACE" pod -l group=idle --for=jsonpath='{.status.phase}'=Succeeded --timeout=120s >&2
}

started=$(now)
pods | kubectl apply -f - >&2
finished
kubectl get pods -n "$NAMESPACE" -l group=idle -o jsonpath='{.items[*].spec.nodeName}' >"$METRICS/nodes"
churn_started=$(now)
for cycle in 1 2 3; do
  kubectl delete pods -n "$NAMESPACE" -l group=idle --grace-period=1 >&2
  pods | kubectl apply -f - >&2
  finished
done
churn_ended=$(now)
kubectl delete pods -n "$NAMESPACE" -l group=idle --grace-period=1 >&2
printf '[{"timestamp":"%s","churnStartTimestamp":"%s","churnEndTimestamp":"%s","endTimestamp":"%s"}]' \
  "$started" "$churn_started" "$churn_ended" "$(now)" >"$METRICS/jobSummary.json"
