# shellcheck shell=sh
# Settings of this client alone, in a file that the site has signed: src/trust/client-file/format.ts has its format. Clients whose
# initrd has the site's key ask for it beside the root, before they fetch anything else: clients/MAC.conf, else
# clients/default.conf. It is read as data, line by line, and nothing of it is used unless all of it is right.

client_file_place=$thinsmith_run/client-file
client_file=$client_file_place/file
client_file_bytes=16384
client_file_card='' client_file_url=''
client_file_remedy="Sign the files of single clients anew (thinsmith keys sign-clients), and copy the release's folder clients/ to the server."

# Names that it may set, made from src/settings/boot-parameters.ts. Values of these have letters, digits and . _ , : / % + ~ @ = -
client_file_words="
	rootmode
	streamcopy
	retry
	homeproto
	homesize
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
	keyboard
	screen_off
	reporturl
"

# Values of these may have any character of the file.
client_file_texts="
	homeurl
	overlays
	rdpservers
	vmwareviewoptions
	kiosk_url
"

# Takes the settings of this client, if the server has any. Stops the client if its file is wrong.
client_file_take() {
	signature_wanted || return 0
	[ -n "$(conf_built clientimage)" ] || return 0
	# The network may lead to another server later (client_file_again).
	client_file_card=$network_interface
	# Room for the file, its signature, and a page more, so that one that is too large fills no more than that.
	memory_mount "$client_file_place" "size=28k,mode=0700"
	own=$(client_mac)
	for client_file_name in "$(echo "$own" | tr : -)" default; do
		client_file_fetch "$client_file_name" || continue
		client_file_check "$own"
		cp "$client_file_place/settings" "$config_single"
		config_write
		# It may be one of the settings.
		fetch_retry=
		say "this client has settings of its own, signed by this site: $(client_file_names | grep . || echo none)"
		break
	done
	umount "$client_file_place"
}

# After the root came over another card than the one that had no file.
client_file_again() {
	[ -z "$client_file_url" ] && [ "$client_file_card" != "$network_interface" ] || return 0
	client_file_take
}

# client_file_addresses NAME: the addresses of clients/NAME.conf, in the directories that the root's lead to.
client_file_addresses() {
	conf rooturl rootfs.squashfs | tr '|' '\n' |
		sed -e 's|^\([a-z]*://[^/]*\)$|\1/|' -e "s|[^/]*\$|clients/$1.conf|" -e '$!s/$/|/' | tr -d '\n'
}

# client_file_fetch NAME: fetches the file and its signature. False if there is none.
client_file_fetch() {
	client_file_url=
	proto=$(conf rootproto http)
	fetch_if_there "$proto" "$(client_file_addresses "$1")" "$client_file" "$client_file_bytes" || {
		[ "$fetch_answer" = missing ] || client_file_refuse "$fetch_wrong"
		return 1
	}
	# Other servers may have one of another time.
	client_file_url=$fetch_url
	fetch_if_there "$proto" "$client_file_url.sig" "$client_file_place/signature" 64 && return
	case $fetch_answer in
	missing) client_file_refuse "It has no signature: $client_file_url.sig is missing." ;;
	*) client_file_refuse "$fetch_wrong" ;;
	esac
}

# client_file_refuse SENTENCE
client_file_refuse() {
	fail CLIENT-FILE "The settings of this client are refused${client_file_url:+ ($client_file_url)}. $1" \
		"$client_file_remedy"
}

# client_file_check MAC: writes its settings to a file if it is right in every way.
client_file_check() {
	signature_is_right "$client_file" "$client_file_place/signature" || client_file_refuse \
		"This site has not signed the file as it is: it or its signature was changed, or another key signed it."
	# From here on the site has said it. It may have said it to others, or long ago.
	tr -d '\012!#%&(-;=?-[]-_a-~' <"$client_file" | head -c 1 >"$client_file_place/rest"
	if [ -s "$client_file_place/rest" ] || [ -n "$(tail -c 1 "$client_file")" ]; then
		client_file_refuse "It has other characters than those of its format."
	fi
	client_file_seen=' ' client_file_image='' client_file_group='' client_file_macs='' client_file_issued=''
	client_file_line=0
	: >"$client_file_place/settings"
	while IFS= read -r entry; do
		client_file_line=$((client_file_line + 1))
		client_file_take_line "$entry"
	done <"$client_file"
	client_file_check_head "$1"
}

# client_file_take_line NAME=VALUE
client_file_take_line() {
	entry_name=${1%%=*} entry_value=${1#*=}
	case $1 in *=*) ;; *) client_file_refuse "It has a line that is not NAME=VALUE." ;; esac
	case $client_file_seen in *" $entry_name "*) client_file_refuse "It says $entry_name twice." ;; esac
	client_file_seen="$client_file_seen$entry_name "
	case $client_file_line:$entry_name in
	1:thinsmith-client)
		[ "$entry_value" = 1 ] || client_file_refuse "It has the format $entry_value; this image reads format 1."
		;;
	1:*) client_file_refuse "Its first line is not thinsmith-client=1." ;;
	*:image) client_file_image=$entry_value ;;
	*:group) client_file_group=$entry_value ;;
	*:mac) client_file_macs=$entry_value ;;
	*:issued) client_file_issued=$entry_value ;;
	*) client_file_take_setting "$1" ;;
	esac
}

# client_file_take_setting NAME=VALUE
client_file_take_setting() {
	if config_known "$entry_name" "$client_file_words"; then
		case $entry_value in
		*[!A-Za-z0-9._,:/%+~@=-]*) client_file_refuse "The value of $entry_name has a character that is not allowed in it." ;;
		esac
	elif ! config_known "$entry_name" "$client_file_texts"; then
		client_file_refuse "It sets $entry_name, which is no boot parameter that a client file may set."
	fi
	printf '%s\n' "$1" >>"$client_file_place/settings"
}

# client_file_check_head MAC: whether it is for this image and client, and not older than the image.
client_file_check_head() {
	[ "$client_file_image" = "$(conf_built clientimage)" ] ||
		client_file_refuse "It is for the image $client_file_image, and this is $(conf_built clientimage)."
	case ,$client_file_macs, in
	,,) [ "$client_file_group" = default ] || client_file_refuse "It names no clients." ;;
	*",$1,"*) ;;
	*) client_file_refuse "It is for other clients than $1." ;;
	esac
	case $client_file_issued in
	'' | *[!0-9]* | ???????????*) client_file_refuse "It does not say when it was issued." ;;
	esac
	[ "$client_file_issued" -ge "$(conf_built clientsince)" ] ||
		client_file_refuse "It was issued before this image was made, so it may have been withdrawn since."
}

# The names of its settings, for people.
client_file_names() { sed -e 's/=.*//' -e '$!s/$/,/' "$client_file_place/settings" | tr '\n' ' ' | sed 's/ $//'; }
