# Generated from the option catalogue by ./docs/generate; do not edit.
# shellcheck shell=sh
# login.sh: before a phase, gives its shell the variables of short-lived Teleport credentials.
#
#   . "${TF_VAR_spacelift_workspace_root:-/mnt/workspace}/machine-id/login.sh"
#
# It is sourced, and changes nothing else in that shell: no option, no umask, no directory, no trap; it never ends it.
# If there are no credentials its status is not 0, and the phase does not run. spacelift-hook/README.md says more.

_machine_id_hook() (
  # Here and not in a function, where mksh would forget it at its end: a trace would show the id token.
  set +x
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
# machine-id.sh: finds or fetches the program machine-id, proves it genuine and runs it. POSIX sh, busybox's tools are enough.
#
#   sh machine-id.sh login ...      runs the program with these arguments
#   . ./machine-id.sh               offers the functions below; nothing in the caller's shell changes
#     machine_id ARGUMENT...        runs the program; it is looked for once in a shell
#     machine_id_boot               prints the path of the program and runs nothing
#     machine_id_login FILE         logs in by the MACHINE_ID_OPT_* variables; FILE (0600) then holds what to source
#     machine_id_logout [DIRECTORY] removes the credentials; never fails the job
#
# The program is taken from: MACHINE_ID_HOME or PATH, if of this script's version; Java 17 or newer with machine-id.jar;
# a runtime bundle. MACHINE_ID_DOWNLOAD_BASE names a mirror (https://, file://, a directory; "none" fetches nothing),
# MACHINE_ID_CACHE a private directory. More in docs/boot.md.
#
# Exit codes, beside the program's own: 80 + the last two digits of the error's code.
#   MID-1801  81  nothing here can download           MID-1807  87  the cache directory is not private
#   MID-1802  82  nothing here can compute SHA-256    MID-1808  88  this copy of the script carries no digests
#   MID-1803  83  a file has the wrong digest         MID-1809  89  only another version is here
#   MID-1804  84  nothing here can unpack, or the     MID-1810  90  the download address is not allowed
#                 archive holds no program            MID-1811  91  cannot write: full or read-only disk
#   MID-1805  85  no runtime for this platform        MID-1812  92  not here, and downloading is switched off
#   MID-1806  86  the download failed
#
# Kept out on purpose: here-documents (CircleCI reads their operator as a parameter), `local`, anything that would change
# the options, the directory, the umask or the traps of a shell that sources this. What has a body in ( ) is its own world.

# digests-begin
_mid_version() { echo unbaked; }
_mid_digest() { return 1; }
# digests-end

_mid_path=

machine_id() {
  _mid_remember || return
  "$_mid_path" "$@"
}

machine_id_login() {
  _mid_remember || return
  _mid_login "$_mid_path" "$@"
}

machine_id_logout() {
  machine_id logout ${1:+--directory "$1"} ||
    echo "warning: the credentials may not be removed; they end with their time to live" >&2
  return 0
}

machine_id_boot() (
  _mid_settle
  trap '_mid_clean' 0
  trap 'exit 129' 1
  trap 'exit 130' 2
  trap 'exit 143' 15
  _mid_at_home || _mid_on_path || _mid_with_java || _mid_with_runtime
  printf '%s\n' "$mid_out"
)

_mid_remember() {
  [ -n "$_mid_path" ] && [ -x "$_mid_path" ] || _mid_path=$(machine_id_boot)
}

_mid_login() ( # PROGRAM FILE [ARGUMENT...]
  set +e +u +C
  umask 077
  mid_program=$1 mid_file=${2:-}
  [ "$#" -ge 2 ] && shift 2
  if [ -z "$mid_file" ] || [ -d "$mid_file" ]; then
    _mid_fail 1811 "machine_id_login needs the name of a file to write, not '$mid_file'" "call it as: machine_id_login FILE && . FILE"
  fi
  mid_work=$(mktemp "$mid_file.XXXXXX") || _mid_fail 1811 "cannot write beside $mid_file" "name a file in a private directory outside the workspace"
  trap '_mid_clean' 0
  trap 'exit 130' 2
  trap 'exit 143' 15
  "$mid_program" login --format shell "$@" >"$mid_work" || exit
  mv -f "$mid_work" "$mid_file" || _mid_fail 1811 "cannot write $mid_file" "name a file in a private directory outside the workspace"
)

# What follows runs in the subshells above only, so it may set what it likes.

_mid_settle() {
  set +e +u +C -f
  umask 077
  unset IFS CDPATH
  LC_ALL=C
  export LC_ALL
  mid_version=$(_mid_version)
  mid_work='' mid_other='' mid_javas=''
  # GNU wget reads the small letters only.
  [ -n "${https_proxy:-}" ] || https_proxy=${HTTPS_PROXY:-}
  [ -n "${no_proxy:-}" ] || no_proxy=${NO_PROXY:-}
  export https_proxy no_proxy
  # A copy of this script that stands as machine-id on PATH must not ask itself for ever.
  [ -z "${_MACHINE_ID_ASKED:-}" ] || exit 1
}

_mid_clean() {
  [ -z "$mid_work" ] || rm -rf "$mid_work"
}

_mid_note() { printf 'note: %s\n' "$1" >&2; }

_mid_fail() { # NUMBER WHAT HINT
  printf 'error[MID-%s]: %s\nhint: %s\n' "$1" "$2" "$3" >&2
  exit $(($1 - 1720))
}

_mid_here() { command -v "$1" >/dev/null 2>&1; }

_mid_find() { # NAME: prints where it is on PATH; by a relative entry it would be the workspace's program
  mid_found=$(command -v "$1" 2>/dev/null)
  case $mid_found in
    /* | [A-Za-z]:*) ;;
    *) return 1 ;;
  esac
  case :$PATH: in
    *":${mid_found%/*}:"* | *":${mid_found%/*}/:"*) printf '%s\n' "$mid_found" ;;
    *) return 1 ;;
  esac
}

_mid_absolute() { # PATH
  case $1 in
    /* | [A-Za-z]:*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$PWD/$1" ;;
  esac
}

# --- (1) the program that is here already ---

_mid_at_home() {
  [ -n "${MACHINE_ID_HOME:-}" ] || return 1
  mid_home=$(_mid_absolute "${MACHINE_ID_HOME%/}")
  mid_out=$mid_home/bin/machine-id
  if [ -f "$mid_out" ] && [ -x "$mid_out" ]; then
    _mid_right "$mid_out" "$mid_out"
    return
  fi
  mid_jar=$mid_home/machine-id.jar
  [ -f "$mid_jar" ] || {
    _mid_note "MACHINE_ID_HOME ($mid_home) holds neither bin/machine-id nor machine-id.jar; looking further"
    return 1
  }
  _mid_java || return 1
  mid_digest=$(_mid_digest machine-id.jar) && [ "$(_mid_sha256 "$mid_jar")" = "$mid_digest" ] ||
    _mid_right "$mid_jar" "$mid_java" -jar "$mid_jar" || return 1
  _mid_stores _mid_launcher
}

_mid_on_path() {
  mid_out=$(_mid_find machine-id) && [ -x "$mid_out" ] && _mid_right "$mid_out" "$mid_out"
}

_mid_right() { # NAME COMMAND...: is this program of the version that is wanted?
  mid_name=$1
  shift
  mid_said=$(_MACHINE_ID_ASKED=1 "$@" version 2>/dev/null </dev/null) || {
    _mid_note "$mid_name does not tell its version; looking further"
    return 1
  }
  mid_said=$(printf '%s\n' "$mid_said" | tr -d '\r' | head -n 1)
  [ "$mid_version" = unbaked ] && return 0
  case " $mid_said " in
    *" $mid_version "*) return 0 ;;
  esac
  mid_other="$mid_name says '$mid_said'"
  _mid_note "$mid_other, $mid_version is wanted; looking further"
  return 1
}

# --- (2) Java and the jar ---

_mid_with_java() {
  [ "$mid_version" != unbaked ] || _mid_fail 1808 "this copy of machine-id.sh carries no digests, so it downloads nothing" \
    "use the script of a release, or set MACHINE_ID_HOME to a directory with bin/machine-id or machine-id.jar"
  mid_artifact=machine-id.jar
  mid_digest=$(_mid_digest "$mid_artifact") || return 1
  _mid_java || return 1
  _mid_stores _mid_install_jar
}

_mid_install_jar() {
  mid_key=jar-$mid_version-$(printf '%.16s' "$mid_digest")
  mid_jar=$mid_store/$mid_key/$mid_artifact
  _mid_install && _mid_launcher
}

_mid_java() { # sets mid_java and mid_major
  [ -z "$mid_javas" ] || return "$mid_javas"
  mid_javas=0
  for mid_java in "${JAVA_HOME:+${JAVA_HOME%/}/bin/java}" "$(_mid_find java)"; do
    case $mid_java in
      /* | [A-Za-z]:*) [ -x "$mid_java" ] || continue ;;
      *) continue ;;
    esac
    mid_major=$(_mid_major "$mid_java")
    [ "$mid_major" -lt 17 ] || return 0
    _mid_note "$mid_java is Java $mid_major, 17 or newer is wanted; looking further"
  done
  mid_javas=1
  return 1
}

_mid_major() { # JAVA: prints its feature release, 0 if it names none
  mid_mark='version "'
  mid_text=
  [ ! -f "${1%/bin/java}/release" ] || mid_text=$(sed -n 's/^JAVA_VERSION=/version /p' "${1%/bin/java}/release")
  case $mid_text in
    *"$mid_mark"*) ;;
    *) mid_text=$("$1" -version 2>&1 </dev/null) ;;
  esac
  case $mid_text in
    *"$mid_mark"*) ;;
    *) mid_text=$mid_mark'0"' ;;
  esac
  mid_text=${mid_text#*"$mid_mark"}
  mid_text=${mid_text%%\"*}
  mid_text=${mid_text#1.}
  mid_text=${mid_text%%[!0-9]*}
  echo "${mid_text:-0}"
}

_mid_quoted() { printf "'%s'" "$(printf '%s\n' "$1" | sed "s/'/'\\\\''/g")"; }

_mid_launcher() { # for mid_java and mid_jar, in mid_store; sets mid_out
  mid_flags='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m'
  [ "$mid_major" -lt 23 ] || mid_flags="$mid_flags --sun-misc-unsafe-memory-access=allow"
  mid_text="#!/bin/sh
exec $(_mid_quoted "$mid_java") $mid_flags -jar $(_mid_quoted "$mid_jar") \"\$@\""
  mid_dir=$mid_store/launch-$(printf '%s\n' "$mid_text" | cksum | cut -d ' ' -f 1)
  mid_out=$mid_dir/machine-id
  if [ ! -h "$mid_dir" ] && [ ! -h "$mid_out" ] && [ -x "$mid_out" ] && [ "$(cat "$mid_out")" = "$mid_text" ]; then
    return 0
  fi
  _mid_working || return 1
  if ! { mkdir -p "$mid_dir" && printf '%s\n' "$mid_text" >"$mid_work/launcher" && chmod 700 "$mid_work/launcher" &&
    mv -f "$mid_work/launcher" "$mid_out"; }; then
    _mid_unwritable
  fi
}

# --- (3) the runtime bundle ---

_mid_with_runtime() {
  _mid_platform
  mid_artifact=
  for mid_name in tar.xz tar.gz zip; do
    mid_name=machine-id-$mid_platform.$mid_name
    _mid_digest "$mid_name" >/dev/null || continue
    mid_artifact=$mid_name
    case $mid_name in
      *.tar.xz) ! _mid_here xz || break ;;
      *) break ;;
    esac
  done
  [ -n "$mid_artifact" ] || _mid_fail 1805 "version $mid_version has no runtime for $mid_platform" \
    "put Java 17 or newer into the image: machine-id.jar runs on any platform that has it"
  mid_digest=$(_mid_digest "$mid_artifact")
  _mid_stores _mid_install_runtime
}

_mid_install_runtime() {
  mid_key=runtime-$mid_version-$mid_platform-$(printf '%.16s' "$mid_digest")
  _mid_install && mid_out=$mid_entry/machine-id-$mid_platform/bin/machine-id
}

_mid_platform() { # sets mid_platform
  mid_system=$(uname -s) mid_machine=$(uname -m)
  mid_hardware=$mid_machine
  case $mid_system in
    Linux) mid_platform=linux && ! _mid_musl || mid_platform=linux-musl ;;
    Darwin) mid_platform=macos ;;
    MINGW* | MSYS* | CYGWIN*) mid_platform=windows ;;
    *) mid_platform= ;;
  esac
  case $mid_machine in
    x86_64 | amd64) mid_machine=x64 ;;
    aarch64 | arm64) mid_machine=arm64 ;;
    *) mid_platform= ;;
  esac
  [ -n "$mid_platform" ] || _mid_fail 1805 "there is no runtime for $mid_system on $mid_hardware" \
    "put Java 17 or newer into the image: machine-id.jar runs on any platform that has it"
  mid_platform=$mid_platform-$mid_machine
}

_mid_musl() {
  mid_said=$(ldd --version 2>&1)
  case $mid_said in
    *musl*) return 0 ;;
    # A glibc system may have musl's loader beside its own.
    *GLIBC* | *GNU*) return 1 ;;
  esac
  (
    set +f
    set -- "${_MACHINE_ID_ROOT:-}"/lib/ld-musl-*
    [ -e "$1" ]
  )
}

# --- the private directory ---

_mid_stores() { # COMMAND...: calls it with mid_store set to one private directory after the other until it succeeds
  if [ -n "${MACHINE_ID_CACHE:-}" ]; then
    mid_store=$(_mid_absolute "${MACHINE_ID_CACHE%/}")
    _mid_private "$mid_store"
    case $? in
      0) ! "$@" || return 0 ;;
      2) _mid_fail 1807 "the cache directory $mid_store is not safe: $mid_why" \
        "name by MACHINE_ID_CACHE a directory that only this user can write, or leave it out" ;;
    esac
    _mid_note "cannot write into $mid_store; a temporary directory is used"
  else
    for mid_store in "${XDG_CACHE_HOME:+${XDG_CACHE_HOME%/}/machine-id}" "${HOME:+${HOME%/}/.cache/machine-id}"; do
      case $mid_store in
        /* | [A-Za-z]:*) ;;
        *) continue ;;
      esac
      ! { _mid_private "$mid_store" && "$@"; } || return 0
    done
  fi
  mid_temp=$(_mid_absolute "${TMPDIR:-/tmp}")
  mid_temp=${mid_temp%/}
  # First a name that the job's next step finds again. If somebody was there before us, one that nobody can guess.
  mid_store=$mid_temp/machine-id-$(id -u)
  ! { _mid_private "$mid_store" && "$@"; } || return 0
  mid_store=$(mktemp -d "$mid_temp/machine-id.XXXXXX" 2>/dev/null) && "$@" && return 0
  _mid_fail 1811 "no private directory can be made in $mid_temp" "name by MACHINE_ID_CACHE or TMPDIR a directory that this user can write"
}

_mid_private() { # DIRECTORY: made if it is missing. 0: private; 1: cannot be made; 2: not safe, mid_why says why
  mid_why='it is a link'
  [ ! -h "$1" ] || return 2
  [ -d "$1" ] || mkdir -p "$1" 2>/dev/null || return 1
  [ ! -h "$1" ] || return 2
  case $(uname -s) in
    # Its modes say nothing; the user's own directories are private there by their access lists.
    MINGW* | MSYS* | CYGWIN*) return 0 ;;
  esac
  mid_user=$(id -u)
  # shellcheck disable=SC2046 # the words of ls are wanted apart
  set -- "$1" $(ls -ldn "$1")
  mid_why="it belongs to the user with the number ${4:-unknown}"
  [ "${4:-}" = "$mid_user" ] || return 2
  mid_why='others can write into it'
  case $2 in
    d????w* | d???????w*) return 2 ;;
    d???--[-S]--[-T]*) ;;
    *) chmod 700 "$1" 2>/dev/null || return 1 ;;
  esac
  mid_dir=$(command cd -P "$1" 2>/dev/null && pwd -P) || return 1
  while [ -n "$mid_dir" ]; do
    mid_dir=${mid_dir%/*}
    # shellcheck disable=SC2046 # as above
    set -- $(ls -ldn "${mid_dir:-/}")
    mid_why="others could replace ${mid_dir:-/} above it"
    case ${3:-} in
      0 | "$mid_user") ;;
      *) return 2 ;;
    esac
    case $1 in
      ?????????[tT]*) ;;
      ?????w* | ????????w*) return 2 ;;
    esac
  done
  return 0
}

_mid_working() { # sets mid_work, a directory in mid_store; 1 if nothing can be written there
  case $mid_work in
    "$mid_store"/*) return 0 ;;
  esac
  _mid_clean
  mid_work=$(mktemp -d "$mid_store/.tmp.XXXXXX" 2>/dev/null)
}

_mid_unwritable() {
  _mid_fail 1811 "cannot write into $mid_store${mid_said:+: $mid_said}" \
    "make room on that disk, or name another directory by MACHINE_ID_CACHE"
}

# --- fetching and proving ---

_mid_install() { # puts mid_artifact under mid_store/mid_key, unless it is there; 1 if nothing can be written there
  mid_entry=$mid_store/$mid_key
  ! _mid_complete || return 0
  _mid_working || return 1
  _mid_here sha256sum || _mid_here shasum || _mid_here openssl ||
    _mid_fail 1802 "nothing here can compute a SHA-256 digest" "put sha256sum (coreutils, busybox), shasum (perl) or openssl into the image"
  _mid_can_unpack
  _mid_fetch
  mid_actual=$(_mid_sha256 "$mid_work/archive")
  if [ "$mid_actual" != "$mid_digest" ]; then
    rm -f "$mid_work/archive"
    _mid_fail 1803 "$mid_artifact from $mid_shown has the wrong SHA-256 digest: expected $mid_digest, got $mid_actual" \
      "the file is damaged, of another version or not genuine; nothing was unpacked. A mirror must hold version $mid_version unchanged"
  fi
  mid_said=
  if ! { mkdir "$mid_work/entry" && _mid_unpack && printf '%s\n' "$mid_digest" >"$mid_work/entry/.complete"; }; then
    _mid_unwritable
  fi
  _mid_holds_program "$mid_work/entry" ||
    _mid_fail 1804 "$mid_artifact holds no machine-id-$mid_platform/bin/machine-id" "report this: the release is broken"
  if [ -e "$mid_entry" ] || [ -h "$mid_entry" ]; then
    # Another job was faster, or it is damaged.
    ! _mid_complete || return 0
    mv "$mid_entry" "$mid_work/damaged" || _mid_unwritable
  fi
  mv "$mid_work/entry" "$mid_entry" 2>/dev/null
  # Another job was faster by a moment: mv put ours inside its directory.
  [ ! -d "$mid_entry/entry" ] || rm -rf "$mid_entry/entry"
  _mid_complete || _mid_unwritable
}

_mid_complete() { # is mid_entry whole, by what we wrote ourselves and, where it is cheap, by the digest?
  [ ! -h "$mid_entry" ] && [ -d "$mid_entry" ] && [ ! -h "$mid_entry/.complete" ] && [ -f "$mid_entry/.complete" ] &&
    [ "$(cat "$mid_entry/.complete")" = "$mid_digest" ] && _mid_holds_program "$mid_entry" || return 1
  case $mid_artifact in
    *.jar) [ "$(_mid_sha256 "$mid_entry/$mid_artifact")" = "$mid_digest" ] ;;
  esac
}

_mid_holds_program() { # DIRECTORY
  case $mid_artifact in
    *.jar) [ ! -h "$1/$mid_artifact" ] && [ -f "$1/$mid_artifact" ] ;;
    *) [ -f "$1/machine-id-$mid_platform/bin/machine-id" ] && [ -x "$1/machine-id-$mid_platform/bin/machine-id" ] ;;
  esac
}

_mid_sha256() { # FILE: prints its digest, nothing if it cannot
  {
    if _mid_here sha256sum; then
      sha256sum <"$1"
    elif _mid_here shasum; then
      shasum -a 256 <"$1"
    elif _mid_here openssl; then
      openssl dgst -sha256 <"$1"
    fi
  } 2>/dev/null | sed 's/^.*= *//; s/ .*$//'
}

_mid_can_unpack() {
  case $mid_artifact in
    *.jar) return ;;
    *.tar.xz) _mid_here tar && _mid_here xz && return ;;
    *.tar.gz) _mid_here tar && _mid_here gzip && return ;;
    *.zip) { _mid_here unzip || _mid_here python3; } && return ;;
  esac
  _mid_fail 1804 "nothing here can unpack $mid_artifact" \
    "put tar and gzip (or xz; unzip on Windows) into the image, or Java 17 or newer, or name an unpacked program by MACHINE_ID_HOME"
}

