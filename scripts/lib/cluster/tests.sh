# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is read and set here is test-scripts'
# The part of scripts/test-scripts that is about cluster, image and test-cluster: what can be tried without either.

# A cluster that runs here would be found.
no_cluster_here() {
  [[ ! -e /var/tmp/quietcore-cluster/running/state/up ]] || exit 77
}

a_user_without_root_is_told_that_a_cluster_needs_it() {
  command=$tree/scripts/cluster
  rm "$bin/id"
  fake id <<<'echo 1000'
  local what
  for what in up down 'stop-node 1' load; do
    # shellcheck disable=SC2086 # two words
    run -- $what
    expect 'exit code' "$status" 1
    expect_lines err 1
    expect_text err "scripts/cluster ${what%% *} needs root"
  done
}

a_command_that_the_cluster_does_not_know_prints_its_usage() {
  command=$tree/scripts/cluster
  run -- upp
  expect 'exit code' "$status" 2
  expect_line err 'quietcore: upp: no such command'
  expect_line err 'usage: scripts/cluster COMMAND'
  run -- up NODES=2
  expect 'exit code' "$status" 2
  expect_line err 'quietcore: up NODES=2: expected no argument; settings come before: NODES=2 scripts/cluster up'
  run -- image only-a-name
  expect 'exit code' "$status" 2
  run -- --help
  expect 'exit code' "$status" 0
  expect_line out 'usage: scripts/cluster COMMAND'
}

a_setting_of_the_cluster_that_is_wrong_is_named() {
  command=$tree/scripts/cluster
  run NODES=3 -- check
  expect 'exit code' "$status" 1
  expect_line err 'quietcore: NODES is 3, expected 1 or 2'
  run CPU_MANAGER_POLICY=static,dynamic -- check
  expect 'exit code' "$status" 1
  expect_lines err 1
}

the_environment_of_no_cluster_is_nothing_to_evaluate() {
  no_cluster_here
  command=$tree/scripts/cluster
  run -- env
  expect 'exit code' "$status" 1
  expect_lines out 0
  expect_line err 'quietcore: no cluster is running here: scripts/cluster up'
}

a_folder_is_packed_into_the_same_image_twice() {
  command=$tree/scripts/cluster
  mkdir -p "$scratch/root/bin"
  echo program >"$scratch/root/bin/program"
  run -- image localhost/x:1 "$scratch/root" "$scratch/one.tar" --entrypoint /bin/program 'say "\"' --env A=B
  expect 'exit code' "$status" 0
  touch -d '2001-01-01' "$scratch/root/bin/program"
  run -- image localhost/x:1 "$scratch/root" "$scratch/two.tar" --entrypoint /bin/program 'say "\"' --env A=B
  expect 'images' "$(sha256sum <"$scratch/two.tar")" "$(sha256sum <"$scratch/one.tar")"
  tar -C "$scratch" -xf "$scratch/one.tar"
  cp "$scratch"/????????????????*.json "$scratch/out"
  expect_text out '"Entrypoint":["/bin/program","say \"\\\""]'
  expect_text out '"Env":["A=B","PATH='
  expect_text out "\"diff_ids\":[\"sha256:$(sha256sum <"$scratch/layer.tar" | cut -d' ' -f1)\"]"
  expect 'program' "$(tar -xOf "$scratch/layer.tar" ./bin/program)" program
}

an_image_needs_to_be_told_where_to_go() {
  command=$tree/scripts/image
  run -- --base local
  expect 'exit code' "$status" 2
  expect_line err 'quietcore: where to? --out FILE.tar'
  run -- --out
  expect 'exit code' "$status" 2
  expect_line err 'quietcore: --out: a value is missing'
  run -- --out "$scratch/none/image.tar"
  expect 'exit code' "$status" 1
  expect_lines err 1
  expect 'builds' "$(builds)" 0
}

the_binaries_of_kubernetes_are_built_once() {
  printf 'go 1.99.0\nk8s.io/api v0.0.0\n' >"$scratch/kubernetes.mod"
  fake go <<F
echo "go \$*" >>"\$CALLS"
case \$1 in
  list) echo "$scratch/kubernetes.mod" ;;
  build) while [[ \$1 != -o ]]; do shift; done; echo binary >"\$2"; chmod +x "\$2" ;;
esac
F
  ensure_binaries
  expect 'components built' "$(grep -c '^go build' "$calls")" 6
  expect 'left half built' "$(echo "$scratch"/cache/bin-v1.2.3/*.new)" ''
  ensure_binaries
  expect 'components built' "$(grep -c '^go build' "$calls")" 6
  rm "$scratch/cache/bin-v1.2.3/kubelet"
  ensure_binaries
  expect 'components built' "$(grep -c '^go build' "$calls")" 7
  expect 'built again' "$(tail -n 1 "$calls" | grep -c 'cmd/kubelet$')" 1
}

# Calls the function of the same name in the small tree.
ensure_binaries() {
  # shellcheck disable=SC2016 # it is another shell's
  env -i PATH="$bin" CALLS="$calls" QUIETCORE_CACHE="$scratch/cache" KUBE_VERSION=v1.2.3 bash -c 'set -euo pipefail
    source "$0/scripts/lib/tree.sh"
    source "$0/scripts/lib/cluster/machine.sh"
    source "$0/scripts/lib/cluster/binaries.sh"
    default_settings
    PATH='"$bin"'
    ensure_binaries' "$tree"
}

