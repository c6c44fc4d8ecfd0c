# Generated from the option catalogue by ./docs/generate; do not edit.
# shellcheck shell=sh disable=SC2317 # not every script calls every function
true || exit 2 # MID-1930: not a POSIX shell. On Windows give the job or its executor 'shell: bash.exe -eo pipefail'
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
set --
[ -z "${PARAM_PROXY:-}" ] || set -- "$@" "--proxy=$PARAM_PROXY"
[ -z "${PARAM_AUTH_SERVER:-}" ] || set -- "$@" "--auth-server=$PARAM_AUTH_SERVER"
[ -z "${PARAM_CLUSTER_NAME:-}" ] || set -- "$@" "--cluster-name=$PARAM_CLUSTER_NAME"
[ -z "${PARAM_TOKEN:-}" ] || set -- "$@" "--token=$PARAM_TOKEN"
[ -z "${PARAM_SECRET_ENV:-}" ] || set -- "$@" "--secret-env=$PARAM_SECRET_ENV"
[ -z "${PARAM_SECRET_FILE:-}" ] || set -- "$@" "--secret-file=$PARAM_SECRET_FILE"
[ -z "${PARAM_STATE_DIRECTORY:-}" ] || set -- "$@" "--state-directory=$PARAM_STATE_DIRECTORY"
[ "${PARAM_JOIN_METHOD:-}" = auto ] || [ -z "${PARAM_JOIN_METHOD:-}" ] || set -- "$@" "--join-method=$PARAM_JOIN_METHOD"
[ -z "${PARAM_AUDIENCE:-}" ] || set -- "$@" "--audience=$PARAM_AUDIENCE"
[ -z "${PARAM_OIDC_ENV:-}" ] || set -- "$@" "--oidc-env=$PARAM_OIDC_ENV"
[ -z "${PARAM_OIDC_FILE:-}" ] || set -- "$@" "--oidc-file=$PARAM_OIDC_FILE"
[ -z "${PARAM_OIDC_COMMAND:-}" ] || set -- "$@" "--oidc-command=$PARAM_OIDC_COMMAND"
[ -z "${PARAM_AZURE_CLIENT_ID:-}" ] || set -- "$@" "--azure-client-id=$PARAM_AZURE_CLIENT_ID"
[ -z "${PARAM_OUTPUTS:-}" ] || set -- "$@" "--outputs=$PARAM_OUTPUTS"
! orb_flag "${PARAM_SSH:-}" || set -- "$@" --ssh=true
! orb_flag "${PARAM_SSH_MULTIPLEXER:-}" || set -- "$@" --ssh-multiplexer=true
[ -z "${PARAM_KUBERNETES:-}" ] || set -- "$@" "--kubernetes=$PARAM_KUBERNETES"
[ -z "${PARAM_APPLICATION:-}" ] || set -- "$@" "--application=$PARAM_APPLICATION"
! orb_flag "${PARAM_TERRAFORM:-}" || set -- "$@" --terraform=true
[ -z "${PARAM_TTL:-}" ] || set -- "$@" "--ttl=$PARAM_TTL"
[ -z "${PARAM_ROLES:-}" ] || set -- "$@" "--roles=$PARAM_ROLES"
[ -z "${PARAM_EXPECT_CLUSTER:-}" ] || set -- "$@" "--expect-cluster=$PARAM_EXPECT_CLUSTER"
[ -z "${PARAM_EXPECT_BOT:-}" ] || set -- "$@" "--expect-bot=$PARAM_EXPECT_BOT"
[ -z "${PARAM_EXPECT_ROLES:-}" ] || set -- "$@" "--expect-roles=$PARAM_EXPECT_ROLES"
[ -z "${PARAM_CA_FILE:-}" ] || set -- "$@" "--ca-file=$PARAM_CA_FILE"
[ -z "${PARAM_CA_PINS:-}" ] || set -- "$@" "--ca-pins=$PARAM_CA_PINS"
[ -z "${PARAM_TLS_UPGRADE:-}" ] || set -- "$@" "--tls-upgrade=$PARAM_TLS_UPGRADE"
[ -z "${PARAM_FROM_DAEMON:-}" ] || set -- "$@" "--from-daemon=$PARAM_FROM_DAEMON"
[ -z "${PARAM_DIRECTORY:-}" ] || set -- "$@" "--directory=$PARAM_DIRECTORY"
[ -z "${PARAM_TIMEOUT:-}" ] || set -- "$@" "--timeout=$PARAM_TIMEOUT"
! orb_flag "${PARAM_DEBUG:-}" || set -- "$@" --debug=true
[ -z "${PARAM_CONFIG:-}" ] || set -- "$@" "--config=$PARAM_CONFIG"
[ -z "${PARAM_PREFIX:-}" ] || set -- "$@" "--prefix=$PARAM_PREFIX"
orb_bash_env
orb_carried
! orb_flag "${PARAM_DRY_RUN:-}" || exit 0
[ -x "${MACHINE_ID_PROGRAM:-}" ] || orb_fail 1933 "the program of the login is not here" "put login before this step, in the same job"
"$MACHINE_ID_PROGRAM" renew "$@" && exit 0
orb_code=$?
case $orb_code in
  143) ;; # the logout ended it
  3) echo "the credentials are gone already" ;;
  # A job whose work may be done before the certificates end is not failed by this.
  *) echo "warning: the credentials are not renewed any more (exit code $orb_code); they end with their time to live" >&2 ;;
esac
exit 0
