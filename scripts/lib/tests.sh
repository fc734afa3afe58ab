# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # root, built and the Java names are tree.sh's
# What scripts/test and scripts/test-cluster need beyond a build: the JDKs to test on, the programs that only some tests
# use, and the list of what was skipped.

notes=()
skipped=()

# The JDKs of this machine that can build and test, oldest first, as "major folder" lines without doubles.
list_jdks() {
  local home
  for home in "${JAVA_HOME:-}" "$(java_home_of_command javac && printf '%s' "$java_home")" \
    "${QUIETCORE_JVM_DIR:-/usr/lib/jvm}"/*; do
    [[ -n $home ]] && is_java "$home" javac && printf '%s %s\n' "$java_major" "$(readlink -f -- "$home")"
  done | sort -u | sort -s -n -k1,1
}

# What only some tests use: "command package… # the tests". Without it those tests are skipped.
extras=(
  'chromium chromium # the report in a real browser'
  'cc gcc libc6-dev # loads and stalls made by a small C program'
  'lstopo-no-graphics hwloc-nox # lstopo as the topology oracle'
)

# Installs the extras that are missing, one by one, when that can be done; adds a line to notes for each that stays away.
ensure_extras() {
  local extra command why
  local -a words packages
  package_log=$built/packages.log
  for extra in "${extras[@]}"; do
    why=${extra#* \# }
    read -ra words <<<"${extra%% \#*}"
    command=${words[0]}
    packages=("${words[@]:1}")
    has_program "$command" && continue
    if can_install; then
      say "installing ${packages[*]} (for tests: $why)"
      install_packages "${packages[@]}" && has_program "$command" && continue
      notes+=("${packages[*]} could not be installed (see $package_log): tests of $why are skipped")
    else
      notes+=("$command is not here (on Debian, as root: apt-get install ${packages[*]}): tests of $why are skipped")
    fi
  done
}

forget_reports() {
  local folder
  for folder in "$root"/*/target "$root"/probes/*/target; do
    rm -rf "$folder/surefire-reports" "$folder/failsafe-reports"
  done
}

# Adds to skipped one line for each test that the reports call skipped, with $1 (where it ran) before it.
collect_skipped() {
  local line
  local -a reports=("$root"/*/target/{surefire,failsafe}-reports/TEST-*.xml
    "$root"/probes/*/target/{surefire,failsafe}-reports/TEST-*.xml)
  ((${#reports[@]})) || return 0
  while IFS= read -r line; do skipped+=("$1: $line"); done < <(
    awk '
      function attribute(name,   text) {
        if (!match($0, "[ \n]" name "=\"[^\"]*\"")) return ""
        text = substr($0, RSTART, RLENGTH)
        sub(/^[^"]*"/, "", text); sub(/"$/, "", text)
        gsub(/&#10;|\n/, " ", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text)
        gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'\''", text); gsub(/&amp;/, "\\&", text)
        return text
      }
      function tell(why) { print class (test == "" ? "" : "." test) ": " (why == "" ? "no reason given" : why); open = 0 }
      BEGIN { RS = "<" }
      /^testcase[ \n]/ { test = attribute("name"); class = attribute("classname"); sub(/.*\./, "", class) }
      /^skipped/ { why = attribute("message"); open = 1; if (why != "") tell(why); next }
      # An assumption says why on the first line of its text.
      open && /^!\[CDATA\[/ { sub(/\n.*/, ""); sub(/^!\[CDATA\[[^:]*: (Assumption failed: )?/, ""); tell($0); next }
      open { tell("") }
    ' "${reports[@]}" | sort
  )
}

# What was skipped, and that the script $1 ended with exit code $2. The last thing on the screen: for an EXIT trap.
summarise() {
  local status=$2 line
  ((${#notes[@]} + ${#skipped[@]} == 0)) || printf '\n==== SKIPPED ====\n'
  for line in ${notes[@]+"${notes[@]}"} ${skipped[@]+"${skipped[@]}"}; do printf '  %s\n' "$line"; done
  ((status == 0)) || printf '\n%s: FAILED (exit code %d)\n' "$1" "$status"
  ((status != 0)) || printf '\n%s: all tests passed in %d s\n' "$1" "$SECONDS"
}
