# shellcheck shell=sh
# The hook's own part of login.sh and logout.sh; machine-id.sh stands behind it. All of it runs in a subshell of the
# phase's shell, so it may set, change and exit as it likes. What it prints on standard output, the phase's shell runs.
#
# In the private directory of the run (mih_place) it remembers, for the next phase in the same container:
#   env        the variables to export, as the program wrote them
#   directory  where the credentials are
#   state      for what they were made: the id token's scope and a checksum of all options

_mih_say() { printf '%s: %s\n' "$1" "$2" >&2; }

_mih_fail() { # NUMBER WHAT HINT
  printf 'error[MID-%s]: %s\nhint: %s\n' "$1" "$2" "$3" >&2
  exit 1
}

_mih_settle() {
  set +a +e +f +u +C
  umask 077
  unset IFS CDPATH
  mih_workspace=${TF_VAR_spacelift_workspace_root:-}
  mih_workspace=${mih_workspace%/}
  case $mih_workspace in
    /?*) ;;
    *) mih_workspace=/mnt/workspace ;;
  esac
  # machine-id.sh would keep the program there, and a waiting run's workspace is uploaded.
  ! _mih_uploaded "${HOME:-}" || unset HOME
  ! _mih_uploaded "${XDG_CACHE_HOME:-}" || unset XDG_CACHE_HOME
  ! _mih_uploaded "${TMPDIR:-}" || unset TMPDIR
}

_mih_uploaded() { # PATH: does it lie in the workspace?
  case $1/ in
    "$mih_workspace"/*) return 0 ;;
    *) return 1 ;;
  esac
}

_mih_check() { # what can be seen to be wrong before anything is fetched
  case ${MACHINE_ID_OPT_ALLOW_WORKSPACE:-false} in
    false) ;;
    *) _mih_fail 1944 "the option allow-workspace is set, and Spacelift uploads the workspace while a run waits" \
      "leave allow-workspace out; credentials go into a private temporary directory" ;;
  esac
  case ${MACHINE_ID_OPT_EXPORT_ENV:-true} in
    true) ;;
    *) _mih_fail 1944 "the option export-env is off, and the hook has no other way to tell the phase where its credentials are" \
      "leave export-env out, or take the hook off this stack" ;;
  esac
  mih_phase=${MACHINE_ID_HOOK_PHASE:-30m}
  mih_seconds=${mih_phase%[smh]}
  case $mih_seconds in
    '' | *[!0-9]* | 0* | ??????*) mih_seconds= ;;
  esac
  case $mih_seconds:$mih_phase in
    ?*:*s) ;;
    ?*:*m) mih_seconds=$((mih_seconds * 60)) ;;
    ?*:*h) mih_seconds=$((mih_seconds * 3600)) ;;
    *) _mih_fail 1945 "MACHINE_ID_HOOK_PHASE is no duration: it says how long a phase may take" "write it as 30m, 2h or 90s" ;;
  esac
}

_mih_token() { # sets mih_token, mih_scope and mih_until, when it ends; of the variable and the file the one that ends later
  mih_token='' mih_scope=unknown mih_until=0
  _mih_later "${SPACELIFT_OIDC_TOKEN:-}"
  [ ! -f "$mih_workspace/spacelift.oidc" ] || _mih_later "$(head -c 65537 <"$mih_workspace/spacelift.oidc")"
  [ -z "$mih_token" ] || return 0
  # Another proof may be meant: then the program judges.
  case ${MACHINE_ID_OPT_JOIN_METHOD:-auto}:${MACHINE_ID_OPT_OIDC_ENV:-}${MACHINE_ID_OPT_OIDC_FILE:-}${MACHINE_ID_OPT_OIDC_COMMAND:-}${MACHINE_ID_OPT_SECRET_ENV:-}${MACHINE_ID_OPT_SECRET_FILE:-}${MACHINE_ID_OPT_CONFIG:-}${MACHINE_ID_OPT_FROM_DAEMON:-} in
    auto: | spacelift:) _mih_fail 1941 "Spacelift gave this run no id token: neither the variable SPACELIFT_OIDC_TOKEN nor the file $mih_workspace/spacelift.oidc is there" \
      "id tokens need a paid Spacelift account" ;;
  esac
}

_mih_later() { # TOKEN
  [ -n "$1" ] || return 0
  mih_part=${1#*.}
  mih_part=${mih_part%%.*}
  case $((${#mih_part} % 4)) in
    2) mih_part="$mih_part==" ;;
    3) mih_part="$mih_part=" ;;
  esac
  # echo is built into every shell, printf is not: nothing of the token may stand on a command line.
  mih_part=$(echo "$mih_part" | tr '_-' '/+' | _mih_decoded 2>/dev/null | tr -d '\000\n')
  mih_end=$(echo "$mih_part" | sed -n 's/.*"exp" *: *\([0-9]\{1,12\}\).*/\1/p')
  [ -z "$mih_token" ] || [ "${mih_end:-0}" -gt "$mih_until" ] || return 0
  mih_token=$1 mih_until=${mih_end:-0}
  mih_scope=$(echo "$mih_part" | sed -n 's/.*"scope" *: *"\([a-z]*\)".*/\1/p')
  case $mih_scope in
    read | write) ;;
    *) mih_scope=unknown ;;
  esac
}

_mih_decoded() {
  if _mid_here base64; then
    base64 -d
  elif _mid_here openssl; then
    openssl base64 -d -A
  else
    python3 -I -c 'import base64, sys; sys.stdout.buffer.write(base64.b64decode(sys.stdin.read()))'
  fi
}

