#!/bin/sh
# lock.sh setup|customize TREE: hooks of mmdebstrap's. `setup` adds what THINSMITH_LOCK has to apt's configuration:
# preferences, which allow no other versions than the locked ones, and sources. `customize` takes it away: the image has
# the files that it would have without a lock.
set -eu
tree=$2
sources=$tree/etc/apt/sources.list.d/thinsmith-lock.list
preferences=$tree/etc/apt/preferences.d/thinsmith-lock

case $1 in
setup)
	# Where this machine's apt does not know the key, mmdebstrap has named it in the suite's own sources.
	signed=$(sed -n 's/^deb \[.*\(signed-by=[^] ]*\).*/\1/p' "$tree/etc/apt/sources.list" | head -n 1)
	sed "s#@signed@#$signed#" "$THINSMITH_LOCK/sources" >"$sources"
	[ ! -e "$THINSMITH_LOCK/preferences" ] || cp "$THINSMITH_LOCK/preferences" "$preferences"
	;;
customize)
	rm -f "$sources" "$preferences"
	;;
esac
