# shellcheck shell=bash
# shellcheck disable=SC2154 # java_home and built come from tree.sh
# What the machine lacks: installed with apt-get when we are root on a Debian, else named in one line.

maven_minimum=3.8.7

# Sets maven_command to an mvn of at least maven_minimum; fails with maven_found = what stands in its way. Without a JDK
# in java_home it cannot be asked, and is taken as it is.
find_maven() {
  local line
  maven_found=
  maven_command=$(type -P mvn) || return 1
  [[ -n $java_home ]] || return 0
  line=$(JAVA_HOME=$java_home "$maven_command" -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p') || line=
  maven_found=${line:-unknown}
  [[ -n $line ]] && at_least "$line" "$maven_minimum"
}

# Dotted numbers: $1 >= $2.
at_least() {
  local -a have want
  local i
  IFS=. read -ra have <<<"$1"
  IFS=. read -ra want <<<"$2"
  for i in 0 1 2; do
    ((${have[i]:-0} == ${want[i]:-0})) || { ((${have[i]:-0} > ${want[i]:-0})); return; }
  done
}

can_install() {
  [[ $(id -u) == 0 ]] && type -P apt-get >/dev/null
}

# A compiler without the C library's headers compiles nothing.
has_program() {
  type -P "$1" >/dev/null || return 1
  [[ $1 != cc ]] || printf '#include <stdio.h>\n' | cc -fsyntax-only -x c - 2>/dev/null
}

update_package_lists() {
  apt-get -q -o DPkg::Lock::Timeout=120 update >>"$package_log" 2>&1 </dev/null
}

is_known_package() {
  [[ -n $(apt-cache madison "$1" 2>/dev/null) ]]
}

# apt-get installs $@; lists that are missing, or so old that the installation failed, are fetched first.
install_packages() {
  local -a lists=(/var/lib/apt/lists/*_Packages*)
  local updated=0
  mkdir -p "${package_log%/*}"
  : >"$package_log"
  if [[ ! -e ${lists[0]:-} ]]; then
    update_package_lists || true
    updated=1
  fi
  run_apt_install "$@" && return 0
  ((!updated)) && update_package_lists && run_apt_install "$@"
}

run_apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "$@" \
    >>"$package_log" 2>&1 </dev/null
}

# The JDK's package: the release that the sources are written for, else the distribution's own.
name_jdk_package() {
  local -a lists=(/var/lib/apt/lists/*_Packages*)
  jdk_package=openjdk-17-jdk-headless
  if can_install && [[ ! -e ${lists[0]:-} ]]; then
    mkdir -p "${package_log%/*}"
    update_package_lists || true
  fi
  if type -P apt-cache >/dev/null && ! is_known_package "$jdk_package" && is_known_package default-jdk-headless; then
    jdk_package=default-jdk-headless
  fi
}

# Leaves java_home (a JDK) and maven_command set, installing what is missing; ends with one line where it cannot.
ensure_tools() {
  local -a missing=()
  package_log=$built/packages.log
  find_java javac || { name_jdk_package && missing+=("$jdk_package"); }
  find_maven || missing+=(maven)
  ((${#missing[@]})) || return 0
  if [[ -n $maven_found ]]; then
    die "Maven $maven_minimum or newer is needed and $maven_command is $maven_found: put a newer mvn on PATH"
  fi
  if ! can_install; then
    die "a JDK (17 or newer) and Maven ($maven_minimum or newer) are needed; missing here: ${missing[*]}. Install them, on Debian as root: apt-get install ${missing[*]}"
  fi
  say "installing ${missing[*]}"
  if ! install_packages "${missing[@]}"; then
    tail -n 5 "$package_log" >&2
    die "apt-get could not install ${missing[*]} (the lines above; all in $package_log): install a JDK (17 or newer) and Maven ($maven_minimum or newer), then call again"
  fi
  hash -r
  if ! find_java javac || ! find_maven; then
    die "installed ${missing[*]}, but found no JDK 17 or newer with Maven $maven_minimum or newer (Maven: ${maven_found:-none})"
  fi
}