_mid_unpack() {
  case $mid_artifact in
    *.jar) mv "$mid_work/archive" "$mid_work/entry/$mid_artifact" ;;
    *.tar.xz) xz -dc <"$mid_work/archive" | tar -C "$mid_work/entry" -xof - ;;
    *.tar.gz) gzip -dc <"$mid_work/archive" | tar -C "$mid_work/entry" -xof - ;;
    *.zip)
      if _mid_here unzip; then
        unzip -q "$mid_work/archive" -d "$mid_work/entry"
      else
        python3 -m zipfile -e "$mid_work/archive" "$mid_work/entry"
      fi
      ;;
  esac 2>"$mid_work/err" && rm -f "$mid_work/archive" && return
  mid_said=$(_mid_last_words)
  return 1
}

_mid_last_words() { # the last line a tool complained with; a proxy's password is taken out
  sed -n '/[^ ]/p' "$mid_work/err" 2>/dev/null | tail -n 1 | sed 's|//[^/@ ]*@|//***@|g'
}

_mid_fetch() { # mid_artifact into mid_work/archive
  mid_base=${MACHINE_ID_DOWNLOAD_BASE:-https://github.com/OWNER/machine-id/releases/download/v$mid_version}
  mid_base=${mid_base%/}
  mid_shown=$mid_base
  mid_url=$mid_base/$mid_artifact
  mid_limit=${_MACHINE_ID_LIMIT:-100000000}
  case $mid_base in
    none) _mid_nothing_here ;;
    https://* | http://*) _mid_fetch_url ;;
    file://*) _mid_fetch_file "${mid_url#file://}" ;;
    *://*) _mid_fail 1810 "MACHINE_ID_DOWNLOAD_BASE has an unknown scheme: ${mid_base%%://*}" "use https://, file:// or a directory" ;;
    *) _mid_fetch_file "$mid_url" ;;
  esac
}

