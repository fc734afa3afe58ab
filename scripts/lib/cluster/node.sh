# shellcheck shell=bash
# shellcheck disable=SC2154 # the folders and settings come from machine.sh
# A node: a network namespace on a bridge, cgroups, containerd, a kubelet with the static CPU manager, kube-proxy.

bridge=qc0
host_address=10.200.0.1
address_of() { printf '10.200.0.%d' $((1 + $1)); }
pods_of() { printf '10.244.%d.0/24' "$1"; }

# The CPU that node $1 keeps for its shared pool: the first, and on node2 the last. The others are given out.
reserved_of() {
  if (($1 == 1)); then printf 0; else printf '%d' $(($(nproc --all) - 1)); fi
}

# CPU_MANAGER_POLICY's word for node $1.
policy_of() {
  if (($1 == 1)); then printf '%s' "${CPU_MANAGER_POLICY%,*}"; else printf '%s' "${CPU_MANAGER_POLICY#*,}"; fi
}

write_containerd_config() {
  local node=$1 folder=$state/node$1
  mkdir -p "$folder" "$etc/cni$node"
  cat >"$etc/containerd$node.toml" <<T
version = 2
root = "$folder/containerd"
state = "$folder/containerd-run"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs"]
[grpc]
  address = "$folder/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "$folder/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$pause_image"
  disable_apparmor = true
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  tolerate_missing_hugetlb_controller = true
  disable_hugetlb_controller = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$etc/cni$node"
T
  cat >"$etc/cni$node/10-bridge.conflist" <<C
{"cniVersion": "1.0.0", "name": "qc-node$node", "plugins": [{"type": "bridge", "bridge": "cni0", "isGateway": true,
 "isDefaultGateway": true, "hairpinMode": true, "ipMasq": false,
 "ipam": {"type": "host-local", "dataDir": "$folder/cni", "ranges": [[{"subnet": "$(pods_of "$node")"}]]}}]}
C
}

write_kubelet_config() {
  local node=$1 folder=$state/node$1
  : >"$etc/resolv.conf" # there is no DNS in the cluster
  cat >"$etc/kubelet$node.yaml" <<Y
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
failCgroupV1: false
cgroupDriver: cgroupfs
cgroupRoot: /qc-node$node
cpuManagerPolicy: $(policy_of "$node")
cpuManagerReconcilePeriod: $CPU_MANAGER_RECONCILE
reservedSystemCPUs: "$(reserved_of "$node")"
topologyManagerPolicy: single-numa-node
containerLogMaxSize: $LOG_MAX_SIZE
containerLogMonitorInterval: 3s # the shortest that the kubelet takes
containerRuntimeEndpoint: unix://$folder/containerd.sock
address: $(address_of "$node")
port: 10250
readOnlyPort: 0
healthzBindAddress: 127.0.0.1
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $pki/kubelet-server$node.crt
tlsPrivateKeyFile: $pki/kubelet-server$node.key
rotateCertificates: false
clusterDomain: cluster.local
resolvConf: $etc/resolv.conf
podLogsDir: $folder/pod-logs
volumePluginDir: $folder/volume-plugins
enforceNodeAllocatable: [pods]
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: 200Mi, nodefs.available: 2%, nodefs.inodesFree: 1%, imagefs.available: 2%}
maxPods: 30
nodeStatusUpdateFrequency: 5s
shutdownGracePeriod: 0s
Y
}

write_proxy_config() {
  cat >"$etc/kube-proxy$1.yaml" <<Y
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
bindAddress: 0.0.0.0
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
clientConnection: {kubeconfig: $etc/kube-proxy.kubeconfig}
clusterCIDR: 10.244.0.0/16
conntrack: {maxPerCore: 0, min: 0}
hostnameOverride: node$1
Y
}

# The kubelet wants its root cgroup to exist in every hierarchy. The daemons of both nodes keep to CPU 0: with two nodes,
# node2's pods share it with them.
make_cgroups() {
  local node=$1 hierarchy group
  for hierarchy in /sys/fs/cgroup/*/; do
    [[ $hierarchy == */unified/ ]] || mkdir -p "${hierarchy}qc-node$node"
  done
  for group in "$cpusets/qc-node$node" "$cpusets/qc-system$node"; do
    mkdir -p "$group"
    cat "$cpusets/cpuset.mems" >"$group/cpuset.mems"
  done
  cat "$cpusets/cpuset.cpus" >"$cpusets/qc-node$node/cpuset.cpus"
  echo 0 >"$cpusets/qc-system$node/cpuset.cpus"
}

make_bridge() {
  ip link add "$bridge" type bridge
  ip addr add "$host_address/24" dev "$bridge"
  ip link set "$bridge" up
}

# Node $1 on the bridge; its pods are reached from the host and from the other node.
make_network() {
  local node=$1 other
  ip netns add "qc-node$node"
  ip link add "qc-veth$node" type veth peer name eth0 netns "qc-node$node"
  ip link set "qc-veth$node" master "$bridge" up
  in_node "$node" ip link set lo up
  in_node "$node" ip addr add "$(address_of "$node")/24" dev eth0
  in_node "$node" ip link set eth0 up
  in_node "$node" ip route add default via "$host_address"
  in_node "$node" sysctl -qw net.ipv4.ip_forward=1
  ip route add "$(pods_of "$node")" via "$(address_of "$node")"
  for ((other = 1; other <= NODES; other++)); do
    ((other == node)) || in_node "$node" ip route add "$(pods_of "$other")" via "$(address_of "$other")"
  done
}

start_containerd() {
  write_containerd_config "$1"
  start "containerd$1" "$1" containerd --config "$etc/containerd$1.toml" --log-level info
}

# A kubelet refuses to start with the CPU manager's state of another policy, and pods that it does not find there are
# given their CPUs anew.
start_kubelet() {
  local node=$1 folder=$state/node$1
  ! is_alive "kubelet$node" || die "node $node's kubelet is running: scripts/cluster stop-node $node comes first"
  rm -f "$folder/kubelet/cpu_manager_state" "$folder/kubelet/memory_manager_state"
  write_kubelet_config "$node"
  write_proxy_config "$node"
  start "kubelet$node" "$node" kubelet --config="$etc/kubelet$node.yaml" --kubeconfig="$etc/kubelet$node.kubeconfig" \
    --root-dir="$folder/kubelet" --cert-dir="$folder/kubelet-pki" --hostname-override="node$node" \
    --node-ip="$(address_of "$node")" --v=2
  start "kube-proxy$node" "$node" kube-proxy --config="$etc/kube-proxy$node.yaml" --v=1
  wait_for "kubelet$node" 60 node_is_ready "$node"
}

node_is_ready() {
  kubectl get node "node$1" --no-headers | grep -qw Ready
}

stop_kubelet() {
  stop "kube-proxy$1" 5
  stop "kubelet$1" 10
}
