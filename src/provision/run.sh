#!/bin/sh
# run.sh: runs on the server as root and lets Ansible provision it and the template. What is to be made is in
# machines.json, the key that the template knows in key; Vagrantfile puts both into this folder.
set -eu
cd "$(dirname "$0")"

if ! command -v ansible-playbook >/dev/null; then
	echo "installing Ansible"
	export DEBIAN_FRONTEND=noninteractive
	apt-get --quiet=2 update
	apt-get --quiet --yes --no-install-recommends install ansible-core openssh-client
fi

# The template may be on its way up, or it may not be wanted now.
template=$(sed -n 's|.*"network": *"\([0-9.]*\)\.0/24".*|\1.253|p' machines.json)
tries=15
hosts=all
until timeout 2 bash -c ": </dev/tcp/$template/22" 2>/dev/null; do
	tries=$((tries - 1))
	if [ "$tries" -eq 0 ]; then
		echo "The template ($template) does not answer, so only the server is provisioned. Later: vagrant provision server"
		hosts=server
		break
	fi
	sleep 2
done
exec ansible-playbook --extra-vars @machines.json --limit "$hosts" site.yml