_mid_nothing_here() {
  [ -z "$mid_other" ] || _mid_fail 1809 "$mid_other, $mid_version is wanted, and MACHINE_ID_DOWNLOAD_BASE=none forbids to fetch it" \
    "put version $mid_version there, or use the adapter of the version that is there"
  _mid_fail 1812 "machine-id $mid_version is not here, and MACHINE_ID_DOWNLOAD_BASE=none forbids to fetch it" \
    "set MACHINE_ID_HOME to a directory with bin/machine-id or machine-id.jar, or name a mirror"
}

_mid_fetch_file() { # FILE
  [ -f "$1" ] || _mid_fail 1806 "there is no file $1" "put $mid_artifact of version $mid_version there, or correct MACHINE_ID_DOWNLOAD_BASE"
  mid_said=$(head -c "$((mid_limit + 1))" 2>&1 <"$1" >"$mid_work/archive")
  [ -z "$mid_said" ] || _mid_unwritable
}

_mid_fetch_url() {
  mid_scheme=${mid_base%%://*}
  mid_host=${mid_base#*://}
  mid_host=${mid_host%%[/?#]*}
  case $mid_host in
    *@* | *\\*)
      mid_shown="$mid_scheme://***@${mid_host##*@}"
      _mid_fail 1810 "MACHINE_ID_DOWNLOAD_BASE carries a user or a password ($mid_shown)" \
        "command lines can be read by others: let curl or wget take them from ~/.netrc"
      ;;
  esac
  case $mid_scheme:$mid_host in
    https:*) ;;
    http:localhost | http:localhost:* | http:127.0.0.1 | http:127.0.0.1:* | 'http:[::1]' | 'http:[::1]:'*) ;;
    *) _mid_fail 1810 "MACHINE_ID_DOWNLOAD_BASE is $mid_base: plain http goes to the loopback address only" "use https://" ;;
  esac
  _mid_choose_tool
  _mid_note "fetching $mid_artifact of version $mid_version from $mid_shown by $mid_tool"
  mid_pause=${_MACHINE_ID_PAUSE:-1}
  for mid_try in 1 2 3 last; do
    _mid_transfer
    mid_result=$?
    [ -n "$mid_said" ] || mid_said=$(_mid_last_words)
    case $mid_result in
      0) return 0 ;;
      1) [ "$mid_try" != last ] || break ;;
      3) _mid_fail 1806 "$mid_shown sent the download to an address that is not https://" "correct the mirror, or name another by MACHINE_ID_DOWNLOAD_BASE" ;;
      4) _mid_unwritable ;;
      5) _mid_fail 1806 "$mid_artifact from $mid_shown is larger than $mid_limit bytes" "this is not the file of the release; correct MACHINE_ID_DOWNLOAD_BASE" ;;
      *) break ;;
    esac
    _mid_note "try $mid_try failed${mid_said:+ ($mid_said)}; once more in $mid_pause s"
    sleep "$mid_pause"
    mid_pause=$((mid_pause * 3))
  done
  _mid_fail 1806 "cannot download $mid_url${mid_said:+: $mid_said}" \
    "check HTTPS_PROXY and the network, or name a mirror by MACHINE_ID_DOWNLOAD_BASE, or bring the program by MACHINE_ID_HOME"
}

