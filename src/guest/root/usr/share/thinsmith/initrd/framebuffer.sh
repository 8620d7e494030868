# shellcheck shell=sh
# uvesafb=mode_option=1280x800-32;scroll=ywrap: a framebuffer for cards without a driver of their own, where the kernel
# still has uvesafb. Newer ones keep the firmware's mode by simpledrm, which takes no options.

framebuffer_up() {
	options=$(conf uvesafb | tr ';%' '  ')
	[ -n "$options" ] || return 0
	case $options in *[!A-Za-z0-9_=:,.\ -]*) say "uvesafb=$options is not understood" && return 0 ;; esac
	# shellcheck disable=SC2086
	modprobe uvesafb $options 2>/dev/null ||
		say "uvesafb= has no effect: this kernel has no uvesafb, its simpledrm keeps the firmware's screen mode"
}
