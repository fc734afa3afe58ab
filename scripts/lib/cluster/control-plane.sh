# shellcheck shell=bash
# shellcheck disable=SC2154 # the folders and settings come from machine.sh
# etcd, API server, controller manager and scheduler, in the network of node 1, and the order in which all is started.

etcd_url=http://127.0.0.1:2379

bring_up() {
  local node
  ! is_begun || die "a cluster is running here, or was interrupted: scripts/cluster down comes first"
  prepare
  pack_our_image
  lay_out
  for ((node = 1; node <= NODES; node++)); do
    make_cgroups "$node"
    make_network "$node"
    start_containerd "$node"
  done
  start_etcd
  start_apiserver
  for ((node = 1; node <= NODES; node++)); do
    wait_for "containerd$node" 30 ctr_on "$node" version
    import_into "$node" "$live/pause.tar"
  done
  load_our_image
  wait_for kube-apiserver 90 kubectl get --raw /readyz
  start_controllers
  for ((node = 1; node <= NODES; node++)); do start_kubelet "$node"; done
  wait_for kube-controller-manager 60 kubectl -n default get serviceaccount default
  : >"$state/up"
  step "up; for clients: eval \"\$(scripts/cluster env)\""
}

# What is had once on a machine, and asks others for it: Debian's packages, Kubernetes from its Go modules.
prepare() {
  check_machine
  trust_cache
  ensure_programs
  ensure_binaries
}

# The folders of a new cluster, whose nodes keep the images of the one before.
lay_out() {
  rm -rf "$etc" "$logs" "$pids" "$state/etcd" "$state"/node*/{kubelet,pod-logs,cni,containerd-run}
  ((NODES == 2)) || rm -rf "$state/node2"
  mkdir -p "$etc" "$logs" "$pids" "$state"
  note_machine
  write_settings
  make_certificates
  make_pause_image
  make_bridge
}

# What `down` puts back: the settings that a kubelet makes for the whole machine (its --protect-kernel-defaults names
# them), and the folders that it, containerd and CNI make at fixed places.
machine_sysctls=(vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys
  kernel.keys.root_maxbytes)
machine_folders=(/var/log/containers /var/lib/kubelet /var/lib/cni /run/containerd)

note_machine() {
  local folder
  for folder in "${machine_folders[@]}"; do [[ -e $folder ]] || printf '%s\n' "$folder"; done >"$state/absent"
  sysctl "${machine_sysctls[@]}" >"$state/sysctl"
}

start_etcd() {
  start etcd 1 etcd --name n1 --data-dir "$state/etcd" --listen-client-urls "$etcd_url" --advertise-client-urls "$etcd_url" \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
    --initial-cluster n1=http://127.0.0.1:2380 --unsafe-no-fsync --log-level warn
  wait_for etcd 30 in_node 1 env ETCDCTL_API=3 etcdctl --endpoints "$etcd_url" endpoint health
}

# Who asked what, of the accounts that tests make: GrantsClusterIT holds what is granted against it.
audit_log=$logs/audit.log

write_audit_policy() {
  cat >"$etc/audit.yaml" <<'T'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: None, userGroups: ["system:serviceaccounts:kube-system"]}
- {level: Metadata, userGroups: ["system:serviceaccounts"]}
- {level: None}
T
}

start_apiserver() {
  write_audit_policy
  start kube-apiserver 1 kube-apiserver --etcd-servers="$etcd_url" --bind-address=0.0.0.0 --secure-port=6443 \
    --advertise-address="$(address_of 1)" --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC \
    --enable-admission-plugins=NodeRestriction --anonymous-auth=false \
    --client-ca-file="$pki/ca.crt" --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
    --kubelet-client-certificate="$pki/apiserver-kubelet-client.crt" \
    --kubelet-client-key="$pki/apiserver-kubelet-client.key" --kubelet-certificate-authority="$pki/ca.crt" \
    --kubelet-preferred-address-types=InternalIP --service-account-key-file="$pki/sa.pub" \
    --service-account-signing-key-file="$pki/sa.key" --service-account-issuer=https://kubernetes.default.svc \
    --allow-privileged=true --cert-dir="$state/apiserver" --profiling=false --v=1 \
    --audit-policy-file="$etc/audit.yaml" --audit-log-path="$audit_log"
}

start_controllers() {
  local config=$etc/kube-controller-manager.kubeconfig
  start kube-controller-manager 1 kube-controller-manager --kubeconfig="$config" --authentication-kubeconfig="$config" \
    --authorization-kubeconfig="$config" --service-account-private-key-file="$pki/sa.key" --root-ca-file="$pki/ca.crt" \
    --use-service-account-credentials=true --cluster-signing-cert-file="$pki/ca.crt" \
    --cluster-signing-key-file="$pki/ca.key" --bind-address=127.0.0.1 --cert-dir="$state/controller-manager" \
    --leader-elect=false --node-monitor-grace-period="$NODE_GRACE" --v=1
  config=$etc/kube-scheduler.kubeconfig
  start kube-scheduler 1 kube-scheduler --kubeconfig="$config" --authentication-kubeconfig="$config" \
    --authorization-kubeconfig="$config" --bind-address=127.0.0.1 --cert-dir="$state/scheduler" --leader-elect=false --v=1
}

# At once, without the quarter of a minute in which it would say good-bye to its watchers.
restart_apiserver() {
  stop kube-apiserver 0
  sleep "$1"
  start_apiserver
  wait_for kube-apiserver 90 kubectl get --raw /readyz
}

print_environment() {
  local image
  need_cluster
  read_settings
  read -r image <"$state/image"
  # shellcheck disable=SC2016 # PATH is the caller's
  printf 'export KUBECONFIG=%q PATH=%q:$PATH QUIETCORE_IMAGE=%q QUIETCORE_IMAGE_PULL_POLICY=Never QUIETCORE_AUDIT_LOG=%q QUIETCORE_IMAGE_ARCHIVE=%q\n' \
    "$KUBECONFIG" "$bin" "$image" "$audit_log" "$cache/quietcore-${image##*:}.tar"
}
