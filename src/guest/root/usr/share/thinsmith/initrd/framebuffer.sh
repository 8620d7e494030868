# shellcheck shell=sh
# uvesafb=mode_option=1280x800-32;scroll=ywrap: a framebuffer for cards without a driver of their own, where the kernel
# still has uvesafb. Newer ones keep the firmware's mode by simpledrm, which takes no options.

framebuffer_up() {
	options=$(conf uvesafb | tr ';%' '  ')
	[ -n "$options" ] || return 0
	case $options in *[!A-Za-z0-9_=:,.\ -]*) say "uvesafb=$options is not understood" && return 0 ;; esac
	# The module without its helper leaves errors of the kernel on the screen, and no framebuffer.
	if [ ! -x /sbin/v86d ] && modprobe -n uvesafb 2>/dev/null; then
		say "uvesafb= has no effect: the image has no v86d, which it needs; simpledrm keeps the firmware's screen mode"
		return 0
	fi
	# shellcheck disable=SC2086
	modprobe uvesafb $options 2>/dev/null ||
		say "uvesafb= has no effect: this kernel has no uvesafb; simpledrm keeps the firmware's screen mode"
}
