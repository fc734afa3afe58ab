# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # root, built, build, java_home and java_version are tree.sh's
# The container image: our two jars on a Java runtime, put together by Jib (image.xml), without Docker. The runtime is a
# public image, or one that is made here from the JDK in use where no registry can be reached.

# shellcheck source=lib/build.sh
source "$root/scripts/lib/build.sh"

image_cache=${QUIETCORE_CACHE:-/var/tmp/quietcore-cluster}

# What the jars, and the libraries in them, need of a JDK: JMX for JMH, sun.misc.Unsafe, socket options, TLS to an API
# server; and what is found by name only, while it runs: random generators, the charsets of locales, elliptic curves.
# ImageModulesTest holds this list against the jars. Without java.desktop, which JNA and Jackson name for what is not used here.
runtime_modules=java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml
runtime_modules+=,jdk.charsets,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.net,jdk.random,jdk.unsupported,jdk.zipfs

# Prints its arguments as a JSON array of strings.
json_strings() {
  local text joined=
  for text; do
    text=${text//\\/\\\\}
    joined+=${joined:+,}\"${text//\"/\\\"}\"
  done
  printf '[%s]' "$joined"
}

# The machine's architecture, as images call it.
name_architecture() {
  case $(uname -m) in
    x86_64) printf amd64 ;;
    aarch64) printf arm64 ;;
    *) uname -m ;;
  esac
}

# Packs the folder $2 as the image $1 of one layer, into the archive $3 in the format of `docker save`. Options after:
# --entrypoint ARG… and --env NAME=VALUE…. Equal folders give equal bytes.
pack_image() {
  local name=$1 folder=$2 out=$3 option='' argument scratch layer config
  local -a entrypoint=() environment=()
  shift 3
  for argument; do
    if [[ $argument == --entrypoint || $argument == --env ]]; then
      option=$argument
    elif [[ $option == --entrypoint ]]; then
      entrypoint+=("$argument")
    elif [[ $option == --env ]]; then
      environment+=("$argument")
    else
      die "$argument: expected --entrypoint ARG… or --env NAME=VALUE…"
    fi
  done
  [[ " ${environment[*]-}" == *' PATH='* ]] || environment+=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
  [[ -d $folder ]] || die "$folder is no folder: expected the root folder of the image"
  scratch=$(mktemp -d "$out.XXXXXX") || die "$out cannot be written"
  local -a stable=(--numeric-owner --owner=0 --group=0 --sort=name --mtime=@0 --format=gnu)
  tar "${stable[@]}" -C "$folder" -cf "$scratch/layer.tar" .
  layer=$(sha256sum <"$scratch/layer.tar")
  layer=${layer%% *}
  printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":{"Env":%s,"Entrypoint":%s,"WorkingDir":"/"},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(name_architecture)" "$(json_strings "${environment[@]}")" "$(json_strings ${entrypoint[@]+"${entrypoint[@]}"})" \
    "$layer" >"$scratch/config.json"
  config=$(sha256sum <"$scratch/config.json")
  mv "$scratch/config.json" "$scratch/${config%% *}.json"
  printf '[{"Config":"%s.json","RepoTags":%s,"Layers":["layer.tar"]}]' "${config%% *}" "$(json_strings "$name")" \
    >"$scratch/manifest.json"
  tar "${stable[@]}" -C "$scratch" -cf "$scratch/image.tar" "${config%% *}.json" manifest.json layer.tar
  mv "$scratch/image.tar" "$out"
  rm -rf "$scratch"
}

