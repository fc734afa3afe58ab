# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is set here is read by the other files of this folder
# Where the cluster lives on this machine, and how its processes are started, awaited and ended: by process id, never by
# name. There is one cluster on a machine, for its bridge and its cgroups have fixed names.

cache=${QUIETCORE_CACHE:-/var/tmp/quietcore-cluster}
live=/var/tmp/quietcore-cluster/running
etc=$live/etc
pki=$etc/pki
state=$live/state
logs=$live/log
pids=$live/run
export KUBECONFIG=$etc/admin.kubeconfig PATH=$PATH:/usr/sbin:/sbin

step() {
  printf 'cluster: %4d s  %s\n' "$SECONDS" "$1" >&2
}

# The settings that `up` was given, which later commands go on with, unless the environment says otherwise now.
settings=(NODES NODE_GRACE CPU_MANAGER_POLICY CPU_MANAGER_RECONCILE LOG_MAX_SIZE KUBE_VERSION)

read_settings() {
  local name value
  if [[ -f $etc/settings ]]; then
    while IFS='=' read -r name value; do [[ -n ${!name:-} ]] || printf -v "$name" '%s' "$value"; done <"$etc/settings"
  fi
  default_settings
}

default_settings() {
  NODES=${NODES:-1} NODE_GRACE=${NODE_GRACE:-16s} LOG_MAX_SIZE=${LOG_MAX_SIZE:-10Mi} KUBE_VERSION=${KUBE_VERSION:-v1.36.2}
  CPU_MANAGER_POLICY=${CPU_MANAGER_POLICY:-static} CPU_MANAGER_RECONCILE=${CPU_MANAGER_RECONCILE:-5s}
  [[ $NODES =~ ^[12]$ ]] || die "NODES is $NODES, expected 1 or 2"
  [[ $CPU_MANAGER_POLICY =~ ^(static|none)(,(static|none))?$ ]] ||
    die "CPU_MANAGER_POLICY is $CPU_MANAGER_POLICY, expected static or none, or one of them for each node: static,none"
  bin=$cache/bin-$KUBE_VERSION
  PATH=$bin:$PATH
}

write_settings() {
  local name
  for name in "${settings[@]}"; do printf '%s=%s\n' "$name" "${!name}"; done >"$etc/settings"
}

# The time at which process $1 was started, in ticks since boot (proc(5), field 22 of stat): with it, a process id names
# one process only, also after a reboot. Fails when it has ended.
started_at() {
  local stat
  local -a fields
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} != Z ]] && printf '%s' "${fields[19]}"
}

# Starts $3… as $1 in the network of node $2, on the CPUs of the node's daemons, with its output in a log of its own. The
# daemons sit in a cpuset, off the exclusive CPUs: a mask (taskset) would be inherited by the containers.
start() {
  local name=$1 node=$2
  shift 2
  # shellcheck disable=SC2016 # $$ is the new shell's, which becomes the daemon
  setsid sh -c 'echo $$ >"$1" && shift && exec nsenter "$@"' sh "$cpusets/qc-system$node/cgroup.procs" \
    --net="/run/netns/qc-node$node" "$@" </dev/null >"$logs/$name.log" 2>&1 8>&- &
  printf '%d %s\n' "$!" "$(started_at "$!")" >"$pids/$name"
}

# Sets pid to that of $1; fails when it does not run.
is_alive() {
  local since
  [[ -f $pids/$1 ]] && read -r pid since <"$pids/$1" && [[ $(started_at "$pid") == "$since" ]]
}

# Ends $1, by force when it is there after $2 seconds.
stop() {
  local tenths=$(($2 * 10))
  if is_alive "$1"; then
    kill "$pid"
    while is_alive "$1" && ((tenths-- > 0)); do sleep 0.1; done
    ! is_alive "$1" || kill -9 "$pid"
    while is_alive "$1"; do sleep 0.05; done
  fi
  rm -f "$pids/$1"
}

# Tries $2… for $1 seconds.
retry() {
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < until)) || return 1
    sleep 0.1
  done
}

# Waits at most $2 seconds until $3… succeeds, while the process $1 lives.
wait_for() {
  local name=$1 until=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! is_alive "$name" || ((SECONDS >= until)); then
      tail -n 5 "$logs/$name.log" >&2
      die "$name is not ready; its whole log is $logs/$name.log, and 'scripts/cluster down' cleans up"
    fi
    sleep 0.1
  done
  step "$name is ready"
}

# There is a cluster of ours, whole or not, which `down` has to take away: `up` noted how it found the machine.
is_begun() {
  [[ -f $state/sysctl ]]
}

# `up` came to its end.
is_up() {
  [[ -f $state/up ]] && is_alive etcd
}

need_cluster() {
  is_up || die "no cluster is running here: scripts/cluster up"
}

in_node() {
  local node=$1
  shift
  nsenter --net="/run/netns/qc-node$node" "$@"
}

# containerd's client for node $1. Kubernetes sees the namespace k8s.io.
ctr_on() {
  local node=$1
  shift
  ctr -a "$state/node$node/containerd.sock" -n k8s.io "$@"
}

# What the cluster needs from Debian: "command package".
programs=(
  'containerd containerd' 'ctr containerd' 'runc runc' 'etcd etcd-server' 'etcdctl etcd-client' 'iptables iptables'
  'nft nftables' 'conntrack conntrack' 'ethtool ethtool' 'ip iproute2' 'sysctl procps' 'openssl openssl'
  '/usr/lib/cni/bridge containernetworking-plugins' 'cc gcc'
)

# The packages that are missing here, in missing.
list_missing_packages() {
  local program command package
  missing=()
  for program in "${programs[@]}"; do
    read -r command package <<<"$program"
    has_program "$command" || missing+=("$package")
  done
  [[ " ${missing[*]-} " != *' gcc '* ]] || missing+=(libc6-dev)
}

ensure_programs() {
  local -a missing
  list_missing_packages
  ((${#missing[@]})) || return 0
  package_log=$built/packages.log
  step "installing ${missing[*]}"
  install_packages "${missing[@]}" || die "apt-get could not install ${missing[*]}, see $package_log"
  hash -r
}

# Ends with one line where a cluster cannot be started. The daemons and the kubelets' pods are put into cgroups by hand, in
# the hierarchies of cgroup v1, on which alone this was seen to work.
cpusets=/sys/fs/cgroup/cpuset
check_machine() {
  local -a missing
  need_root up
  [[ -w $cpusets/cgroup.procs ]] ||
    die "there is no cgroup v1 hierarchy at $cpusets, for which scripts/cluster is made: use kind, or another KUBECONFIG"
  unshare --mount --net true 2>/dev/null ||
    die "root may make no mount and network namespaces here (a container without CAP_SYS_ADMIN?), which nodes live in"
  list_missing_packages
  ((${#missing[@]} == 0)) || can_install ||
    die "the cluster needs programs that are not here: ${missing[*]} (names of Debian's packages)"
  list_missing_components
  ((${#missing[@]} == 0)) || type -P go >/dev/null ||
    die "Kubernetes $KUBE_VERSION is built from Go modules, and there is no go on PATH: install Go 1.26 or newer"
  is_begun || ! type -P ip >/dev/null || ! ip link show "$bridge" >/dev/null 2>&1 ||
    die "there is a network $bridge here that is not of scripts/cluster: take it away first"
}

need_root() {
  [[ $(id -u) == 0 ]] || die "scripts/cluster $1 needs root: it makes network namespaces, cgroups and mounts"
}
