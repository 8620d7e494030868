# Where the user logs in by hand (client.autologin=false), the desktop starts after that.
if [ "$(tty)" = /dev/tty1 ] && [ -x /usr/lib/thinsmith/session ] && [ "$(id -u)" -ne 0 ]; then
	exec /usr/lib/thinsmith/desktop
fi
