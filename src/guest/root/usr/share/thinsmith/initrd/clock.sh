# shellcheck shell=sh
# Clock, time zone, time servers, and the time at which the client is switched off.

# Sets a clock that is behind the date of what the image is made of (an empty battery), so that certificates are valid.
# buildtime= is in seconds since 1970.
clock_floor() {
	built=$(conf buildtime 0)
	[ "$(date +%s)" -ge "$built" ] || date -s "@$built" >/dev/null
}

clock_write() {
	clock_zone
	clock_servers
	clock_shutdown
}

# /etc/localtime of the image points to /run/localtime.
clock_zone() {
	zone=$(conf timezone UTC | tr % ' ')
	case $zone in
	*..* | /*) ;;
	*) [ -f "$rootmnt/usr/share/zoneinfo/$zone" ] && ln -sf "/usr/share/zoneinfo/$zone" /run/localtime && return ;;
	esac
	say "timezone=$zone is not a time zone of this image, using UTC"
	ln -sf /usr/share/zoneinfo/UTC /run/localtime
}

# ntpservers=a,b, else the time servers of the lease. Nothing waits for them.
clock_servers() {
	servers=$(conf ntpservers | tr ',%' '  ')
	case $servers in *[!A-Za-z0-9.:\ -]*) say "ntpservers=$servers is not a list of names or addresses, using those of the lease" && servers= ;; esac
	[ -n "$servers" ] || servers=${lease_ntp:-}
	[ -n "$servers" ] || return 0
	mkdir -p "$systemd_run/timesyncd.conf.d"
	printf '[Time]\nNTP=%s\n' "$servers" >"$systemd_run/timesyncd.conf.d/thinsmith.conf"
}

# Much of the boot is ordered after timesyncd, which has no time before the network is up. The clock is right enough
# (clock_floor) to start timesyncd after the boot. A drop-in cannot remove Before=, so this writes a changed unit.
clock_after_boot() {
	unit=systemd-timesyncd.service
	[ -r "$rootmnt/usr/lib/systemd/system/$unit" ] || return 0
	sed -e 's/^Before=.*/Before=shutdown.target/' -e 's/^\[Unit\]$/&\nAfter=multi-user.target/' "$rootmnt/usr/lib/systemd/system/$unit" \
		>"$systemd_run/system/$unit"
}

# shutdowntime=HH:MM[:SS], in the client's time zone. The service checks the clock again: the timer also elapses when
# the clock is set past that time.
clock_shutdown() {
	time=$(conf shutdowntime)
	case $time in
	'') return 0 ;;
	[01][0-9]:[0-5][0-9] | 2[0-3]:[0-5][0-9]) time=$time:00 ;;
	[01][0-9]:[0-5][0-9]:[0-5][0-9] | 2[0-3]:[0-5][0-9]:[0-5][0-9]) ;;
	*) say "shutdowntime=$time is not a time such as 22:30, this client stays on" && return 0 ;;
	esac
	units=$systemd_run/system
	mkdir -p "$units/thinsmith-shutdown.timer.d" "$units/timers.target.wants"
	printf '[Timer]\nOnCalendar=*-*-* %s\n' "$time" >"$units/thinsmith-shutdown.timer.d/time.conf"
	ln -sf /usr/lib/systemd/system/thinsmith-shutdown.timer "$units/timers.target.wants/thinsmith-shutdown.timer"
	echo "$time" >"$thinsmith_run/shutdowntime"
}
