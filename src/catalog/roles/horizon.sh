# shellcheck shell=sh
# Installs the Horizon client in the tree. Only its vendor may distribute the installer.
install -m 755 horizonBundle /tmp/horizon.bundle
# The vendor's way to install without questions.
TERM=dumb VMWARE_EULAS_AGREED=yes /tmp/horizon.bundle --console --required
if [ ! -x /usr/bin/vmware-view ] && [ ! -x /usr/bin/horizon-client ]; then
	echo "The installer of client.horizonBundle has installed neither vmware-view nor horizon-client." >&2
	exit 1
fi
