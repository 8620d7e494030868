# shellcheck shell=sh disable=SC1090,SC1091
# Read by the shell that initrddebug=y opens. It loads the functions of the boot script.
. /scripts/ram
if read -r network_interface 2>/dev/null <"$thinsmith_run/interface"; then . "$thinsmith_leases/$network_interface"; fi
cat <<HINT
The boot script's functions are loaded. What to try:
  network_facts                        cards, links, addresses
  network_up                           ask for an address, if there is none yet
  conf rooturl                         a value of the configuration; all: cat $thinsmith_conf
  fetch_addresses http "\$(conf rooturl)"  the URLs that the root is fetched from
  curl -I http://SERVER/rootfs.squashfs    the answer of the boot server
  memory_total_mib; cat /proc/meminfo
  dmesg | grep -i firmware             drivers whose firmware is missing
  cat /run/thinsmith/log               all messages so far
HINT
