# shellcheck shell=bash
# shellcheck disable=SC2154 # the folders and settings come from machine.sh
# Takes a cluster away: whole, broken or half started, and whatever of it is there.

# The names of our processes that run.
list_living() {
  local file
  for file in "$pids"/*; do ! is_alive "${file##*/}" || printf '%s\n' "${file##*/}"; done
}

bring_down() {
  local name node
  for name in kube-scheduler kube-controller-manager kube-apiserver; do stop "$name" 10; done
  for node in 1 2; do
    stop_kubelet "$node"
    ! is_alive "containerd$node" || remove_containers "$node"
    stop "containerd$node" 10
  done
  stop etcd 10
  end_shims
  remove_mounts
  for node in 1 2; do remove_node "$node"; done
  ! ip link show "$bridge" >/dev/null 2>&1 || ip link del "$bridge"
  remove_traces
  [[ ${1:-} != --wipe ]] || rm -rf "$live"
  step "down"
}

remove_containers() {
  local id
  for id in $(ctr_on "$1" tasks ls -q); do ctr_on "$1" tasks rm -f "$id"; done >/dev/null 2>&1
  for id in $(ctr_on "$1" containers ls -q); do ctr_on "$1" containers rm "$id"; done >/dev/null 2>&1
  return 0
}

# A container's shim outlives containerd by design. Ours are known by our socket's path.
end_shims() {
  local process command
  for process in /proc/[0-9]*; do
    command=$(tr '\0' ' ' 2>/dev/null <"$process/cmdline") || continue
    [[ $command != *containerd-shim-runc-v2\ *"-address $state/"* ]] || kill -9 "${process#/proc/}" || true
  done
}

remove_mounts() {
  local mount
  awk -v ours="$state/" 'index($2, ours) == 1 { print $2 }' /proc/self/mounts | sort -r |
    while IFS= read -r mount; do umount "$mount" 2>/dev/null || umount -l "$mount"; done
}

remove_node() {
  local node=$1 group
  for group in /sys/fs/cgroup/*/qc-node"$node" /sys/fs/cgroup/*/qc-system"$node"; do
    find "$group" -depth -type d -exec rmdir {} +
  done
  [[ ! -e /run/netns/qc-node$node ]] || ip netns del "qc-node$node"
  ! ip link show "qc-veth$node" >/dev/null 2>&1 || ip link del "qc-veth$node"
  rm -rf "$state/node$node"/{kubelet,pod-logs,cni,containerd-run}
}

# What the parts leave outside our folders.
remove_traces() {
  [[ ! -f $state/sysctl ]] || { sysctl -q -p "$state/sysctl" && rm "$state/sysctl"; }
  if [[ -d /var/log/containers ]]; then
    find /var/log/containers -lname "$state/*" -delete
    rmdir --ignore-fail-on-non-empty /var/log/containers
  fi
}
