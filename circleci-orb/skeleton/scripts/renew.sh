# insert guard
# insert common
# insert options
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
