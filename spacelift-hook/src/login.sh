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
  # insert hook.sh
  # insert machine-id.sh

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
