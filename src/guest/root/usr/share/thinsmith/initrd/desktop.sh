# shellcheck shell=sh
# What a desktop offers: a shortcut for each RDP server, or the only one at once where nothing else is said of it; the
# VMware Horizon client. No value of the configuration gets into a command line of a .desktop file; the programs read it
# again.

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
	[ -z "$(conf vmwareviewoptions)" ] ||
		desktop_entry vmware-view "VMware Horizon" vmware-view etc/xdg/autostart
}

# Its shortcut says the same to whoever starts it.
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

# The user's desktop is a real file: file managers ask before they start what a link leads to.
desktop_copy() {
	# A link would lead into this file system.
	[ ! -L "$1/Desktop" ] || return 0
	owner=$(stat -c %u:%g "$1")
	mkdir -p "$1/Desktop"
	cp "$rootmnt/usr/share/applications/thinsmith-$2.desktop" "$1/Desktop/"
	chmod 755 "$1/Desktop/thinsmith-$2.desktop"
	chown -R "$owner" "$1/Desktop"
}
