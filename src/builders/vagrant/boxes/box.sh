#!/bin/sh
# box.sh TREE DISK GIB: makes a base box's disk of a tree of Debian's: DISK, a sparse raw image of GIB GiB that boots by
# BIOS. THINSMITH_KEY is the public key that may log in as vagrant. The tree is changed.
set -eu
umask 022
. "$(dirname "$0")/../../tree/tree.sh"
tree=$1 disk=$2 gib=$3

echo "the user vagrant"
tree_mounts "$tree"
in_tree "$tree" useradd --create-home --shell /bin/bash vagrant
home=$tree/home/vagrant
mkdir -m 700 "$home/.ssh"
printf '%s\n' "$THINSMITH_KEY" >"$home/.ssh/authorized_keys"
chmod 600 "$home/.ssh/authorized_keys"
in_tree "$tree" chown -R vagrant:vagrant /home/vagrant/.ssh
echo 'vagrant ALL=(ALL) NOPASSWD: ALL' >"$tree/etc/sudoers.d/vagrant"
chmod 440 "$tree/etc/sudoers.d/vagrant"
printf 'UseDNS no\nPasswordAuthentication no\n' >"$tree/etc/ssh/sshd_config.d/box.conf"

echo "the machine's identity and network"
# Each machine makes its own keys and machine-id.
rm -f "$tree"/etc/ssh/ssh_host_*
: >"$tree/etc/machine-id"
cat >"$tree/etc/systemd/system/ssh-keys.service" <<'UNIT'
[Unit]
Description=SSH host keys of this machine
Before=ssh.service
ConditionPathExists=!/etc/ssh/ssh_host_ed25519_key

[Service]
Type=oneshot
# No RSA: looking for its primes takes 15 seconds under emulation, and everything knows these two.
ExecStart=/usr/bin/ssh-keygen -q -t ecdsa -N "" -f /etc/ssh/ssh_host_ecdsa_key
ExecStart=/usr/bin/ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key

[Install]
WantedBy=multi-user.target
UNIT
in_tree "$tree" systemctl --quiet enable ssh-keys.service
echo box >"$tree/etc/hostname"
printf '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n' >"$tree/etc/hosts"
rm -f "$tree/etc/resolv.conf"
: >"$tree/etc/resolv.conf"
cat >"$tree/etc/network/interfaces" <<'INTERFACES'
source /etc/network/interfaces.d/*

auto lo
iface lo inet loopback

allow-hotplug eth0
iface eth0 inet dhcp
INTERFACES
echo 'LABEL=root / ext4 errors=remount-ro 0 1' >"$tree/etc/fstab"

echo "the initrd"
# Not MODULES=dep, which looks at the machine that it runs on. Nothing of this reaches a client's initrd
# (builders/tree/initrd.sh).
mkdir -p "$tree/etc/initramfs-tools/conf.d"
printf 'MODULES=list\nCOMPRESS=zstd\nCOMPRESSLEVEL=3\n' >"$tree/etc/initramfs-tools/conf.d/box"
cat >"$tree/etc/initramfs-tools/hooks/box" <<'HOOK'
#!/bin/sh
set -e
if [ "$1" = prereqs ] || [ -n "${THINSMITH_MODULES:-}" ]; then exit 0; fi
. /usr/share/initramfs-tools/hook-functions
# Disks of virtual machines.
manual_add_modules virtio_pci virtio_blk virtio_scsi sd_mod ahci ata_piix mptspi mptsas nvme ext4
HOOK
chmod 755 "$tree/etc/initramfs-tools/hooks/box"
in_tree "$tree" update-initramfs -c -k all
# Whoever installed the kernel had no initrd to link. From the next kernel on its own scripts see to both links.
for image in "$tree"/boot/initrd.img-*; do
	[ -e "$tree/initrd.img" ] || ln -s "boot/${image##*/}" "$tree/initrd.img"
done
[ -e "$tree/vmlinuz" ] && [ -e "$tree/initrd.img" ]

echo "the disk"
mkdir -p "$tree/boot/grub"
cat >"$tree/boot/grub/grub.cfg" <<'GRUB'
set timeout=0
linux /vmlinuz root=LABEL=root ro quiet net.ifnames=0 biosdevname=0 console=tty0 console=ttyS0
initrd /initrd.img
boot
GRUB
# What is there for the virtual machine only: an image is made without it.
cat >"$tree/etc/thinsmith-box" <<'FILES'
boot/grub
etc/initramfs-tools/conf.d/box
etc/initramfs-tools/hooks/box
etc/ssh/sshd_config.d/box.conf
etc/systemd/system/ssh-keys.service
etc/systemd/system/multi-user.target.wants/ssh-keys.service
FILES
rm -f "$tree/etc/apt/apt.conf.d/99mmdebstrap" "$tree/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
rm -rf "$tree"/var/log/apt/* "$tree"/var/log/dpkg.log "$tree"/var/log/alternatives.log
umount -R "$tree/proc" "$tree/dev" "$tree/run" "$tree/tmp"

# GRUB lies between the partition table and the partition: boot.img loads the sector after itself, and core.img is
# whole there (GRUB manual, "Images"). Partition 1 begins at sector 2048.
work=$(dirname "$disk")
images=/usr/lib/grub/i386-pc
grub-mkimage --format=i386-pc --prefix='(hd0,msdos1)/boot/grub' --output="$work/core.img" \
	biosdisk part_msdos ext2 normal linux echo test search serial
[ "$(stat -c %s "$work/core.img")" -le 1047552 ]
truncate -s "${gib}G" "$disk"
echo '2048,,83,*' | sfdisk --quiet "$disk"
dd if="$images/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
dd if="$work/core.img" of="$disk" bs=512 seek=1 conv=notrunc status=none
# Features that every GRUB and every fsck knows.
mke2fs -q -F -t ext4 -O '^64bit,^metadata_csum' -L root -d "$tree" \
	-E offset=1048576,lazy_itable_init=1,lazy_journal_init=1 "$disk" "$((gib * 1048576 - 1024))k"
rm "$work/core.img"
