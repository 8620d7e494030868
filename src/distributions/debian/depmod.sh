#!/bin/sh
# depmod.sh watch|begin|end TREE: runs depmod beside the configuration of packages, where it would hold all of them
# up for several seconds. `begin` and `end` are hooks of mmdebstrap's: they put a stand-in into depmod's place, and
# take it away. `watch`, which runs all the while, calls the real one as soon as the kernel's modules are unpacked.
# It is no child of a hook: mmdebstrap waits for whoever holds a hook's files open.
set -eu
tree=$2
flag=$tree/run/thinsmith-depmod

# In Debian 12 dpkg knows the program as /sbin/depmod, later as /usr/sbin/depmod; on disk they are the same.
names="/sbin/depmod /usr/sbin/depmod"

# The package's name has the version; linux-image-amd64, which only depends on it, has not.
unpacked() {
	for list in "$tree"/var/lib/dpkg/info/linux-image-[0-9]*.list "$tree"/var/lib/dpkg/info/linux-modules-[0-9]*.list; do
		[ -s "$list" ] && return 0
	done
	return 1
}

# kmod does what it is called as.
really() {
	ln -sf /bin/kmod "$tree/run/depmod"
	chroot "$tree" /run/depmod "$1"
}

# Kernels of which not all modules are in the index.
missing() {
	for modules in "$tree"/lib/modules/*/modules.order; do
		directory=${modules%/*}
		[ -e "$modules" ] || continue
		if [ ! -e "$directory/modules.dep" ] ||
			[ -n "$(find "$directory" -name '*.ko*' -newercm "$directory/modules.dep" -print -quit)" ]; then
			echo "${directory##*/}"
		fi
	done
}

case $1 in
watch)
	until [ -e "$flag" ] && { unpacked || [ -e "$flag.end" ]; }; do sleep 0.2; done
	for version in $(missing); do really "$version"; done
	: >"$flag.done"
	;;
begin)
	for name in $names; do
		chroot "$tree" dpkg-divert --quiet --local --no-rename --divert "$name.thinsmith" --add "$name"
	done
	printf '#!/bin/sh\nexit 0\n' >"$tree/usr/sbin/depmod"
	chmod 755 "$tree/usr/sbin/depmod"
	: >"$flag"
	;;
end)
	: >"$flag.end"
	until [ -e "$flag.done" ]; do sleep 0.1; done
	# What was unpacked after the first kernel: a second one, modules of other packages.
	for version in $(missing); do really "$version"; done
	rm "$tree/usr/sbin/depmod"
	for name in $names; do
		# A link that may point to where only the tree has something.
		if [ -L "$tree$name.thinsmith" ]; then mv "$tree$name.thinsmith" "$tree$name"; fi
		chroot "$tree" dpkg-divert --quiet --local --no-rename --remove "$name"
	done
	rm -f "$tree/run/depmod" "$flag" "$flag.end" "$flag.done"
	;;
esac
