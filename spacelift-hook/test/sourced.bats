# The phase's shell: gets the variables, and nothing else of it changes.
# shellcheck disable=SC2016 # for the shell under test
load common

@test "a phase gets the variables, and after the run they and the files are gone" {
  phase '. "$login" && [ -f "$MACHINE_ID_DIR/key" ] && echo "in $MACHINE_ID_DIR"; dir=$MACHINE_ID_DIR
. "$logout"; echo "$? ${MACHINE_ID_DIR-none} $(ls "$dir" 2>/dev/null)"'
  [ "$status" = 0 ]
  [[ ${lines[0]} == "in $ROOT/container/tmp/login-"* ]]
  [ "${lines[1]}" = "0 none " ]
  nothing_left
}

@test "the variables are exported" {
  phase '. "$login"; env | grep -c "^MACHINE_ID_DIR="'
  [ "$output" = 1 ]
}

@test "values are never run" {
  given STAND_IN_MORE=yes
  phase '. "$login"; echo "$STAND_IN_EXTRA"'
  [ "$output" = "it's \$(touch pwned) \`x\`" ]
  [ ! -e "$WORKSPACE/source/pwned" ]
}

unchanged() { # SETUP: options, umask, directory, traps, IFS, variables and functions are as before
  phase "$1
state() {
  set +o; umask; pwd; trap; printf '%s|' \"\$IFS\" \"\${LC_ALL-none}\" \"\${mih_place-none}\" \"\${mid_work-none}\" \"\${HOME-none}\" \"\${TMPDIR-none}\" \"\$#\" \"\$*\"
  for name in _machine_id_hook _mih_login _mid_settle machine_id; do command -v \"\$name\" || :; done
}
before=\$(state \"\$@\")
. \"\$login\" || :
. \"\$logout\" || :
after=\$(state \"\$@\")
[ \"\$before\" = \"\$after\" ] && echo same || { echo \"\$before\"; echo \"\$after\"; }"
  [ "$status" = 0 ]
  [ "${lines[-1]}" = same ]
}

@test "the shell's options, umask, directory, traps and variables stay" {
  unchanged :
  unchanged 'umask 027; cd ..'
  unchanged 'IFS=:; export LC_ALL=C.UTF-8'
  unchanged "trap 'echo bye >&2' EXIT TERM"
  unchanged 'set -- "a b" "*"'
  [ "$(logins)" = 5 ]
  nothing_left
}

@test "the shell's strict options do no harm" {
  for option in u e eu f C a euf; do unchanged "set -$option"; done
  unchanged 'set -euf; set -C; IFS=x'
  [ "${SHELL_WORDS[0]##*/}" = dash ] || unchanged 'set -euo pipefail'
  # One login each: nothing failed in silence.
  [ "$(logins)" -ge 8 ]
  nothing_left
}

@test "a failed login stays so, and changes nothing either" {
  given STAND_IN_EXIT=5
  unchanged :
  unchanged 'umask 027; set -u; set -f'
  unchanged "trap 'echo bye >&2' EXIT"
  nothing_left
}

@test "a failed login does not end the shell, and tells" {
  given STAND_IN_EXIT=5
  phase '. "$login"; echo "after $? ${MACHINE_ID_DIR-none}"'
  [ "$status" = 0 ]
  [ "$output" = "after 1 none" ]
  says "MID-1203"
  nothing_left
}

@test "under set -e a failed login ends the shell only if it does not care" {
  given STAND_IN_EXIT=5
  phase 'set -e; if . "$login"; then echo yes; else echo no; fi; . "$logout"; . "$login"; echo never'
  [ "$status" = 1 ]
  [ "$output" = no ]
}

@test "no secret is shown by a trace of the phase's shell" {
  phase 'set -x; . "$login"; . "$logout"; set +x'
  [ "$status" = 0 ]
  [ "$(logins)" = 1 ]
  [[ $stderr != *signature-secret* ]]
  [[ $stderr != *"$(cut -d . -f 2 <<<"$TOKEN")"* ]]
}

@test "no part of the id token stands on a command line" {
  BIN=$ROOT/bin
  mkdir "$BIN"
  for tool in base64 cat cksum cut env grep head id ls mkdir mktemp mv printf rm sed sort tr uname date printenv test '['; do
    [ -x "/usr/bin/$tool" ] || continue
    printf '#!/bin/sh\necho "$0 $*" >>"%s"\nexec "/usr/bin/%s" "$@"\n' "\$STAND_IN_LOG.argv" "$tool" >"$BIN/$tool"
    chmod 755 "$BIN/$tool"
  done
  phase '. "$login"; . "$logout"'
  [ "$status" = 0 ]
  grep -q base64 "$LOG.argv"
  ! grep -F "$(cut -d . -f 2 <<<"$TOKEN")" "$LOG.argv"
  ! grep -F signature-secret "$LOG.argv"
}

@test "commands that come by standard input are not eaten" {
  run --separate-stderr in_run "${SHELL_WORDS[@]}" -s <<<'. "$TF_VAR_spacelift_workspace_root/machine-id/login.sh"
echo "here ${MACHINE_ID_DIR:+yes}"
. "$TF_VAR_spacelift_workspace_root/machine-id/logout.sh"
echo gone'
  told
  [ "$output" = "here yes
gone" ]
}

@test "run instead of sourced it fails, since its variables would be lost" {
  run --separate-stderr in_run "${SHELL_WORDS[@]}" "$WORKSPACE/machine-id/login.sh"
  told
  [ "$status" = 1 ]
  failed 1940 "source it"
}

@test "functions and read-only variables of common names do no harm" {
  phase 'directory=1 place=2 state=3 token=4 scope=5; readonly directory place state token scope; fail() { exit 1; }; say() { exit 1; }
. "$login" && . "$logout" && echo fine'
  [ "$output" = fine ]
}

@test "the scripts hold no here-document, no local, no tab" {
  for script in "$HOOK/login.sh" "$HOOK/logout.sh"; do
    ! grep -n '<<' "$script"
    ! grep -nE '(^|[;&({ ])local ' "$script"
    ! grep -nP '\t|[^\x00-\x7f]' "$script"
  done
}
