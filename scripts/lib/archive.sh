# shellcheck shell=bash
# shellcheck disable=SC2154 # root, build, archive, main_class and java_command come from tree.sh
# The class-data-sharing archives of harness and probes for one JVM: the classes that common commands, and a repetition,
# load, parsed and verified once. Static archives: the dynamic one (-XX:ArchiveClassesAtExit) refuses class files older
# than Java 6, and picocli's are Java 5 (JDK-8255493). An archive only saves time, so whatever goes wrong here is silent.
# An empty file of the harness says not to try again; the probes' archive is tried together with it.

# Prints the classes that one command loads. Those of other class loaders than the application's carry a source and the
# ids of their supertypes; ids differ from run to run, so such lines and ids are dropped.
list_classes() {
  local list=$1
  shift
  timeout 60 "${java_command[@]}" -XX:DumpLoadedClassList="$list" "$main_class" "$@" >/dev/null 2>&1 </dev/null || true
  [[ ! -s $list ]] || grep -v -e '^#' -e ' source: ' -- "$list" | sed 's/ id: [0-9]*$//'
}

make_archive() {
  local scratch
  scratch=$(mktemp -d "$build/archive.XXXXXX" 2>/dev/null) || return 0
  {
    list_classes "$scratch/one" --version
    list_classes "$scratch/two" --help
    list_classes "$scratch/three" workloads list
    list_classes "$scratch/four" topology -o json
    # Nothing listens on port 1: the classes of a client that is refused are most of those of one that is not.
    mkdir "$scratch/documents"
    printf '[{"metricName":"m","value":1.5}]' >"$scratch/documents/m.json"
    list_classes "$scratch/five" export tarball "$scratch/documents" --out "$scratch/m.tgz"
    list_classes "$scratch/six" import --tarball "$scratch/m.tgz" --es-server http://127.0.0.1:1 --es-index x --es-attempts 1
  } 2>/dev/null | awk '!seen[$0]++' >"$scratch/classes"
  timeout 60 "${java_command[@]}" -Xshare:dump -XX:SharedClassListFile="$scratch/classes" \
    -XX:SharedArchiveFile="$scratch/archive" >/dev/null 2>&1 </dev/null || : >"$scratch/archive"
  [[ -e $scratch/archive ]] || : >"$scratch/archive"
  # The probes' own, which lies beside their jar: without it each repetition takes a second or two longer.
  timeout 120 "$java_home/bin/java" -XX:TieredStopAtLevel=1 -cp "$build/probes.jar" io.quietcore.runtime.launch.ArchiveMaker \
    >/dev/null 2>&1 </dev/null || true
  mv -f "$scratch/archive" "$archive" 2>/dev/null || true
  rm -rf "$scratch"
}
