# Sourced into a job's shell: nothing of the caller changes, the caller never ends.
load common

BUNDLE="bundle linux-x64.tar.xz: status"

@test "the functions work from a sourced script" {
  sourced 'machine_id status'
  ran "$BUNDLE"
}

@test "the program is looked for once in a shell" {
  BASE=$HTTP/files
  tools curl
  program ldd "echo x >>'$BATS_TEST_TMPDIR/asked'; echo GLIBC"
  sourced 'machine_id status; machine_id status; machine_id status'
  [ "$status" = 0 ]
  [ "$(wc -l <"$BATS_TEST_TMPDIR/asked")" = 1 ]
}

@test "a program that vanished is looked for again" {
  sourced 'machine_id status >/dev/null; rm -rf "$HOME/.cache"; machine_id status'
  ran "$BUNDLE"
}

@test "boot prints one line, the program's path" {
  sourced 'machine_id_boot 2>/dev/null'
  [ "${#lines[@]}" = 1 ]
  [ -x "$output" ]
}

@test "a failure does not end the caller, and its code is told" {
  BASE=none
  sourced 'machine_id status; echo "after $?"; machine_id_boot; echo "after $?"; machine_id_login x; echo "after $?"'
  [ "$status" = 0 ]
  [ "$output" = "after 92
after 92
after 92" ]
}

@test "the program's exit code is told" {
  given STAND_IN_EXIT=9
  sourced 'machine_id status; echo "after $?"'
  [ "${lines[1]}" = "after 9" ]
}

unchanged() { # SETUP: options, umask, directory, traps, IFS and variables are as before
  sourced "$1
state() { set +o; umask; pwd; trap; printf '%s|' \"\$IFS\" \"\${LC_ALL-none}\" \"\${https_proxy-none}\" \"\${mid_work-none}\"; }
before=\$(state)
machine_id status || :
machine_id_login ./env || :
machine_id_logout || :
after=\$(state)
[ \"\$before\" = \"\$after\" ] && echo same || { echo \"\$before\"; echo \"\$after\"; }"
  [ "$status" = 0 ]
  [ "${lines[-1]}" = same ]
}

@test "the caller's options, umask, directory, traps and variables stay" {
  unchanged :
  unchanged 'umask 027; cd ..'
  unchanged 'IFS=:; export LC_ALL=C.UTF-8'
  unchanged "trap 'echo bye >&2' EXIT"
  BASE=none
  unchanged :
}

@test "the caller's strict options do no harm" {
  unchanged 'set -u'
  unchanged 'set -e'
  unchanged 'set -eu'
  unchanged 'set -f'
  unchanged 'set -C'
  unchanged 'set -euf; set -C; IFS=x'
  [ "${SHELL_WORDS[0]##*/}" = dash ] || unchanged 'set -o pipefail'
}

@test "under set -e a failure ends the caller only if it does not care" {
  BASE=none
  sourced 'set -e; if machine_id status; then echo yes; else echo "no $?"; fi; machine_id_logout; machine_id status; echo never'
  [ "$status" = 92 ]
  [ "$output" = "no 92" ]
}

@test "read-only variables and functions of common names do no harm" {
  sourced 'version=1 url=2 platform=3 name=4; readonly version url platform name; fail() { exit 1; }; note() { exit 1; }; machine_id status'
  ran "$BUNDLE"
}

@test "CDPATH and a hostile IFS do no harm" {
  given CDPATH="$JOB:/" MACHINE_ID_CACHE="$JOB/c"
  sourced 'IFS=/-; machine_id status'
  ran "$BUNDLE"
}

@test "spaces and quotes in every directory do no harm" {
  given XDG_CACHE_HOME="$JOB/x '\"\$(touch pwned)\` *"
  sourced 'machine_id status "a  b" "*" "" "'"'"'x'"'"'"'
  ran "bundle linux-x64.tar.xz: status a  b *  'x'"
  [ ! -e "$JOB/work/pwned" ]
}

@test "a trace of the caller's shell does not spoil the path" {
  sourced 'set -x; machine_id status'
  ran "$BUNDLE"
}

@test "the source holds nothing that other formats read as their own" {
  ! grep -n '<<' "$BATS_TEST_DIRNAME/../machine-id.sh"
  ! grep -nF '$[[' "$BATS_TEST_DIRNAME/../machine-id.sh"
  ! grep -nE '(^|[;&({ ])local ' "$BATS_TEST_DIRNAME/../machine-id.sh"
  ! grep -nP '\t|[^\x00-\x7f]' "$BATS_TEST_DIRNAME/../machine-id.sh"
}

@test "inlined instead of sourced it is the same" {
  run --separate-stderr in_job "${SHELL_WORDS[@]}" -c "$(cat "$SUITE/script/machine-id.sh")
machine_id status"
  ran "$BUNDLE"
}
