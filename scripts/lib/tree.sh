# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the scripts that source this file
# What every script here shares: where the tree is, how to speak, which Java there is, and whether what was built
# is still what the sources say. Sourced on each call of scripts/quietcore, so the common path starts no process:
# a few milliseconds beside a JVM that needs thirty.

CDPATH=

say() {
  printf 'quietcore: %s\n' "$1" >&2
}

die() {
  say "$1"
  exit "${2:-1}"
}

# Sets root, the tree whose script is $1 (with its folder, links followed), to an absolute path.
find_root() {
  local here=$PWD
  cd -P -- "${1%/*}/.." || die "the folder of $1 is gone"
  root=$PWD
  cd -- "$here" || die "the current folder is gone"
  built=$root/target/quietcore
}

# Sets java_version ("17.0.15+6") of the Java in the folder $1; fails where there is none. The file `release` stands
# in every JDK since 9 (JEP 223's successor properties), and reading it costs no process.
read_java_version() {
  local home=$1 line
  java_version=
  [[ -x $home/bin/java ]] || return 1
  if [[ -r $home/release ]]; then
    while IFS= read -r line || [[ -n $line ]]; do
      case $line in
        JAVA_RUNTIME_VERSION=*) java_version=${line#*=} && break ;;
        JAVA_VERSION=*) java_version=${line#*=} ;;
      esac
    done <"$home/release"
    java_version=${java_version//\"/}
  fi
  if [[ -z $java_version ]]; then
    java_version=$("$home/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.version = //p')
  fi
  java_major=${java_version%%[.+-]*}
  [[ $java_major =~ ^[0-9]+$ ]]
}

# $1 is a folder of a Java that is new enough and, when $2 names a tool (javac), has it. Sets java_version, java_major.
is_java() {
  read_java_version "$1" && ((java_major >= 17)) && [[ -z ${2:-} || -x $1/bin/$2 ]]
}

# The folder of the Java that the command $1 on PATH belongs to, in java_home. A shim (jenv, asdf) is asked. The usual
# places are compared first, for that starts no process.
java_home_of_command() {
  local command home
  java_home=
  hash "$1" 2>/dev/null || return 1
  command=${BASH_CMDS[$1]}
  for home in "${QUIETCORE_JVM_DIR:-/usr/lib/jvm}"/*; do
    if [[ ! -L $home && $command -ef $home/bin/$1 && -r $home/release ]]; then
      java_home=$home
      return 0
    fi
  done
  command=$(readlink -f -- "$command")
  java_home=${command%/bin/*}
  [[ -r $java_home/release ]] ||
    java_home=$("$command" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  [[ -n $java_home ]]
}

# Sets java_home: JAVA_HOME, else the command on PATH, else the oldest sufficient one under /usr/lib/jvm (the release
# that the sources are written for is 17). With $1 = javac, it has a compiler too.
find_java() {
  local tool=${1-} home oldest=
  if [[ -n ${JAVA_HOME:-} ]]; then
    if ! is_java "$JAVA_HOME"; then
      die "JAVA_HOME=$JAVA_HOME holds ${java_version:-no Java}${java_version:+, too old}: point it at Java 17 or newer, or unset it"
    fi
    java_home=$JAVA_HOME
    is_java "$JAVA_HOME" "$tool" && return 0
  fi
  java_home_of_command "${tool:-java}" && is_java "$java_home" "$tool" && return 0
  java_home=
  for home in "${QUIETCORE_JVM_DIR:-/usr/lib/jvm}"/*; do
    if is_java "$home" "$tool" && { [[ -z $java_home ]] || ((java_major < oldest)); }; then
      java_home=$home
      oldest=$java_major
    fi
  done
  [[ -n $java_home ]] && is_java "$java_home" "$tool"
}

# What the jars are made of, files and folders, in sources. Tests are not: they do not change a jar. Globbing takes half the
# time of starting find.
list_sources() {
  shopt -s globstar dotglob
  sources=("$root"/pom.xml "$root"/.mvn/** "$root"/scripts/lib{,/*} "$root"/*/pom.xml "$root"/*/src/main/**
    "$root"/probes/*/pom.xml "$root"/probes/*/src/main/**)
  shopt -u globstar dotglob
}

# Succeeds when the published build is that of the sources as they are; sets build to its folder. Only file times are
# looked at. Folders are among them, so a file that was removed is seen too.
is_fresh() {
  local id='' path
  build=
  [[ -r $built/current ]] || return 1
  read -r id <"$built/current" || return 1
  [[ -n $id && -f $built/$id/quietcore.jar && -f $built/$id/probes.jar ]] || return 1
  list_sources
  for path in "${sources[@]}"; do
    [[ ! $path -nt $built/current ]] || return 1
  done
  build=$built/$id
}

# The name of the class-data-sharing archive of this build for the Java in java_home, in archive. An archive belongs to
# one JVM (its path and its version) and to one place of the jar.
name_archive() {
  local jvm="$java_home-$java_version"
  jvm=${jvm//\//%}
  archive=$build/${jvm: -200}.jsa
  [[ ${#jvm} -gt 200 ]] || archive=$build/$jvm.jsa
}

# How the harness's own JVM is started, in java_command, but for the main class: a fast start matters, peak speed does not,
# and few threads do, for a probe may run beside it. Warnings of the JVM go to stderr, since stdout is the command's; those
# about the archive are not the user's business. `-cp` and not `-jar`: the launcher reads a manifest in 4 ms (measured on
# JDK 17), so what this one says of native access (JEP 472, JDK 24) is said here.
main_class=io.quietcore.harness.cli.Main
# What reads stored runs ($1, the command) may work for a minute while nothing is measured: it gets the second compiler too.
name_java_command() {
  local -a first_compiler_only=(-XX:TieredStopAtLevel=1)
  case ${1:-} in
    report | compare | bundle | history | regress | validate-statistics) first_compiler_only=() ;;
  esac
  # The archive is mapped where it was made for: elsewhere (the default since JDK 17) all of its pointers are patched first,
  # which takes 13 ms of 50. A diagnostic option: only for the releases that are known to have it.
  local -a where_it_was_made=()
  ((java_major > 25)) || where_it_was_made=(-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0)
  java_command=("$java_home/bin/java" "${where_it_was_made[@]}" "${first_compiler_only[@]}" -XX:+UseSerialGC
    -XX:-UsePerfData -Xshare:auto
    -Xlog:disable -Xlog:all=warning:stderr '-Xlog:cds*=off:stderr' -Dfile.encoding=UTF-8
    "-Dquietcore.root=$root" "-Dquietcore.probesJar=$build/probes.jar" -cp "$build/quietcore.jar")
  ((java_major < 24)) || java_command+=(--enable-native-access=ALL-UNNAMED)
}
