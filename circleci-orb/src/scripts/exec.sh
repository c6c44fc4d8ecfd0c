# Generated from the option catalogue by ./docs/generate; do not edit.
# shellcheck shell=sh disable=SC2317 # not every script calls every function
true || exit 2 # MID-1930: not a POSIX shell. On Windows give the job or its executor 'shell: bash.exe -eo pipefail'
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
! orb_flag "${PARAM_ALLOW_WORKSPACE:-}" || set -- "$@" --allow-workspace=true
[ -z "${PARAM_TIMEOUT:-}" ] || set -- "$@" "--timeout=$PARAM_TIMEOUT"
[ -z "${PARAM_RULES:-}" ] || set -- "$@" "--rules=$PARAM_RULES"
! orb_flag "${PARAM_DRY_RUN:-}" || set -- "$@" --dry-run=true
! orb_flag "${PARAM_DEBUG:-}" || set -- "$@" --debug=true
[ -z "${PARAM_CONFIG:-}" ] || set -- "$@" "--config=$PARAM_CONFIG"
[ -z "${PARAM_PREFIX:-}" ] || set -- "$@" "--prefix=$PARAM_PREFIX"
! orb_unset "${PARAM_RENEW:-}" || set -- "$@" --renew=false
orb_bash_env
orb_carried
orb_program=$(machine_id_boot) || exit
if [ -n "${BASH_VERSION:-}" ] && [ -x "${BASH:-}" ]; then
  set -- "$@" -- "$BASH" -eo pipefail -c "$PARAM_COMMAND"
else
  set -- "$@" -- /bin/sh -e -c "$PARAM_COMMAND"
fi
unset MACHINE_ID_ORB_STEP PARAM_COMMAND PARAM_PROXY PARAM_AUTH_SERVER PARAM_CLUSTER_NAME PARAM_TOKEN PARAM_SECRET_ENV PARAM_SECRET_FILE PARAM_STATE_DIRECTORY PARAM_JOIN_METHOD PARAM_AUDIENCE PARAM_OIDC_ENV PARAM_OIDC_FILE PARAM_OIDC_COMMAND PARAM_AZURE_CLIENT_ID PARAM_OUTPUTS PARAM_SSH PARAM_SSH_MULTIPLEXER PARAM_KUBERNETES PARAM_APPLICATION PARAM_TERRAFORM PARAM_TTL PARAM_ROLES PARAM_EXPECT_CLUSTER PARAM_EXPECT_BOT PARAM_EXPECT_ROLES PARAM_CA_FILE PARAM_CA_PINS PARAM_TLS_UPGRADE PARAM_FROM_DAEMON PARAM_DIRECTORY PARAM_ALLOW_WORKSPACE PARAM_EXPORT_ENV PARAM_TIMEOUT PARAM_RENEW PARAM_RULES PARAM_DRY_RUN PARAM_DEBUG PARAM_CONFIG PARAM_PREFIX
exec "$orb_program" exec "$@"
