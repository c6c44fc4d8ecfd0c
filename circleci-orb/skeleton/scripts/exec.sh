# insert guard
# insert boot
# insert common
# insert options
! orb_unset "${PARAM_RENEW:-}" || set -- "$@" --renew=false
orb_bash_env
orb_carried
orb_program=$(machine_id_boot) || exit
if [ -n "${BASH_VERSION:-}" ] && [ -x "${BASH:-}" ]; then
  set -- "$@" -- "$BASH" -eo pipefail -c "$PARAM_COMMAND"
else
  set -- "$@" -- /bin/sh -e -c "$PARAM_COMMAND"
fi
# insert unset
exec "$orb_program" exec "$@"
