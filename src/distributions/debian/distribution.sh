# shellcheck shell=sh
# What the builders' scripts ask a distribution to do in a tree. Functions that enter it need tree.sh.

# package_paths TREE PACKAGE...: the absolute paths that packages have, by dpkg's own lists.
package_paths() {
	lists=$1/var/lib/dpkg/info
	shift
	for package in "$@"; do
		for list in "$lists/$package.list" "$lists/$package":*.list; do
			[ ! -e "$list" ] || cat "$list"
		done
	done
}

# is_installed TREE PACKAGE
is_installed() {
	in_tree "$1" dpkg-query -W -f '${db:Status-Abbrev}' "$2" 2>/dev/null | grep -q '^ii'
}

# remove_packages TREE PACKAGE...: with what nothing needs any more.
remove_packages() {
	from=$1
	shift
	in_tree "$from" apt-get --yes --allow-remove-essential purge --auto-remove "$@"
}

# list_packages TREE: a line for each that is installed, with tabs between: name, version, architecture, KiB, source
# package, its version, maintainer, homepage.
list_packages() {
	in_tree "$1" dpkg-query -W -f '${db:Status-Status}\t${Package}\t${Version}\t${Architecture}\t${Installed-Size}\t${source:Package}\t${source:Version}\t${Maintainer}\t${Homepage}\n' |
		sed -n '/^\(not-installed\|config-files\)\t/!s/^[a-z-]*\t//p'
}

# collect_copyrights TREE: prints an archive of the packages' copyright files. Links in it stay links. What is larger than
# the file of any package, or no file at all, is left out.
collect_copyrights() {
	in_tree "$1" sh -c '
		cd /usr/share/doc
		find . -maxdepth 2 \( -type l ! -path "./*/*" -o -name copyright \( -type l -o -type f -size -4097k \) \) -print0 |
			tar --create --null --no-recursion --files-from=- --gzip'
}

# forget_bootstrap TREE: removes what mmdebstrap was told for its own work only, and links for loaders on a disk.
forget_bootstrap() {
	rm -f "$1/etc/apt/apt.conf.d/99mmdebstrap" "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
	rm -f "$1/vmlinuz" "$1/vmlinuz.old" "$1/initrd.img" "$1/initrd.img.old"
}

# maintenance_units: what maintains an installation, and has no place on a client.
maintenance_units() {
	echo apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer man-db.timer
}

# plan_initrd TREE KERNEL MODULES: says how many drivers make_initrd will copy, about, and by what. Its progress is made of it.
plan_initrd() {
	drivers=$1/lib/modules/$2/kernel/drivers
	copier=cp
	[ ! -x "$1/usr/lib/dracut/dracut-install" ] || copier=dracut-install
	case $3 in
	most) set -- ata block mmc nvme scsi usb/storage net ;;
	*) set -- net ;;
	esac
	# Beside them, mkinitramfs leaves out single files.
	count=$(cd "$drivers" 2>/dev/null && find "$@" \
		\( -name arcnet -o -name can -o -name hamradio -o -name wan -o -name wireless \) -prune -o \
		-name '*.ko*' -print 2>/dev/null | wc -l) || count=0
	echo "initrd: about $((count)) modules, copied by $copier"
}

# make_initrd TREE KERNEL COMPRESSION MODULES VERIFIER: makes /tmp/initrd in a read-only TREE by mkinitramfs(8).
make_initrd() {
	mount -t tmpfs -o mode=1777 tmp "$1/var/tmp"
	mount -t tmpfs conf "$1/etc/initramfs-tools/conf.d"
	{
		echo "COMPRESS=$3"
		# A little smaller than zstd's own choice, for half a second.
		[ "$3" != zstd ] || echo COMPRESSLEVEL=12
		echo BUSYBOX=y
		echo RESUME=none
		# Which modules is up to our hook.
		echo MODULES=list
		echo "export THINSMITH_MODULES=$4 THINSMITH_VERIFIER=$5"
	} >"$1/etc/initramfs-tools/conf.d/thinsmith"
	in_tree "$1" mkinitramfs -v -o /tmp/initrd "$2"
}
