# shellcheck shell=sh
# rootmode=stream: blocks of the root are read from the boot server when programs need them, each checked by its hash
# (dm-verity). What reads them is the keeper (/usr/share/thinsmith/stream/keeper), which goes on running in the system.

stream=$thinsmith_run/stream

# False where this client cannot stream, and has said why: it loads the root into memory.
root_stream() {
	stream_hash=$(conf roothash)
	if [ -z "$root_bytes" ]; then
		stream_no "a root that is not checked is not streamed (rootverify=off)"
	elif [ -z "$stream_hash" ] || [ ! -r "$thinsmith_initrd/stream.files" ]; then
		stream_no "the image was not built for it (boot.root)"
	elif ! modprobe -a nbd dm_multipath dm_round_robin dm_verity 2>/dev/null; then
		stream_no "this kernel has no nbd, dm-multipath or dm-verity"
	else
		stream_urls=
		for url in $(fetch_addresses "$(conf rootproto http)" "$root_addresses"); do
			stream_gives "$url" && stream_urls="$stream_urls $url"
		done
		[ -n "$stream_urls" ] || stream_no "no server gives parts of it"
	fi || return 1
	# The keeper, its programs and the hash tree.
	memory_check $((48 * 1024 * 1024 + $(conf veritybytes)))
	memory_mount_resident "$stream" "mode=0700"
	fetch "$(conf rootproto http)" "$(stream_tree_addresses)" "$stream/rootfs.verity" "$(conf veritybytes)" "$(conf veritysha256)"
	stream_install
	# shellcheck disable=SC2086
	stream_run /keeper open "$root_bytes" "$stream_hash" $stream_urls >"$thinsmith_run/stream.log" 2>&1 || {
		stream_remove
		stream_no "it cannot be read in parts: $(tail -n 1 "$thinsmith_run/stream.log")"
		return 1
	}
	stream_copy=$(conf streamcopy auto)
	case $stream_copy in
	auto | never | now) ;;
	*) say "streamcopy=$stream_copy is not auto, never or now, using auto" && stream_copy=auto ;;
	esac
	stream_run /keeper keep "$stream_copy" >>"$thinsmith_run/stream.log" 2>&1 &
	say "the root is read from the boot server, each block is checked"
	root_place="on the boot server"
	root_is_squashfs mount -t squashfs -o ro /dev/mapper/thinsmith-root
}

# For what the keeper says later: to whom, and whether a desktop is in front of the consoles.
stream_hand_over() {
	[ -d "$stream/run" ] || return 0
	cp "$thinsmith_run/report-to" "$stream/run/report-to" 2>/dev/null
	[ ! -e "$rootmnt/usr/lib/thinsmith/session" ] || : >"$stream/run/desktop"
}

# stream_no REASON: false, for root_stream.
stream_no() {
	say "the root is loaded into memory: $1"
	return 1
}

# stream_gives URL: whether the server gives parts of the file, and the file is as long as this image's.
stream_gives() {
	case $1 in http://* | https://*) ;; *) return 1 ;; esac
	stream_range=$(curl --silent --location --globoff --proto '=http,https' --connect-timeout 10 --max-time 30 --range 0-0 \
		--max-filesize 4096 --dump-header - --output /dev/null "$1" | tr -d '\r' |
		sed -n 's/^content-range: *bytes 0-0\///Ip' | tail -n 1)
	[ "$stream_range" != "$root_bytes" ] || return 0
	if [ -n "$stream_range" ]; then
		say "$1 has $stream_range bytes, but this image's root has $root_bytes"
	else
		say "$1 cannot be read in parts: is the server running, and does it support range requests?"
	fi
	return 1
}

# The hash tree lies beside the root.
stream_tree_addresses() { echo "$root_addresses" | sed 's/\.squashfs\(|\|$\)/.verity\1/g'; }

# The keeper's own root, in memory. It must not read the root that it serves: it would wait for itself.
stream_install() {
	mkdir -p "$stream/run" "$stream/dev" "$stream/proc" "$stream/sys" "$stream/tmp" "$stream/etc"
	# shellcheck disable=SC2013
	for place in $(sed 's|/[^/]*$||' "$thinsmith_initrd/stream.files" | sort -u); do
		mkdir -p "$stream/$place"
		# shellcheck disable=SC2046
		cp -L $(sed -n "s|^$place/[^/]*\$|/&|p" "$thinsmith_initrd/stream.files") "$stream/$place/"
	done
	cp /usr/share/thinsmith/stream/keeper "$stream/keeper"
	busybox chroot "$stream" /bin/busybox --install -s /bin
	cp /etc/resolv.conf "$stream/etc/resolv.conf"
	cp "$thinsmith_initrd/stream.options" "$stream/etc/nbdkit.options" 2>/dev/null
	# systemd ends all processes at power-off but those whose name begins with @: systemd-shutdown(8).
	ln -s nbdkit "$stream/usr/bin/@nbdkit"
	mount -t devtmpfs dev "$stream/dev"
	mount -t proc proc "$stream/proc"
	mount -t sysfs sysfs "$stream/sys"
}

stream_remove() {
	umount "$stream/dev" "$stream/proc" "$stream/sys"
	umount "$stream"
}

stream_run() { busybox chroot "$stream" /bin/busybox sh "$@"; }
