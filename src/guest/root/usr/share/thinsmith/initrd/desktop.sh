# shellcheck shell=sh
# Desktop files: a shortcut for each RDP server, an autostart entry if there is only one and it has no options, and one
# for each program that a boot parameter starts. A desktop file contains no value of the configuration in its command line; the programs
# read the configuration themselves.

desktop_write() {
	number=0
	oldifs=$IFS
	IFS=';'
	for server in $(conf rdpservers | tr '*?[' '___'); do
		[ -n "$server" ] || continue
		number=$((number + 1)) only=$server
		desktop_check "$server"
		name=$(printf '%s' "${server%%:*}" | tr '%\134' '  ' | tr -d '\000-\037')
		desktop_entry "rdp-$number" "${name:-RDP $number}" "rdp $number" usr/share/applications
		for home in "$rootmnt"/home/[!.]*; do
			[ ! -d "$home" ] || desktop_copy "$home" "rdp-$number"
		done
	done
	IFS=$oldifs
	[ "$number" -ne 1 ] || case $only in
	*:*:*:?*) ;;
	*:*) desktop_entry rdp-always "RDP" "rdp-always 1" etc/xdg/autostart ;;
	esac
	# Programs that a boot parameter starts with the desktop say so in a comment, "Autostart: PARAMETER TITLE".
	grep -Hs '^# Autostart: ' "$rootmnt"/usr/lib/thinsmith/* | while IFS=': ' read -r program _ _ parameter title; do
		[ -z "$(conf "$parameter")" ] ||
			desktop_entry "${program##*/}" "$title" "${program##*/}" etc/xdg/autostart
	done
}

# An invalid entry still gets a shortcut, which shows the error.
desktop_check() {
	IFS=: read -r name host port rest <<SERVER
$1
SERVER
	rdp_address "$host" "$port" ||
		say "rdpservers=: \"$1\" is not NAME:HOST, NAME:HOST:PORT or NAME:HOST:PORT:OPTIONS"
}

# desktop_entry NAME TITLE COMMAND DIRECTORY
desktop_entry() {
	mkdir -p "$rootmnt/$4"
	printf '[Desktop Entry]\nType=Application\nName=%s\nExec=/usr/lib/thinsmith/%s\nIcon=network-server\nTerminal=false\n' \
		"$2" "$3" >"$rootmnt/$4/thinsmith-$1.desktop"
}

# Copies the file instead of linking it: file managers ask before they start a link.
desktop_copy() {
	# Never follow a link: in the initrd it would lead to another place.
	[ ! -L "$1/Desktop" ] || return 0
	owner=$(stat -c %u:%g "$1")
	mkdir -p "$1/Desktop"
	cp "$rootmnt/usr/share/applications/thinsmith-$2.desktop" "$1/Desktop/"
	chmod 755 "$1/Desktop/thinsmith-$2.desktop"
	chown -R "$owner" "$1/Desktop"
}
