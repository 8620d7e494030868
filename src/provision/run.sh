#!/bin/sh
# run.sh: runs on the server as root; Ansible provisions the server and the template. machines.json has the settings, key
# the SSH key for the template. Vagrantfile puts both into this directory.
set -eu
cd "$(dirname "$0")"

if ! command -v ansible-playbook >/dev/null; then
	echo "installing Ansible"
	export DEBIAN_FRONTEND=noninteractive
	apt-get --quiet=2 update
	apt-get --quiet --yes --no-install-recommends install ansible-core openssh-client
fi

# The template may still be starting, or it may be switched off.
template=$(sed -n 's|.*"network": *"\([0-9.]*\)\.0/24".*|\1.253|p' machines.json)
tries=15
hosts=all
until timeout 2 bash -c ": </dev/tcp/$template/22" 2>/dev/null; do
	tries=$((tries - 1))
	if [ "$tries" -eq 0 ]; then
		echo "The template ($template) does not answer, so only the server is provisioned. Start the template, then run: vagrant provision server"
		hosts=server
		break
	fi
	sleep 2
done
exec ansible-playbook --extra-vars @machines.json --limit "$hosts" site.yml
