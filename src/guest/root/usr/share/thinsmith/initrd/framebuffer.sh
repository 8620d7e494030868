# shellcheck shell=sh
# uvesafb=mode_option=1280x800-32;scroll=ywrap: a framebuffer for graphics cards without their own driver, for kernels that
# still have uvesafb. Newer kernels use simpledrm, which keeps the firmware's mode and has no options.

framebuffer_up() {
	options=$(conf uvesafb | tr ';%' '  ')
	[ -n "$options" ] || return 0
	case $options in *[!A-Za-z0-9_=:,.\ -]*) say "uvesafb=$options has characters that are not allowed, so it is ignored" && return 0 ;; esac
	# Without its helper v86d, the module prints kernel errors on the screen and provides no framebuffer.
	if [ ! -x /sbin/v86d ] && modprobe -n uvesafb 2>/dev/null; then
		say "uvesafb= has no effect: the image has no v86d, which it needs; simpledrm keeps the firmware's screen mode"
		return 0
	fi
	# shellcheck disable=SC2086
	modprobe uvesafb $options 2>/dev/null ||
		say "uvesafb= has no effect: this kernel has no uvesafb; simpledrm keeps the firmware's screen mode"
}
