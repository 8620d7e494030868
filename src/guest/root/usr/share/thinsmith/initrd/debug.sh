# shellcheck shell=sh disable=SC1090,SC1091
# Read by the shell that initrddebug=y opens: the boot script's functions are at hand.
. /scripts/ram
if read -r network_interface 2>/dev/null <"$thinsmith_run/interface"; then . "$thinsmith_leases/$network_interface"; fi
cat <<HINT
The boot script's functions are loaded. What to try:
  network_facts                        cards, links, addresses
  network_up                           asks for an address, where there is none yet
  conf rooturl                         a value of the configuration; all: cat $thinsmith_conf
  fetch_addresses http "\$(conf rooturl)"  where the root would be fetched from
  curl -I http://SERVER/rootfs.squashfs    what the boot server says
  memory_total_mib; cat /proc/meminfo
  dmesg | grep -i firmware             drivers that lack their firmware
  cat /run/thinsmith/log               what was said so far
HINT
