#!/bin/sh
# bootstrap.sh OUTPUT MIRROR COMMAND...: runs mmdebstrap's COMMAND, which ends with the suite, on OUTPUT/tree.
# MIRROR may be empty: mmdebstrap then chooses.
# The tree is written through an overlay mounted "volatile": the kernel then ignores every sync that dpkg asks
# for (overlayfs document, "Volatile mount"). A tree that was interrupted is thrown away anyway.
set -eu
umask 022
cd "$1"
mirror=$2
shift 2
mkdir tree overlay overlay/lower overlay/work target
options=lowerdir=overlay/lower,upperdir=tree,workdir=overlay/work
if mount -t overlay -o "$options,volatile" overlay target 2>/dev/null ||
	mount -t overlay -o "$options,volatile,userxattr" overlay target 2>/dev/null; then
	:
else
	# No overlay on this file system (the cache lies on an overlay itself, say): slower, but the same tree.
	mount --bind tree target
fi
chmod 755 target
"$THINSMITH_SCRIPTS/depmod.sh" watch "$PWD/target" &
"$@" "$PWD/target" ${mirror:+"$mirror"}
umount target
rm -rf overlay
rmdir target