_mid_choose_tool() { # sets mid_tool
  mid_tool=
  if _mid_here curl; then
    mid_tool=curl
  elif _mid_here wget; then
    case $(command wget --help 2>&1) in
      *--max-redirect*) mid_tool=wget ;;
      *) mid_tool=busybox ;;
    esac
  fi
  case $mid_tool in
    '' | busybox) ! _mid_here python3 || mid_tool=python3 ;;
  esac
  case $mid_tool in
    '') _mid_fail 1801 "nothing here can download" \
      "put curl, wget or python3 into the image, or set MACHINE_ID_HOME, or name a mounted directory by MACHINE_ID_DOWNLOAD_BASE" ;;
    busybox)
      ! _mid_proxied || _mid_fail 1801 "HTTPS_PROXY is set, and busybox's wget cannot go through it" \
        "put curl, GNU wget or python3 into the image, or set NO_PROXY for ${mid_host%:*}"
      ;;
  esac
}

_mid_proxied() { # would curl go through a proxy for mid_host?
  [ "$mid_scheme" = https ] && [ -n "$https_proxy" ] || return 1
  for mid_name in $(printf '%s\n' "$no_proxy" | tr ',' ' '); do
    case $mid_name in
      '*') return 1 ;;
    esac
    mid_name=${mid_name#.}
    case ${mid_host%:*} in
      "$mid_name" | *".$mid_name") return 1 ;;
    esac
  done
}

