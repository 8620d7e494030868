# shellcheck shell=sh
# Time: never before the image was built, the zone, who tells it, and when the client is switched off.

# A client with an empty battery starts in the past, where no certificate is valid yet. buildtime= is in seconds.
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
	say "the time zone $zone is not known, using UTC"
	ln -sf /usr/share/zoneinfo/UTC /run/localtime
}

# ntpservers=a,b, else what the lease names. Nothing waits for them.
clock_servers() {
	servers=$(conf ntpservers | tr ',%' '  ')
	case $servers in *[!A-Za-z0-9.:\ -]*) say "ntpservers=$servers is not understood" && servers= ;; esac
	[ -n "$servers" ] || servers=${lease_ntp:-}
	[ -n "$servers" ] || return 0
	mkdir -p "$systemd_run/timesyncd.conf.d"
	printf '[Time]\nNTP=%s\n' "$servers" >"$systemd_run/timesyncd.conf.d/thinsmith.conf"
}

# The whole boot waits for timesyncd to start, though it cannot know the time before there is a network. Here the clock
# is right enough (clock_floor) to let it come when the system is up. Its order cannot be changed by a drop-in.
clock_after_boot() {
	unit=systemd-timesyncd.service
	[ -r "$rootmnt/usr/lib/systemd/system/$unit" ] || return 0
	sed -e 's/^Before=.*/Before=shutdown.target/' -e 's/^\[Unit\]$/&\nAfter=multi-user.target/' "$rootmnt/usr/lib/systemd/system/$unit" \
		>"$systemd_run/system/$unit"
}

# shutdowntime=HH:MM[:SS], in the client's time zone. The service looks at the clock again, since setting it may make a
# time pass that never was.
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
