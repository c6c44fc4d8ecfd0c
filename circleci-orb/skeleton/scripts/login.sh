# insert guard
# insert boot
# insert common
# insert options
orb_flag "${PARAM_RENEW:-}" && set -- "$@" --renew=true
orb_export=true
! orb_unset "${PARAM_EXPORT_ENV:-}" || orb_export=false
orb_bash_env
[ "$orb_export" = false ] || orb_carries || orb_fail 1931 "this image has no bash, so later steps would not get the variables" \
  "install bash before this step; or use the command exec, which hands them to one command; or give the job 'shell: /bin/sh -leo pipefail' and 'environment: {BASH_ENV: /etc/profile}'; or set export_env: false and directory"
orb_program=$(machine_id_boot) || exit
# Before the login: what cannot be written here must not leave credentials behind.
orb_append "export MACHINE_ID_PROGRAM=$(orb_quoted "$orb_program")"
orb_variables=$("$orb_program" login "$@") || exit
[ -n "$orb_variables" ] || exit 0
orb_name=$(printf '%s\n' "$orb_variables" | sed -n 's/^export \([A-Za-z0-9_]*MACHINE_ID_DIR\)=.*/\1/p')
# One line for each variable, quoted for a shell by the program.
# shellcheck disable=SC2016 # the user's shells expand it
orb_guarded='[ -n "${MACHINE_ID_ORB_STEP:-}" ] ||'
orb_directory=$(eval "$orb_variables" && eval "printf '%s\n' \"\$$orb_name\"" | sed 's|[/\\]current$||; s|[/\\]generations[/\\][0-9]*$||')
orb_token='unset CIRCLE_OIDC_TOKEN CIRCLE_OIDC_TOKEN_V2'
! orb_flag "${PARAM_KEEP_ID_TOKEN:-}" || orb_token=:
# The token of the job is good for every service that trusts the organization: the user's steps do without, ours need it.
if [ -z "$orb_directory" ] ||
  ! (umask 077 && printf '%s\n%s %s\n' "$orb_variables" "$orb_guarded" "$orb_token" >"$orb_directory/environment.sh") ||
  ! (orb_append "[ ! -r $(orb_quoted "$orb_directory/environment.sh") ] || . $(orb_quoted "$orb_directory/environment.sh")"); then
  "$orb_program" logout --directory "$orb_directory"
  exit 1
fi
echo "later steps have: $(printf '%s\n' "$orb_variables" | sed 's/^export //; s/=.*//' | tr '\n' ' ')"
