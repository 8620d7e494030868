#!/bin/sh
# kernels.sh PACKAGE: removes all kernels and their headers, except the kernel of PACKAGE and the running one.
set -eu
export DEBIAN_FRONTEND=noninteractive
wanted=$(
	dpkg-query -W -f '${Package}, ${Depends}\n' "$1" | tr ',| ' '\n' |
		sed -n 's/^linux-image-\(unsigned-\)\{0,1\}\([0-9].*\)$/\2/p' | head -n 1
)
running=$(uname -r)
old=$(
	dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 'linux-*' |
		sed -n 's/^ii  *\(linux-\(image\|image-unsigned\|headers\|modules\|modules-extra\)-[0-9].*\)$/\1/p' |
		grep -v -e "-$wanted\$" -e "-$running\$" -e '-common$' || :
)
[ -n "$old" ] || exit 0
# One word per package.
# shellcheck disable=SC2086
apt-get --quiet --yes -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 purge $old
echo "changed: $old"
