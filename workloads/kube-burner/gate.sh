#!/bin/sh
# kube-burner's health check: exit code 0 where every gate of the campaign passed, 4 where one did not, another where nothing
# could be said. Each step's results lie in a folder of their own.
# kube-burner feeds this file to `/bin/sh -s - ARGS` on standard input, in the folder that it was started in: where the file
# lies is not known here, so the campaign is the first argument, and gate.yml in that folder without one.
campaign=${1:-gate.yml}
if [ ! -f "$campaign" ]; then
  echo "gate.sh: no campaign $campaign in $(pwd): name it in healthCheckScript, behind the script (gate.sh /path/to/gate.yml)" >&2
  exit 1
fi
exec quietcore run "$campaign" --out "gate-$(date -u +%Y%m%dT%H%M%SZ)-$$" </dev/null
