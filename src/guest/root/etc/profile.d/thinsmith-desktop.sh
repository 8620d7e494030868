# With client.autologin=false the user logs in on the first console, and the desktop starts after that.
if [ "$(tty)" = /dev/tty1 ] && [ -x /usr/lib/thinsmith/session ] && [ "$(id -u)" -ne 0 ]; then
	exec /usr/lib/thinsmith/desktop
fi