# 0: done; 1: a fault of the network; 2: a clear no; 3: a redirect that is not allowed; 4: cannot write; 5: too large
_mid_transfer() {
  # What head says counts, not its exit code: busybox's is 0 on a full disk.
  mid_said=$({
    {
      "_mid_by_$mid_tool" 2>"$mid_work/err"
      echo "result $?" >&3
    } | head -c "$((mid_limit + 1))" >"$mid_work/archive"
  } 3>&1 2>&1)
  mid_result=$(printf '%s\n' "$mid_said" | sed -n 's/^result //p')
  mid_said=$(printf '%s\n' "$mid_said" | sed '/^result /d' | tail -n 1)
  [ -z "$mid_said" ] || return 4
  [ "$(wc -c <"$mid_work/archive")" -le "$mid_limit" ] || return 5
  return "${mid_result:-2}"
}

_mid_status() { # FILE: the class of the last HTTP status in it, as above
  case $(sed -n 's|^ *HTTP/[0-9.]* \([0-9][0-9][0-9]\).*|\1|p' "$1" | tail -n 1) in
    408 | 429 | 5*) return 1 ;;
    4*) return 2 ;;
    3*) return 3 ;;
    *) return 1 ;;
  esac
}

_mid_by_curl() {
  if [ "$mid_scheme" = http ]; then
    set -- --proto =http,https --noproxy '*'
  else
    set -- --proto =https
  fi
  command curl --silent --show-error --fail --globoff --location --max-redirs 5 --proto-redir =https --netrc-optional \
    --connect-timeout 20 --speed-limit 1000 --speed-time 30 --dump-header "$mid_work/head" "$@" --url "$mid_url"
  case $? in
    0) return 0 ;;
    1) return 3 ;;
    5 | 6 | 7 | 16 | 18 | 28 | 35 | 52 | 55 | 56 | 92) return 1 ;;
    22) _mid_status "$mid_work/head" ;;
    23) return 4 ;;
    *) return 2 ;;
  esac
}

