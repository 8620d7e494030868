#!/bin/sh
# sources.sh DISTRIBUTION SUITE MIRROR COMPONENT...: sets the package sources. MIRROR, if it is not empty, replaces those of
# the box; otherwise components that the box lacks are added. Fails if the system is another distribution or suite.
set -eu
distribution=$1 suite=$2 mirror=$3
shift 3
has=$(. /etc/os-release && echo "${ID-} ${VERSION_CODENAME-}")
case $has in
"$distribution $suite" | "$distribution ") ;;
*)
	# Packages of another suite would leave the system between the two.
	echo "This machine holds $has, but the settings are for $distribution $suite: nothing is changed." >&2
	exit 1
	;;
esac
own=/etc/apt/sources.list.d/thinsmith.list
aside=/etc/apt/before-thinsmith

# Prints the components of the suite in the lists of the box.
known() {
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
		case $file in
		"$own") ;;
		*.list) [ ! -e "$file" ] || sed -n "s/^deb  *\(\[[^]]*\]  *\)\{0,1\}[^ ]*  *$suite  *//p" "$file" ;;
		*.sources) sed -n 's/^Components: *//p' "$file" ;;
		esac
	done | tr -s ' ' '\n'
}

# write_list TEXT
write_list() {
	[ "$(cat "$own" 2>/dev/null)" != "$1" ] || return 0
	printf '%s\n' "$1" >"$own"
	echo "changed: $own"
}

put_aside() {
	mkdir -p "$aside"
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/ubuntu.sources; do
		[ -s "$file" ] || continue
		mv "$file" "$aside/"
		echo "changed: $file"
	done
}

put_back() {
	for file in "$aside"/*; do
		[ -e "$file" ] || continue
		case $file in
		*.sources) mv "$file" /etc/apt/sources.list.d/ ;;
		*) mv "$file" /etc/apt/ ;;
		esac
		echo "changed: package sources of the box"
	done
}

if [ -n "$mirror" ]; then
	put_aside
	write_list "deb $mirror $suite $*"
	exit 0
fi
put_back
missing=
for component in "$@"; do
	known | grep -qxF "$component" || missing="$missing $component"
done
if [ -z "$missing" ]; then
	[ ! -e "$own" ] || echo "changed: $own is removed"
	rm -f "$own"
	exit 0
fi
case $distribution in
debian)
	write_list "deb http://deb.debian.org/debian $suite$missing
deb http://deb.debian.org/debian $suite-updates$missing
deb http://deb.debian.org/debian-security $suite-security$missing"
	;;
ubuntu)
	write_list "deb http://archive.ubuntu.com/ubuntu $suite$missing
deb http://archive.ubuntu.com/ubuntu $suite-updates$missing
deb http://security.ubuntu.com/ubuntu $suite-security$missing"
	;;
esac
