# shellcheck shell=sh
# The client's configuration: NAME=VALUE lines, of which the last counts. It begins with what was set when the
# image was built (appended to the initrd as /thinsmith/client.conf). Settings of this client alone come after it
# (client-file.sh), and then boot parameters.

# Both move into the running system with /run.
thinsmith_run=/run/thinsmith
systemd_run=/run/systemd
thinsmith_conf=$thinsmith_run/client.conf
# What the configuration is made of: lines of a client file that was found to be right, and boot parameters.
config_single=$thinsmith_run/client-file.conf
config_words=$thinsmith_run/boot-words

newline='
'

# Names of boot parameters that this client understands, made from src/settings/boot-parameters.ts.
config_names="
	rooturl
	rootproto
	rootmode
	streamcopy
	bootserver
	bootpath
	rootverify
	retry
	homeurl
	homeproto
	homesize
	overlays
	overlayproto
	overlaysize
	writable
	zram_size_pct
	zram_algorithm
	zram_devices
	hostname
	timezone
	ntpservers
	shutdowntime
	rdpservers
	vmwareviewoptions
	kiosk_url
	keyboard
	screen_off
	uvesafb
	reporturl
	initrddebug
"

# For programs of the running system; messages.sh has the initrd's own.
say() { printf 'thinsmith: %s\n' "$*"; }

# config_load [DEFAULTS [CMDLINE]]
config_load() {
	mkdir -p "${thinsmith_conf%/*}"
	config_defaults=${1:-/thinsmith/client.conf}
	: >"$config_words"
	: >"$config_single"
	# No globbing: a star in a parameter is a star.
	set -f
	# shellcheck disable=SC2013
	for word in $(cat "${2:-/proc/cmdline}"); do
		case $word in
		*=*) config_takes "$word" && printf "%s\n" "$word" >>"$config_words" ;;
		esac
	done
	set +f
	config_write
}

# Writes the configuration anew, after one of its parts has changed.
config_write() {
	cat "$config_defaults" "$config_single" "$config_words" >"$thinsmith_conf" 2>/dev/null
	return 0
}

# config_takes NAME=VALUE: whether a boot parameter counts. In a locked image only those do that say where the release's files are,
# and how they are fetched: all of them are checked.
config_takes() {
	config_known "${1%%=*}" || return 1
	[ "$(conf_built locked)" = y ] || return 0
	case $1 in
	bootserver=* | bootpath=* | rooturl=* | rootproto=* | rootmode=* | homeproto=* | overlayproto=* | homeurl=home.tar.gz) return 0 ;;
	esac
	config_ignored="${config_ignored:-}${config_ignored:+, }${1%%=*}="
	return 1
}

# config_known NAME [NAMES]: whether it is the name of a boot parameter, or one of these names.
config_known() {
	for name in ${2:-$config_names}; do
		[ "$name" = "$1" ] && return 0
	done
	return 1
}

# Whether QEMU emulates the processor, which is slow at other things than a real one.
is_emulated() { grep -q 'model name.*QEMU' "${cpuinfo:-/proc/cpuinfo}"; }

# conf NAME [DEFAULT]
conf() {
	value=${2:-}
	while IFS= read -r line; do
		case $line in
		"$1="*) value=${line#*=} ;;
		esac
	done <"$thinsmith_conf"
	printf '%s\n' "$value"
}

# rdp_address HOST PORT: whether these can be of a server in rdpservers=; a port that is left out is the usual one.
rdp_address() {
	case $1:$2 in
	:* | *:*[!0-9]*) return 1 ;;
	esac
}

# conf_built NAME: what the image was built with, whatever a boot parameter says.
conf_built() {
	sed -n "s/^$1=//p" "${thinsmith_built:-/thinsmith/client.conf}" 2>/dev/null
}

# conf_number NAME DEFAULT LOW HIGH: a value as a whole number within bounds, else its default, and says so.
conf_number() {
	given=$(conf "$1" "$2")
	case $given in
	'' | *[!0-9]* | ??????*) ;;
	*)
		# A leading zero would make it octal.
		while [ "${given#0}" != "$given" ] && [ "$given" != 0 ]; do given=${given#0}; done
		[ "$given" -ge "$3" ] && [ "$given" -le "$4" ] && echo "$given" && return
		;;
	esac
	[ "$given" = auto ] || say "$1=$given is not a number from $3 to $4, using $2" >&2
	echo "$2"
}

# conf_size NAME DEFAULT: a size as tmpfs(5) takes it, else its default, and says so.
conf_size() {
	given=$(conf "$1" "$2")
	number=${given%[KMGkmg%]}
	case $number in
	'' | 0* | *[!0-9]*) ;;
	*) echo "$given" && return ;;
	esac
	say "$1=$given is not a size such as 512M or 50%, using $2" >&2
	echo "$2"
}
