# shellcheck shell=sh
# Overlays: archives whose files replace those of the root, the later above the earlier. Anyone who can write to the boot
# server can change them, so nothing in an archive may lead outside of its layer.

# overlays_each COMMAND...: runs it for each archive in overlays=a.tar.gz;b.tar.gz. A comma separates as well.
overlays_each() {
	# Globbing is off only for the split: a star in a name is a star.
	set -f
	named=$(conf overlays)
	oldifs=$IFS
	IFS=';, '
	for overlay in $named; do
		IFS=$oldifs
		set +f
		[ -z "$overlay" ] || "$@" "$overlay"
	done
	IFS=$oldifs
	set +f
}

overlays_mount() {
	number=0
	overlays_each overlay_mount_next
}

overlay_mount_next() {
	number=$((number + 1))
	overlay_mount "$1" "$layers/overlay$number"
}

# overlays_known NAME: prints BYTES SHA256 of an overlay of the release, from overlaysums=NAME:BYTES:SHA256;...
overlays_known() {
	for known in $(conf overlaysums | tr ';' ' '); do
		[ "${known%%:*}" != "$1" ] || echo "${known#*:}" | tr ':' ' '
	done
}

overlays_known_bytes() {
	total=0
	overlays_each overlay_count
	echo "$total"
}

overlay_count() {
	known=$(overlays_known "$1")
	total=$((total + ${known%% *} + 0))
}

# overlay_mount ADDRESS DIRECTORY
overlay_mount() {
	size=$(conf_size overlaysize 50%)
	archive=$thinsmith_run/archive/overlay
	known=$(overlays_known "$1")
	# Each overlay has its own filesystem, so that a hard link in an archive cannot lead to a file outside of it.
	memory_mount "$2" "size=$size,mode=0755"
	signed=
	[ -n "$known" ] || ! signature_wanted || signed=y
	[ -z "$signed" ] || signature_fetch "$(conf overlayproto http)" "$1"
	archive_mount "${known%% *}" "$size"
	fetch "$(conf overlayproto http)" "$1" "$archive" "${known%% *}" "${known#* }"
	if [ -n "$signed" ]; then
		signature_check "overlay $1" "$archive"
	elif [ -z "$known" ]; then
		say "the overlay $1 is not known to this image, so its sha256 is not checked"
	fi
	overlay_check_names "$1" "$archive"
	tar -xzf "$archive" -C "$2" 2>"$thinsmith_run/tar.log" || fail OVERLAY \
		"The overlay $1 cannot be unpacked into its $size: $(head -n 1 "$thinsmith_run/tar.log")" \
		"Give overlays more room with overlaysize=, or create the archive again."
	umount "$thinsmith_run/archive"
	overlay_check_nodes "$1" "$2"
	overlay_whiteouts "$2"
	layers_lower=$2:$layers_lower
}

overlay_check_names() {
	outside=$({
		tar -tzf "$2" 2>"$thinsmith_run/tar.log"
		echo $? >"$thinsmith_run/tar.status"
	} | grep -E '^/|(^|/)\.\.(/|$)' | sed -n 1p)
	read -r status <"$thinsmith_run/tar.status"
	[ "$status" -eq 0 ] || fail OVERLAY \
		"The overlay $1 is not a tar archive compressed by gzip: $(head -n 1 "$thinsmith_run/tar.log")" \
		"Make it with: tar -czf $1 -C DIRECTORY ."
	# busybox's tar lists such names without the part that leads outside, and prints a warning.
	[ -n "$outside" ] ||
		outside=$(sed -n "s/.*emoving leading [\`']\(.*\)' from.*/\1/p;q" "$thinsmith_run/tar.log")
	[ -z "$outside" ] || fail OVERLAY-PATH \
		"The overlay $1 holds a path that leads outside of it: $outside" \
		"Make it with: tar -czf $1 -C DIRECTORY . and do not use archives that you do not trust."
}

# In overlayfs, a character device 0:0 stands for a removed file. Other device nodes would give access to the client's
# hardware.
overlay_check_nodes() {
	# The lists of names below have one name per line.
	[ -z "$(find "$2" -name "*$newline*")" ] || fail OVERLAY-PATH \
		"The overlay $1 holds a name with a line break in it." \
		"Rename that file, and do not use archives that you do not trust."
	find "$2" -type b -o -type c | while IFS= read -r node; do
		[ -c "$node" ] && [ "$(stat -c %t:%T "$node")" = 0:0 ] || echo "${node#"$2"/}"
	done >"$thinsmith_run/nodes"
	read -r node <"$thinsmith_run/nodes" || return 0
	fail OVERLAY-DEVICE \
		"The overlay $1 holds a device node: $node" \
		"Remove it from the archive. The client creates its device nodes itself."
}

# As in container layers, .wh.NAME removes NAME, and .wh..wh..opq hides all files of the layers below in its directory.
overlay_whiteouts() {
	find "$1" -name '.wh.*' >"$thinsmith_run/whiteouts"
	while IFS= read -r sign; do
		directory=${sign%/*}
		name=${sign##*/.wh.}
		rm -f "$sign"
		case $name in
		.wh..opq) overlay_hide_all "$1" "${directory#"$1"}" ;;
		'' | .wh.*) ;;
		*) overlay_hide "$directory/$name" ;;
		esac
	done <"$thinsmith_run/whiteouts"
}

overlay_hide() {
	[ -e "$1" ] || [ -L "$1" ] || mknod "$1" c 0 0
}

# overlay_hide_all LAYER DIRECTORY: hides each file. The attribute of overlayfs for this needs a program that the initrd does
# not have.
overlay_hide_all() {
	oldifs=$IFS
	IFS=:
	for lower in $layers_lower; do
		for hidden in "$lower$2"/* "$lower$2"/.[!.]* "$lower$2"/..?*; do
			# A link may be dangling here, since its target is in another layer.
			if [ -e "$hidden" ] || [ -L "$hidden" ]; then overlay_hide "$1$2/${hidden##*/}"; fi
		done
	done
	IFS=$oldifs
	# A directory of both layers is merged, so the files of the lower one are hidden one by one.
	for shared in "$1$2"/*/ "$1$2"/.[!.]*/; do
		shared=${shared%/}
		if [ -d "$shared" ] && [ ! -L "$shared" ]; then overlay_hide_all "$1" "${shared#"$1"}"; fi
	done
}
