#!/bin/sh
# tree-initrd.sh TREE OUTPUT COMPRESSION MODULES VERIFIER: OUTPUT/initrd for the one kernel that TREE has.
set -eu
for modules in "$1"/lib/modules/*/modules.dep; do :; done
version=${modules%/modules.dep}
exec "$(dirname "$0")/initrd.sh" "$1" "$2" "${version##*/}" "$3" "$4" "$5"
