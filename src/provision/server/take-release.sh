#!/bin/sh
# take-release.sh: reads a tar archive from standard input: release/, which is checked and then served, and clients/, the
# configuration of single clients.
set -eu
umask 022
cd /srv/thinsmith
rm -rf next
mkdir next
tar --extract --no-same-owner --directory=next
(cd next/release && sha256sum --quiet --check SHA256SUMS)
id=$(sha256sum next/release/SHA256SUMS | cut -c 1-16)
rm -rf "releases/$id"
mv next/release "releases/$id"
# The archive has no times, but the oldest release is removed below.
touch "releases/$id"
rm -rf clients
mv next/clients clients
rmdir next
ln -sfn "releases/$id" current.next
mv -T current.next current
# Clients may still be loading the previous release. The names are hexadecimal numbers.
# shellcheck disable=SC2012
for old in $(ls -1t releases | tail -n +3); do rm -rf "releases/$old"; done
echo "serving $id"
