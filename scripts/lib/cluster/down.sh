# shellcheck shell=bash
# shellcheck disable=SC2154 # the folders and settings come from machine.sh
# Takes a cluster away: whole, broken or half started, and whatever of it is there.

# Nothing that the parts know is kept, so they need not end well.
bring_down() {
  if is_begun; then
    end_processes
    remove_mounts
    remove_node 1
    remove_node 2
    ! ip link show "$bridge" >/dev/null 2>&1 || ip link del "$bridge"
    restore_machine
    step "down"
  else
    step "there is nothing to take down"
  fi
  [[ ${1:-} != --wipe ]] || rm -rf "$live"
}

end_processes() {
  local name node
  for name in kube-scheduler kube-controller-manager kube-proxy1 kube-proxy2 kubelet1 kubelet2 kube-apiserver; do
    stop "$name" 0
  done
  for node in 1 2; do
    ! is_alive "containerd$node" || remove_containers "$node"
    stop "containerd$node" 0
  done
  stop etcd 0
  end_shims
}

remove_containers() {
  local id
  for id in $(ctr_on "$1" tasks ls -q); do ctr_on "$1" tasks rm -f "$id" || true; done >/dev/null 2>&1
  for id in $(ctr_on "$1" containers ls -q); do ctr_on "$1" containers rm "$id" || true; done >/dev/null 2>&1
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
    retry 10 remove_cgroup "$group" || die "processes are left in $group: see its cgroup.procs"
  done
  [[ ! -e /run/netns/qc-node$node ]] || ip netns del "qc-node$node"
  ! ip link show "qc-veth$node" >/dev/null 2>&1 || ip link del "qc-veth$node"
  rm -rf "$state/node$node"/{kubelet,pod-logs,cni,containerd-run}
}

# A group empties a moment after its processes were ended.
remove_cgroup() {
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
}

# The machine's settings, and its folders, as `up` found them. Last: until then `down` may be called again.
restore_machine() {
  local folder
  rm -rf "$etc" "$state"/{etcd,image,up}
  while IFS= read -r folder; do rm -rf "$folder"; done <"$state/absent"
  sysctl -q -p "$state/sysctl"
  rm "$state/sysctl"
}
