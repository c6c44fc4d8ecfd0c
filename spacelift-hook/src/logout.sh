# shellcheck shell=sh
# logout.sh: after the run, removes the credentials that login.sh got, and its variables from this shell.
#
#   . "${TF_VAR_spacelift_workspace_root:-/mnt/workspace}/machine-id/logout.sh"
#
# It is sourced, changes nothing else in that shell, and never fails. spacelift-hook/README.md says more.

_machine_id_hook() (
  # Here and not in a function, where mksh would forget it at its end: a trace would show the id token.
  set +x
  # insert hook.sh
  # insert machine-id.sh

  _mih_logout
)

_machine_id_said=$(_machine_id_hook </dev/null) || :
eval "$_machine_id_said"
unset _machine_id_said
unset -f _machine_id_hook
:
