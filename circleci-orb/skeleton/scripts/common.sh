# What follows is the orb's own. Parameters come as variables PARAM_*, never as text of this script.

orb_fail() { # NUMBER WHAT HINT
  printf 'error[MID-%s]: %s\nhint: %s\n' "$1" "$2" "$3" >&2
  exit 2
}

orb_flag() { # VALUE: CircleCI writes booleans in both ways
  case $1 in
    1 | true) return 0 ;;
    *) return 1 ;;
  esac
}

orb_unset() { # VALUE
  case $1 in
    0 | false) return 0 ;;
    *) return 1 ;;
  esac
}

orb_quoted() { printf "'%s'" "$(printf '%s\n' "$1" | sed "s/'/'\\\\''/g")"; }

orb_bash_env() { # is BASH_ENV, which carries variables from step to step, as CircleCI makes it?
  [ -n "${BASH_ENV:-}" ] || orb_fail 1932 "the variable BASH_ENV is not set" "run this in a job of CircleCI; its runners set BASH_ENV"
  if [ -h "$BASH_ENV" ] || [ -d "$BASH_ENV" ]; then
    orb_fail 1932 "BASH_ENV ($BASH_ENV) is a link or a directory" "leave BASH_ENV to CircleCI, or name a regular file"
  fi
}

orb_carries() { # will later steps read BASH_ENV?
  [ -n "${BASH_VERSION:-}" ] || [ -x "${_MACHINE_ID_BASH:-/bin/bash}" ] || [ "$BASH_ENV" = "${_MACHINE_ID_PROFILE:-/etc/profile}" ]
}

orb_carried() { # what earlier steps wrote there; a shell other than bash has not read it
  if [ -z "${BASH_VERSION:-}" ] && [ -r "$BASH_ENV" ]; then
    # shellcheck source=/dev/null
    . "$BASH_ENV"
  fi
}

orb_append() { # LINE
  (umask 077 && printf '%s\n' "$1" >>"$BASH_ENV") || orb_fail 1932 "cannot write into BASH_ENV ($BASH_ENV)" "leave BASH_ENV to CircleCI, or name a file that this user can write"
  case $BASH_ENV in
    # Another user's shells read it too.
    /etc/*) ;;
    *) chmod 600 "$BASH_ENV" ;;
  esac
}