# Ends unless nobody else can put something into the folders and files $@: they belong to this user or to root, and only their
# owner writes to them. What lies there becomes a part of images, and runs, as root where a cluster is made of it.
trust() {
  local path found
  for path; do
    # Without following a link: who owns that decides what is read.
    found=$(stat -c '%u %a' -- "$path") || die "$path cannot be looked at: set QUIETCORE_CACHE to a folder of yours"
    [[ ${found% *} == "$EUID" || ${found% *} == 0 ]] ||
      die "$path belongs to user ${found% *}, who could put anything there: remove it, or set QUIETCORE_CACHE to a folder of yours"
    [[ -L $path ]] || ! ((8#${found#* } & 8#22)) ||
      die "$path can be written by others (mode ${found#* }): chmod go-w it, or set QUIETCORE_CACHE to a folder of yours"
  done
}

# The cache, and what of it is named beside.
# shellcheck disable=SC2120 # cluster/images.sh names an archive
trust_cache() {
  (umask 022 && mkdir -p "$image_cache") || die "$image_cache cannot be made: set QUIETCORE_CACHE to a folder of yours"
  trust "$image_cache" "$@"
}

# Whether the archive $1 in the cache is as it was made.
is_as_made() {
  [[ -f $1 && ! -L $1 && -f $1.sha256 && ! -L $1.sha256 ]] || return 1
  trust "$1" "$1.sha256"
  [[ $(sha256sum <"$1") == "$(<"$1.sha256")" ]] ||
    die "$1 is not what was made here: remove it, and it is made again"
}

# The file names of the shared libraries that the programs and libraries $@ are linked to, and of those that the C library
# took in with glibc 2.34, which JNA's was linked to before.
list_libraries() {
  local libc
  ldd "$@" 2>/dev/null | grep -oE '(=> |^[[:space:]]+)/[^ ]+' | grep -oE '/.*' | sort -u
  libc=$(ldd "$1" | grep -oE '/[^ ]*/libc\.so\.6')
  printf '%s\n' "${libc%/*}"/lib{dl,pthread,rt}.so.[0-9]
}

# Those of runtime_modules that the JDK in use has: some became parts of java.base later (jdk.random with JDK 23).
modules_there() {
  local module there kept=
  there=" $("$java_home/bin/java" --list-modules | tr '\n' ' ')"
  for module in ${runtime_modules//,/ }; do
    [[ $there != *" $module@"* ]] || kept+=${kept:+,}$module
  done
  printf '%s' "$kept"
}

# Leaves local_base set: an archive with a Java runtime of the JDK in use, the C library's files that it is linked to, and
# a user of its own. Made once for each JDK and kept outside the tree.
make_local_base() {
  local recipe folder library
  recipe=$({ declare -f make_local_base modules_there pack_image && echo "$runtime_modules"; } | sha256sum)
  local_base=$image_cache/java-$java_version-${recipe:0:8}.tar
  # shellcheck disable=SC2119 # the cache alone
  trust_cache
  ! is_as_made "$local_base" || return 0
  [[ -x $java_home/bin/jlink ]] || die "the JDK in $java_home has no jlink: name a public base (--base)"
  say "making a Java runtime for images from $java_home (half a minute, once)…"
  folder=$(mktemp -d "$image_cache/java.XXXXXX")
  mkdir -p "$folder"/{etc,opt,tmp}
  chmod 755 "$folder"
  chmod 1777 "$folder/tmp"
  printf 'root:x:0:0::/:/bin/false\nquietcore:x:65532:65532::/tmp:/bin/false\n' >"$folder/etc/passwd"
  printf 'root:x:0:\nquietcore:x:65532:\n' >"$folder/etc/group"
  "$java_home/bin/jlink" --add-modules "$(modules_there)" --vm server --no-header-files --no-man-pages \
    --output "$folder/opt/java" >"$built/jlink.log" 2>&1 || die "jlink failed, see $built/jlink.log"
  "$folder/opt/java/bin/java" -Xshare:dump >>"$built/jlink.log" 2>&1 || die "no class-data archive, see $built/jlink.log"
  while IFS= read -r library; do
    if [[ $library != "$folder"/* ]]; then install -D -m 755 "$library" "$folder$library"; fi
  done < <(list_libraries "$folder/opt/java/bin/java" "$folder"/opt/java/lib/{*.so,server/*.so,jspawnhelper})
  # Without it the JVM takes file names and texts for ASCII.
  [[ ! -d /usr/lib/locale/C.utf8 ]] || cp -r --parents /usr/lib/locale/C.utf8 "$folder"
  pack_image localhost/java:1 "$folder" "$local_base" \
    --env JAVA_HOME=/opt/java PATH=/opt/java/bin:/usr/bin:/bin LANG=C.UTF-8
  sha256sum <"$local_base" >"$local_base.sha256"
  rm -rf "$folder"
}

# Builds the image $1 from the published build into the archive $2, on the base $3: the name of a public image, an
# archive's file name, or `local`. Leaves its digest in image_digest.
make_image() {
  local name=$1 out base=$3 log=$built/image.log
  out=$(readlink -f -- "$2")
  ensure_tools
  # shellcheck disable=SC2119 # the cache alone
  trust_cache
  if [[ $base == local ]]; then
    find_java javac
    make_local_base
    base=$local_base
  fi
  [[ ! -f $base ]] || base=tar://$(readlink -f -- "$base")
  run_maven -f "$root/scripts/lib/image.xml" resources:resources jib:buildTar "-Dimage=$name" "-Dimage.base=$base" \
    "-Dimage.architecture=$(name_architecture)" "-Dcontroller.folder=$build" "-Dprobes.folder=$build" \
    "-Djib.outputPaths.tar=$out.new" "-Djib.outputPaths.digest=$built/image.digest" \
    "-Djib.baseImageCache=$image_cache/jib" "-Djib.applicationCache=$image_cache/jib" >"$log" 2>&1 ||
    die "the image could not be built on $3: $(name_failure "$log"); the whole log is $log"
  image_digest=$(<"$built/image.digest")
  mv "$out.new" "$out"
}

# Why Maven's one goal failed, from its log.
name_failure() {
  sed -n 's/^\[ERROR\] Failed to execute goal .* on project [^:]*: \(.*\) -> \[Help 1\]$/\1/p' "$1"
}
