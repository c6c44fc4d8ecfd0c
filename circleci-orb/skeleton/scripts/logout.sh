# insert guard
# insert common
orb_bash_env
orb_carried
if [ -z "${MACHINE_ID_PROGRAM:-}" ]; then
  echo "nothing to remove: no login of this job left credentials"
  exit 0
fi
set --
[ -z "${PARAM_DIRECTORY:-}" ] || set -- "$@" "--directory=$PARAM_DIRECTORY"
[ -z "${PARAM_PREFIX:-}" ] || set -- "$@" "--prefix=$PARAM_PREFIX"
if [ -x "$MACHINE_ID_PROGRAM" ]; then
  "$MACHINE_ID_PROGRAM" logout "$@" && exit 0
else
  echo "warning[MID-1933]: the program of the login is not here any more: $MACHINE_ID_PROGRAM" >&2
fi
echo "warning: the credentials may not be removed; they end with their time to live" >&2
exit 0
