# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # root, built, build, java_home and sources are tree.sh's; maven_command packages.sh's
# Builds the jars and publishes them under target/quietcore/<id>, where id is a digest of the sources. A build is made in
# the modules' own target folders and published by renaming a folder, then the file `current`: what failed or was
# interrupted is never seen. A campaign that runs for days keeps the jars it was started with, whatever is built meanwhile.

# shellcheck source=lib/packages.sh
source "$root/scripts/lib/packages.sh"

# One build at a time in this tree. Two locks would be held if target/ were removed between opening and locking, so the
# file that was locked is looked at again.
take_build_lock() {
  if [[ ${QUIETCORE_BUILDING:-} == "$root" ]]; then
    die "called from inside this tree's own build, whose jars are not there yet: call it after the build"
  fi
  mkdir -p "$built" 2>/dev/null || true
  [[ -w $built ]] ||
    die "the jars are missing or older than the sources, and $built cannot be written: build where it can, or set its permissions"
  while :; do
    exec 9>>"$built/lock"
    if ! flock -n 9; then
      say "another call is building in this tree; waiting for it…"
      flock 9
    fi
    [[ ! $built/lock -ef /proc/self/fd/9 ]] || break
  done
  rm -rf "$built"/started.* "$built"/*.new
}

release_build_lock() {
  exec 9>&-
}

# The digest of the sources' names and contents, in source_id. Names are relative: a tree that moved is the same tree.
digest_sources() {
  local path
  list_sources
  source_id=$(
    cd "$root" || exit
    for path in "${sources[@]#"$root"/}"; do
      [[ ! -f $path ]] || printf '%s\0' "$path"
    done | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
  )
  source_id=${source_id:0:16}
}

# Makes `current` name the build $1, as of the moment that the file $2 was written: what is edited after that is stale.
publish_current() {
  printf '%s\n' "$1" >"$built/current.new"
  touch -r "$2" "$built/current.new"
  mv -f "$built/current.new" "$built/current"
  rm -f "$2"
}

# Sources newer than the build, but the same in content (a branch left and entered again), need no build.
adopt_existing_build() {
  digest_sources
  has_build "$source_id"
}

has_build() {
  [[ -f $built/$1/quietcore.jar && -f $built/$1/probes.jar ]]
}

# Where the account has no home that can be written (a bare user id in a container), Maven keeps its files in the tree.
name_maven_home() {
  local home
  home=$(getent passwd "$EUID" | cut -d: -f6) || home=
  home=${home:-${HOME:-}}
  maven_options=${MAVEN_OPTS:-}
  if [[ -z $home || ! -d $home || ! -w $home ]]; then
    mkdir -p "$root/target/home"
    # MAVEN_OPTS is split at blanks by mvn itself, so a tree with a blank in its path is entered first and named by '.'.
    maven_options="$maven_options -Duser.home=target/home -Dmaven.repo.local=target/home/repository"
  fi
}

# Runs Maven in the root with the JDK in java_home; the lock stays with it, so that an orphan still counts as a builder.
run_maven() {
  name_maven_home
  # The exit code is Maven's: every script here has pipefail set.
  {
    {
      cd "$root" || exit
      JAVA_HOME=$java_home MAVEN_OPTS=$maven_options QUIETCORE_BUILDING=$root \
        "$maven_command" --batch-mode --no-transfer-progress -Dstyle.color=never "$@" </dev/null
    } 2>&1 >&3 3>&- | without_escapes >&2
  } 3>&1 | without_escapes
}

# Maven 3.8 ends with a terminal's escapes, also where it was told to use no colour and writes to a file.
without_escapes() {
  sed -u $'s/\e\\[[0-9;]*[A-Za-z]//g'
}

# A compiler that was killed may leave half a class file that looks up to date: after such a build, classes are made anew.
drop_unfinished_classes() {
  local module
  for module in "$root"/*/ "$root"/probes/*/; do
    [[ ! -f $module/pom.xml ]] || rm -rf "$module/target/classes" "$module/target/maven-status"
  done
}

compile_and_package() {
  local log=$built/build.log status=0
  say "building quietcore (first call takes about a minute)…"
  [[ ! -e $built/unfinished ]] || drop_unfinished_classes
  : >"$built/unfinished"
  run_maven -pl '!fuzz' -DskipTests -Dspotless.check.skip=true -Dcheckstyle.skip=true package >"$log" 2>&1 || status=$?
  if ((status)); then
    ((status < 128)) || die "the build was interrupted" "$status"
    tail -n 20 "$log" >&2
    die "the build failed; the whole log is in $log"
  fi
}

# Copies the jars of Maven's target folders to the folder of their own, and forgets builds that nobody uses.
publish_build() {
  local fresh=$built/$source_id.new
  rm -f "$built/unfinished"
  ! has_build "$source_id" || return 0
  rm -rf "$fresh"
  mkdir -p "$fresh"
  cp "$root"/harness/target/quietcore.{jar,cdx.json} "$root"/probes/runtime/target/probes.{jar,cdx.json} "$fresh/" ||
    die "Maven succeeded, but a jar is missing; the whole log is in $built/build.log"
  rm -rf "${built:?}/$source_id"
  mv "$fresh" "$built/$source_id"
}

# Keeps the three newest builds, and any that a process was started from.
remove_old_builds() {
  local -a builds=()
  local jar i
  while IFS= read -r jar; do builds+=("${jar%/quietcore.jar}"); done \
    < <(ls -1t -- "$built"/*/quietcore.jar 2>/dev/null)
  for ((i = 3; i < ${#builds[@]}; i++)); do
    # Told on standard input: in an argument it would be found in grep's own command line.
    # shellcheck disable=SC2062 # the files are no pattern
    grep -qsF --file=- -- /proc/[0-9]*/cmdline <<<"${builds[i]}/" || rm -rf "${builds[i]}"
  done
}

# Leaves build and java_home set, with jars that belong to the sources as they are now; ends with a message where that
# cannot be.
ensure_built() {
  local started
  if [[ -r $built/current && ! -w $built ]] && find_java; then
    read -r source_id <"$built/current"
    local published=$source_id
    digest_sources
    if [[ $source_id == "$published" ]] && has_build "$published"; then
      build=$built/$published
      return 0
    fi
  fi
  take_build_lock
  if is_fresh && find_java; then
    release_build_lock
    return 0
  fi
  started=$built/started.$$
  : >"$started"
  if ! adopt_existing_build; then
    ensure_tools
    compile_and_package
    publish_build
    remove_old_builds
  fi
  publish_current "$source_id" "$started"
  build=$built/$source_id
  find_java || die "no Java 17 or newer to run with"
  release_build_lock
}