_mid_by_wget() { # GNU wget has no option that keeps redirects to https, so they are followed here
  mid_next=$mid_url
  mid_direct=--no-proxy
  [ "$mid_scheme" = http ] || mid_direct=
  mid_hops=0
  while [ "$mid_hops" -le 5 ]; do
    mid_hops=$((mid_hops + 1))
    command wget --tries=1 --timeout=30 --max-redirect=0 --server-response --output-document=- ${mid_direct:+"$mid_direct"} "$mid_next" 2>"$mid_work/head"
    mid_result=$?
    cat "$mid_work/head" >&2
    [ "$mid_result" != 0 ] || return 0
    case $mid_result in
      3) return 4 ;;
      4) return 1 ;;
      8) _mid_status "$mid_work/head" ;;
      *) return 2 ;;
    esac
    mid_result=$?
    [ "$mid_result" = 3 ] || return "$mid_result"
    mid_next=$(_mid_locations "$mid_work/head" | tail -n 1)
    case $mid_next in
      https://*) ;;
      *) return 3 ;;
    esac
  done
  echo "too many redirects" >&2
  return 2
}

_mid_locations() { # FILE: where its redirects lead
  sed -n 's/^ *[Ll]ocation: *\([^ ]*\).*/\1/p' "$1" | tr -d '\r' | sed "s|^/[^/]|$mid_scheme://$mid_host&|"
}