without_a_cluster_its_tests_do_not_run_and_that_is_said() {
  no_cluster_here
  command=$tree/scripts/test-cluster
  rm "$bin/id"
  fake id <<<'echo 1000'
  run -- x
  expect 'exit code' "$status" 0
  expect_lines err 1
  expect_text err 'NO CLUSTER, so NONE of the tests on a cluster ran. Why: quietcore: scripts/cluster up needs root'
  expect 'builds' "$(builds)" 0
}

without_kubernetes_its_tests_do_not_run_and_that_is_said() {
  command=$tree/scripts/test-cluster
  cat >"$tree/scripts/cluster" <<'F'
#!/bin/sh
[ "$1" != prepare ] || { echo 'quietcore: Kubernetes could not be built' >&2; exit 1; }
[ "$1" != env ] || exit 1
F
  run -- x
  expect 'exit code' "$status" 0
  expect_text err 'NO CLUSTER, so NONE of the tests on a cluster ran. Why: quietcore: Kubernetes could not be built'
}

a_cluster_of_the_users_needs_the_name_of_the_image() {
  no_cluster_here
  command=$tree/scripts/test-cluster
  fake kubectl <<<:
  run KUBECONFIG="$scratch/config" -- x
  expect 'exit code' "$status" 1
  expect_text err 'QUIETCORE_IMAGE is not set'
  expect_line out 'scripts/test-cluster: FAILED (exit code 1)'
}

a_cluster_of_the_users_is_tested_with_the_image_that_is_named() {
  no_cluster_here
  command=$tree/scripts/test-cluster
  fake kubectl <<<:
  tests_of_maven 3
  run KUBECONFIG="$scratch/config" QUIETCORE_IMAGE=example/quietcore:1 -- -Dmore=1
  expect 'exit code' "$status" 0
  expect_text calls 'on example/quietcore:1: '
  expect_text calls ' -Dgroups=cluster -DexcludedGroups= '
  expect_text calls ' -Dmore=1 verify'
}

a_cluster_of_kind_gets_the_image_and_is_tested() {
  no_cluster_here
  command=$tree/scripts/test-cluster
  fake kind <<'F'
echo "kind $*" >>"$CALLS"
echo lab
F
  echo 'echo localhost/quietcore:7 sha256:1' >"$tree/scripts/image"
  tests_of_maven 3
  run -- x
  expect 'exit code' "$status" 0
  expect_text calls 'kind load image-archive'
  expect_text calls 'on localhost/quietcore:7: '
}

a_run_on_a_cluster_without_any_test_fails() {
  no_cluster_here
  command=$tree/scripts/test-cluster
  fake kubectl <<<:
  tests_of_maven 0
  run KUBECONFIG="$scratch/config" QUIETCORE_IMAGE=example/quietcore:1 -- x
  expect 'exit code' "$status" 1
  expect_text err 'no test with the tag cluster ran'
}

# A Maven that has run $1 tests.
tests_of_maven() {
  fake mvn <<F
[[ \$1 != -v ]] || { echo 'Apache Maven 3.8.7'; exit; }
echo "on \$QUIETCORE_IMAGE: mvn \$*" >>"\$CALLS"
mkdir -p harness/target/failsafe-reports
echo '<failsafe-summary><completed>$1</completed></failsafe-summary>' >harness/target/failsafe-reports/failsafe-summary.xml
F
}

# Calls a function of the small tree's image.sh, with the cache in $scratch/cache.
in_cache() {
  status=0
  # shellcheck disable=SC2016 # it is another shell's
  env -i PATH="$bin" QUIETCORE_CACHE="$scratch/cache" bash -c 'set -euo pipefail
    root=$0
    source "$root/scripts/lib/tree.sh"
    source "$root/scripts/lib/image.sh"
    "$@"' "$tree" "$@" 2>"$scratch/err" || status=$?
}

the_cache_that_others_can_write_makes_no_image() {
  in_cache trust_cache
  expect 'exit code' "$status" 0
  expect 'mode of a new cache' "$(stat -c %a "$scratch/cache")" 755
  chmod 777 "$scratch/cache"
  in_cache trust_cache
  expect 'exit code' "$status" 1
  expect_text err "$scratch/cache can be written by others (mode 777)"
  chmod 755 "$scratch/cache"
  echo base >"$scratch/cache/java.tar"
  chmod 664 "$scratch/cache/java.tar"
  in_cache trust_cache "$scratch/cache/java.tar"
  expect 'exit code' "$status" 1
  expect_text err "$scratch/cache/java.tar can be written by others (mode 664)"
}

a_cache_of_another_user_makes_no_image() {
  ((EUID == 0)) || exit 77
  mkdir "$scratch/cache"
  chown 12345 "$scratch/cache"
  in_cache trust_cache
  expect 'exit code' "$status" 1
  expect_text err "$scratch/cache belongs to user 12345"
  rmdir "$scratch/cache"
  mkdir "$scratch/theirs"
  ln -s "$scratch/theirs" "$scratch/cache"
  chown -h 12345 "$scratch/cache"
  in_cache trust_cache
  expect 'exit code' "$status" 1
  expect_text err "$scratch/cache belongs to user 12345"
}

a_base_that_is_not_as_it_was_made_makes_no_image() {
  mkdir "$scratch/cache"
  echo base >"$scratch/cache/java.tar"
  in_cache is_as_made "$scratch/cache/java.tar"
  expect 'exit code' "$status" 1
  sha256sum <"$scratch/cache/java.tar" >"$scratch/cache/java.tar.sha256"
  in_cache is_as_made "$scratch/cache/java.tar"
  expect 'exit code' "$status" 0
  echo more >>"$scratch/cache/java.tar"
  in_cache is_as_made "$scratch/cache/java.tar"
  expect 'exit code' "$status" 1
  expect_text err "$scratch/cache/java.tar is not what was made here"
}
