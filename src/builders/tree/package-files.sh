#!/bin/sh
# package-files.sh TREE [PACKAGE...]: prints the files of packages, each as its path below TREE. A directory is in the
# lists of all packages that share it, so only what is not a directory is named. THINSMITH_DISTRIBUTION as in customize.sh.
set -eu
. "${THINSMITH_DISTRIBUTION:-$(dirname "$0")}/distribution.sh"
tree=$1
package_paths "$@" |
	# /bin, /lib and the like are links into /usr, though the lists may not know it.
	sed -n 's#^/\(bin\|sbin\|lib\|lib32\|lib64\|libx32\)/#/usr/\1/#; s#^/\(.\)#\1#p' |
	LC_ALL=C sort -u |
	while IFS= read -r path; do
		file=$tree/$path
		if [ -L "$file" ] || { [ -e "$file" ] && [ ! -d "$file" ]; }; then printf '%s\n' "$path"; fi
	done