_mih_choose() { # sets MACHINE_ID_OPT_TOKEN by the scope; mih_named is what a scope's own setting says
  mih_named=
  case $mih_scope in
    read) mih_named=${MACHINE_ID_HOOK_READ_TOKEN:-} ;;
    write) mih_named=${MACHINE_ID_HOOK_WRITE_TOKEN:-} ;;
    *)
      [ -z "${MACHINE_ID_HOOK_READ_TOKEN:-}${MACHINE_ID_HOOK_WRITE_TOKEN:-}" ] ||
        _mih_fail 1943 "the join token depends on the scope of the id token, and this one's scope is neither read nor write" \
          "put base64, openssl or python3 into the image, which the scope is read with, or use one join token for both by MACHINE_ID_OPT_TOKEN"
      ;;
  esac
  if [ -n "$mih_named" ]; then
    MACHINE_ID_OPT_TOKEN=$mih_named
    export MACHINE_ID_OPT_TOKEN
  fi
  mih_state="$mih_scope $(env | sed -n '/^MACHINE_ID_OPT_/p' | sort | cksum)"
}

_mih_place() { # sets mih_place, which it does not make
  mih_base=${TMPDIR:-/tmp}
  case $mih_base in
    /*) ;;
    *) mih_base=/tmp ;;
  esac
  mih_place=${mih_base%/}/machine-id-hook-$(id -u)-$(printf '%.64s' "${TF_VAR_spacelift_run_id:-run}" | tr -c 'A-Za-z0-9' _)
}

_mih_private() {
  _mid_private "$mih_place"
  case $? in
    0) return ;;
    1) mid_why='it cannot be made' ;;
  esac
  _mih_fail 1942 "there is no private directory $mih_place: $mid_why" "let TMPDIR name a directory outside the workspace that this user can write"
}

_mih_fresh() { # do the credentials of an earlier phase outlive this one, and are they for the same scope and options?
  [ "$mih_scope" != unknown ] && [ -f "$mih_place/state" ] && [ "$(cat "$mih_place/state")" = "$mih_state" ] || return 1
  mih_status=$(machine_id status --json --directory "$(cat "$mih_place/directory")" 2>/dev/null)
  case $mih_status in
    # Its variables would lead to ports where nobody listens.
    *'"companion":"ended"'*) return 1 ;;
  esac
  mih_left=$(printf '%s\n' "$mih_status" | sed -n 's/.*"seconds_left":\([0-9]*\).*/\1/p')
  [ "${mih_left:-0}" -gt 0 ] || return 1
  if [ "$mih_left" -ge "$mih_seconds" ]; then
    _mih_say note "the credentials from before are good for $((mih_left / 60)) more minutes"
    return 0
  fi
  # A new login cannot succeed with an id token that has ended; minutes that are left may be enough.
  [ "$mih_until" -gt 0 ] && [ "$(date +%s)" -ge "$mih_until" ] || return 1
  _mih_say warning "the run's id token has ended, so the credentials cannot be made anew; they end in $((mih_left / 60)) minutes, and a phase may take $mih_phase: ask for a longer ttl"
}

_mih_forget() { # removes what an earlier phase got; prints how the phase's shell forgets its variables
  mih_from=${MACHINE_ID_DIR:-}
  [ ! -f "$mih_place/directory" ] || mih_from=$(cat "$mih_place/directory")
  [ -z "$mih_from" ] || [ ! -d "$mih_from" ] || machine_id_logout "$mih_from" >&2
  [ ! -f "$mih_place/env" ] || sed -n 's/^export \([A-Za-z_][A-Za-z0-9_]*\)=.*/unset \1/p' "$mih_place/env"
  rm -f "$mih_place/state" "$mih_place/env" "$mih_place/directory"
}

_mih_login() {
  _mih_settle
  case ${0##*/} in
    login.sh) _mih_fail 1940 "login.sh was run, so its variables would be lost" "source it: . $mih_workspace/machine-id/login.sh" ;;
  esac
  _mih_check
  _mih_token
  _mih_choose
  _mih_place
  _mih_private
  if [ "$mih_named" = none ]; then
    _mih_forget
    _mih_say note "no credentials for a phase with the scope $mih_scope"
    return
  fi
  _mid_remember || exit
  if _mih_fresh; then
    cat "$mih_place/env"
    return
  fi
  _mih_forget
  if [ -n "$mih_token" ]; then
    SPACELIFT_OIDC_TOKEN=$mih_token
    export SPACELIFT_OIDC_TOKEN
  fi
  machine_id_login "$mih_place/env" || {
    mih_code=$?
    rm -rf "$mih_place"
    exit "$mih_code"
  }
  # The program has checked the prefix; a dry run wrote nothing.
  (
    # shellcheck source=/dev/null
    . "$mih_place/env"
    eval "printf '%s\n' \"\${${MACHINE_ID_OPT_PREFIX:-}MACHINE_ID_DIR:-}\""
  ) >"$mih_place/directory"
  if [ -s "$mih_place/env" ]; then
    printf '%s\n' "$mih_state" >"$mih_place/state"
  fi
  cat "$mih_place/env"
}

_mih_logout() { # never fails: the run's result is not for us to change
  _mih_settle
  _mih_place
  if [ -d "$mih_place" ] && _mid_private "$mih_place"; then
    _mih_forget
    rm -rf "$mih_place"
  elif [ -n "${MACHINE_ID_DIR:-}" ]; then
    _mih_forget
  fi
  return 0
}
