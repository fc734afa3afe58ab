# shellcheck shell=bash
# shellcheck disable=SC2154 # cache, bin and KUBE_VERSION come from machine.sh
# The Kubernetes binaries, built once from Go modules and kept outside the tree, in a folder for each release.

components=(kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl)

# Kubernetes is no module that others can depend on: it names its staging modules as v0.0.0 and replaces them by folders of
# its own tree. A module of ours names their releases instead.
write_kubernetes_module() {
  local folder=$1 gomod module
  mkdir -p "$folder"
  cd "$folder" || exit
  rm -f go.mod go.sum
  gomod=$(go list -m -mod=mod -f '{{.GoMod}}' "k8s.io/kubernetes@$KUBE_VERSION")
  go mod init quietcore.invalid/kubernetes
  go mod edit -go="$(awk '$1 == "go" { print $2 }' "$gomod")" -require="k8s.io/kubernetes@$KUBE_VERSION"
  grep -oE 'k8s\.io/[a-z0-9-]+ (v0\.0\.0$|=> \./staging)' "$gomod" | cut -d' ' -f1 | sort -u |
    while IFS= read -r module; do go mod edit -replace="$module=$module@v0.${KUBE_VERSION#v1.}"; done
}

# A component is built beside its final name: one that is there is whole.
build_component() {
  local stamp=k8s.io/component-base/version minor=${KUBE_VERSION#v1.}
  go build -mod=mod -p "$(nproc)" -o "$bin/$1.new" \
    -ldflags "-s -w -X $stamp.gitVersion=$KUBE_VERSION -X $stamp.gitMajor=1 -X $stamp.gitMinor=${minor%%.*}" \
    "k8s.io/kubernetes/cmd/$1" && mv "$bin/$1.new" "$bin/$1"
}

# The components that are not built yet, in missing.
list_missing_components() {
  local component
  missing=()
  for component in "${components[@]}"; do [[ -x $bin/$component ]] || missing+=("$component"); done
}

ensure_binaries() {
  local component source=$cache/src-$KUBE_VERSION log=$cache/build-$KUBE_VERSION.log
  local -a missing
  list_missing_components
  ((${#missing[@]})) || return 0
  mkdir -p "$bin"
  export CGO_ENABLED=0 GOFLAGS=-trimpath
  step "building Kubernetes $KUBE_VERSION, once (about 10 minutes on two cores); the log is $log"
  (set -e; write_kubernetes_module "$source") >"$log" 2>&1 || build_failed "$log"
  for component in "${missing[@]}"; do
    step "building $component"
    (cd "$source" && build_component "$component") >>"$log" 2>&1 || build_failed "$log"
  done
  step "built Kubernetes $KUBE_VERSION into $bin"
}

build_failed() {
  tail -n 10 "$1" >&2
  die "Kubernetes $KUBE_VERSION could not be built; the whole log is $1"
}