_mid_by_busybox() { # it follows any redirect: we look afterwards, and the digest is checked in any case
  # A build without that feature crashes on -T.
  case $(command wget --help 2>&1) in
    *"-T SEC"*) set -- -T 30 ;;
    *) set -- ;;
  esac
  command wget -Y off -S "$@" -O - "$mid_url" 2>"$mid_work/head"
  mid_result=$?
  cat "$mid_work/head" >&2
  _mid_locations "$mid_work/head" | grep -v '^https://' >/dev/null && return 3
  [ "$mid_result" != 0 ] || return 0
  ! grep 'not an http' "$mid_work/head" >/dev/null || return 2
  _mid_status "$mid_work/head"
}

_mid_by_python3() {
  command python3 -I -c '
import http.client, ssl, sys, urllib.error, urllib.request

class Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 5
    def redirect_request(self, request, answer, code, text, headers, target):
        if not target.startswith("https://"):
            sys.exit(3)
        return super().redirect_request(request, answer, code, text, headers, target)

handlers = [Redirects()]
if sys.argv[1].startswith("http://"):
    handlers.append(urllib.request.ProxyHandler({}))
try:
    with urllib.request.build_opener(*handlers).open(sys.argv[1], timeout=30) as answer:
        expected, got = answer.headers.get("Content-Length"), 0
        while True:
            piece = answer.read(65536)
            if not piece:
                break
            got += len(piece)
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()
    if expected is not None and got != int(expected):
        print("the connection closed after %d of %s bytes" % (got, expected), file=sys.stderr)
        sys.exit(1)
except urllib.error.HTTPError as error:
    print(error, file=sys.stderr)
    sys.exit(3 if error.code < 400 else 1 if error.code in (408, 429) or error.code >= 500 else 2)
except (OSError, http.client.HTTPException) as error:
    print(error, file=sys.stderr)
    sys.exit(2 if isinstance(getattr(error, "reason", error), ssl.SSLCertVerificationError) else 1)
' "$mid_url"
}

# Run, not sourced: by the name, since nothing else is the same in every shell.
case ${0##*/} in
  machine-id.sh | machine-id)
    _mid_path=$(machine_id_boot) || exit
    exec "$_mid_path" "$@"
    ;;
esac

  _mih_login
)

if _machine_id_said=$(_machine_id_hook </dev/null); then
  eval "$_machine_id_said"
  unset _machine_id_said
  unset -f _machine_id_hook
else
  unset _machine_id_said
  unset -f _machine_id_hook
  # Not false: dash would end a shell under set -e that cares. (Run and not sourced, bash gets behind the return.)
  # shellcheck disable=SC2317
  return 1 2>/dev/null || false
fi
