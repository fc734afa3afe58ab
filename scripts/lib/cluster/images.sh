# shellcheck shell=bash
# shellcheck disable=SC2154 # the folders and settings come from machine.sh
# Images in the nodes. There is no registry: they are imported, and pods use imagePullPolicy: Never.

pause_image=localhost/pause:1

# The container that holds a pod's namespaces, from a few lines of C.
make_pause_image() {
  [[ ! -f $live/pause.tar ]] || return 0
  mkdir -p "$live/pause"
  cc -O2 -static -s -o "$live/pause/pause" "$root/scripts/lib/cluster/pause.c" || die "cannot compile pause.c"
  pack_image "$pause_image" "$live/pause" "$live/pause.tar" --entrypoint /pause >/dev/null
  rm -rf "$live/pause"
}

# Names our image as the sources are now, in our_image, and has its archive in our_archive.
pack_our_image() {
  ensure_built
  our_image=localhost/quietcore:${build##*/}
  our_archive=$cache/quietcore-${build##*/}.tar
  if [[ -f $our_archive ]]; then
    trust_cache "$our_archive"
    return
  fi
  step "packing $our_image"
  rm -f "$cache"/quietcore-*.tar
  make_image "$our_image" "$our_archive" local
}

# Our image in every node, and no older one of ours.
load_our_image() {
  local node old
  pack_our_image
  for node in $(list_nodes); do
    for old in $(ctr_on "$node" images ls -q | grep '^localhost/quietcore:' || true); do
      [[ $old == "$our_image" ]] || ctr_on "$node" images rm "$old" >/dev/null
    done
    ctr_on "$node" images ls -q | grep -xF "$our_image" >/dev/null || import_into "$node" "$our_archive"
  done
  printf '%s\n' "$our_image" >"$state/image"
  step "$our_image is in every node"
}

load_archive() {
  local node
  [[ -r $1 ]] || die "$1 cannot be read: expected an image archive (docker save, or scripts/cluster image)"
  for node in $(list_nodes); do import_into "$node" "$1"; done
  step "$1 is in every node"
}

import_into() {
  ctr_on "$1" images import "$2" >>"$logs/import.log" 2>&1 ||
    die "$2 cannot be imported into node$1: $(tail -n 1 "$logs/import.log")"
}

list_nodes() {
  local socket
  for socket in "$state"/node*/containerd.sock; do
    socket=${socket%/containerd.sock}
    printf '%s\n' "${socket##*/node}"
  done
}
