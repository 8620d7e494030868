# shellcheck shell=sh
# The view: the template's file systems with a memory file system above them, as an overlay. What makes a client of the
# template is written into that, so the template itself stays as it is.
#
# Everything lies below /run/thinsmith, which is no part of any view: upper/ has what was changed. All mounts are in the
# private namespace that run.sh made.
base=/run/thinsmith
tree=$base/tree

# Where the template's own disks are mounted, outermost first. Shared folders and memory file systems are left out.
disks() {
	findmnt --list --noheadings --real --output TARGET,FSTYPE |
		sed -n 's/ *\(ext[234]\|xfs\|btrfs\|f2fs\) *$//p' | sort -u
}

# mount_view MODE: rw to change it, ro for as many readers as there are. A file whose owner alone changes takes no memory.
mount_view() {
	mkdir -p "$tree"
	number=0
	# A newline, not a space, ends a name.
	disks | while IFS= read -r point; do
		lower=$base/lower/$number upper=$base/upper/$number work=$base/work/$number
		mkdir -p "$lower" "$upper" "$work"
		mount --bind "$point" "$lower"
		case $1 in
		rw) mount -t overlay -o "metacopy=on,lowerdir=$lower,upperdir=$upper,workdir=$work" view "$tree$point" ;;
		ro) mount -t overlay -o "ro,metacopy=on,lowerdir=$upper:$lower" view "$tree$point" ;;
		esac
		number=$((number + 1))
	done
}
