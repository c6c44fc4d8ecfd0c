# --- this job's login; above stands the boot script, which finds or fetches the program ---
#
# The job's shell gets variables that lead to the credentials, loses the id token, and stays as it is otherwise.
# Inputs arrive as variables and never as text of this script.

_mid_job_fail() { # NUMBER WHAT HINT: ends the subshell it is in
  printf 'error[MID-%s]: %s\nhint: %s\n' "$1" "$2" "$3" >&2
  exit $(($1 - 1820))
}

_mid_job_audience() ( # GitLab has put it into the id token already, so a wrong one is best told before anything is fetched
  case ${MACHINE_ID_INPUT_CLUSTER_NAME-} in
    '') _mid_job_fail 1920 "the id token has no audience: neither proxy nor cluster-name is given" \
      "give the input proxy; if the proxy stands elsewhere, give cluster-name" ;;
    *:*) _mid_job_fail 1920 "the id token's audience is $MACHINE_ID_INPUT_CLUSTER_NAME, which is no name of a cluster: it has a port" \
      "the audience is the proxy's host unless said; give the input cluster-name (tctl status shows it)" ;;
  esac
)

_mid_job_open() ( # prints the job's new private directory; its name follows from the job's number, so that after_script finds it
  set +e +u +C
  unset IFS
  case ${CI_JOB_ID-} in
    '' | *[!0-9]*) _mid_job_fail 1921 "CI_JOB_ID is not a number" "run this in a job of GitLab CI" ;;
  esac
  # In memory where that is possible: nothing on a disk, and gone with the container.
  set -- "${_MACHINE_ID_SHM-/dev/shm}" "${TMPDIR-}" /tmp
  [ -z "${MACHINE_ID_INPUT_DIRECTORY-}" ] || set -- "$MACHINE_ID_INPUT_DIRECTORY"
  for mid_place in "$@"; do
    case $mid_place in
      /*) ;;
      *) continue ;;
    esac
    if [ ! -d "$mid_place" ] || [ ! -w "$mid_place" ]; then
      continue
    fi
    mid_dir=${mid_place%/}/machine-id-job-$CI_JOB_ID
    # What a killed job left; its certificates ended a day ago or more.
    find "$mid_place/." ! -name . -prune -type d -name 'machine-id-job-*' -user "$(id -u)" -mtime +1 -exec rm -rf {} + 2>/dev/null
    if mkdir -m 700 "$mid_dir" 2>/dev/null; then
      printf '%s\n' "$mid_dir"
      exit 0
    fi
    if [ -e "$mid_dir" ] || [ -h "$mid_dir" ]; then
      _mid_job_fail 1922 "$mid_dir is there already: this job has logged in before, or another user of this machine made it" \
        "log in once in a job; a second identity is another job's, by another include with job-prefix"
    fi
  done
  _mid_job_fail 1923 "there is no place for credentials: none of $* is a directory that this user can write" \
    "name one outside the project by the input directory"
)

_mid_job_options() { # DIRECTORY: logs in by the inputs that are given; the others are left to the environment and the defaults
  set -- "$1/variables" "--directory=$1/credentials"
  # @arguments@
  # Unless said, cluster-name is a reference to proxy, and audience one to cluster-name.
  [ "${MACHINE_ID_INPUT_CLUSTER_NAME-}" = "${MACHINE_ID_INPUT_PROXY-}" ] ||
    set -- "$@" "--cluster-name=$MACHINE_ID_INPUT_CLUSTER_NAME"
  [ "${MACHINE_ID_INPUT_AUDIENCE-}" = "${MACHINE_ID_INPUT_CLUSTER_NAME-}" ] ||
    set -- "$@" "--audience=$MACHINE_ID_INPUT_AUDIENCE"
  if [ -z "${MACHINE_ID_INPUT_TTL-}${MACHINE_ID_OPT_TTL-}${MACHINE_ID_INPUT_CONFIG-}${MACHINE_ID_OPT_CONFIG-}" ]; then
    case ${CI_JOB_TIMEOUT-} in
      '' | *[!0-9]*) ;;
      *) set -- "$@" "--ttl=$(_mid_job_life)s" ;;
    esac
  fi
  machine_id_login "$@"
}

_mid_job_life() ( # the job's time-out in seconds, between what a login may ask for: a minute and a day
  mid_life=$CI_JOB_TIMEOUT
  [ "$mid_life" -ge 60 ] || mid_life=60
  [ "$mid_life" -le 86400 ] || mid_life=86400
  echo "$mid_life"
)

_mid_job_lasts() ( # FILE: warns if the certificates may end before the job does
  set +e +u -f
  mid_end=$(sed -n "s/^export [A-Za-z0-9_]*MACHINE_ID_EXPIRES='\([0-9T:-]*\)Z'.*/\1/p" "$1" | tail -n 1)
  case ${CI_JOB_TIMEOUT-}$mid_end in
    *[!0-9T:-]*) exit 0 ;;
    ?*T*) ;;
    *) exit 0 ;;
  esac
  IFS=T:-
  # shellcheck disable=SC2086 # the parts are wanted apart
  set -- $mid_end
  unset IFS
  # Days since 1970 by the civil calendar; a leading 0 would make the number octal.
  mid_year=$1 mid_month=${2#0} mid_day=${3#0} mid_hour=${4#0} mid_minute=${5#0} mid_second=${6#0}
  [ "$mid_month" -gt 2 ] || mid_year=$((mid_year - 1)) mid_month=$((mid_month + 12))
  mid_days=$((365 * mid_year + mid_year / 4 - mid_year / 100 + mid_year / 400 + (153 * (mid_month - 3) + 2) / 5 + mid_day - 719469))
  mid_left=$((mid_days * 86400 + mid_hour * 3600 + mid_minute * 60 + mid_second - $(date -u +%s)))
  # The job has begun already, by less than a minute as a rule.
  [ "$mid_left" -lt $((CI_JOB_TIMEOUT - 60)) ] || exit 0
  printf 'warning[MID-1924]: the certificates end in %s min, and this job may run %s min\nhint: %s\n' \
    $((mid_left / 60)) $((CI_JOB_TIMEOUT / 60)) \
    "give a longer ttl (24h at most), let the role's max_session_ttl allow it, or set the job's timeout lower" >&2
)

_mid_job_login() {
  _mid_job_audience || return
  _mid_job_dir=$(_mid_job_open) || return
  [ -z "${MACHINE_ID_INPUT_DOWNLOAD_BASE-}" ] || export MACHINE_ID_DOWNLOAD_BASE="$MACHINE_ID_INPUT_DOWNLOAD_BASE"
  _mid_job_options "$_mid_job_dir" || {
    _mid_job_code=$?
    rm -rf "$_mid_job_dir"
    return "$_mid_job_code"
  }
  _mid_job_lasts "$_mid_job_dir/variables"
  # shellcheck source=/dev/null
  . "$_mid_job_dir/variables" && rm -f "$_mid_job_dir/variables"
}

_mid_job_leads() { # the variables that led nowhere until now, and for which there is no output
  case ${MACHINE_ID_SSH_CONFIG-} in
    /dev/null/*) MACHINE_ID_SSH_CONFIG=/dev/null/this-login-has-no-output-ssh ;;
  esac
  case ${MACHINE_ID_IDENTITY_FILE-} in
    /dev/null/*) MACHINE_ID_IDENTITY_FILE=/dev/null/this-login-has-no-output-identity ;;
  esac
  case ${MACHINE_ID_DIR-} in
    /dev/null/*) unset MACHINE_ID_DIR ;;
  esac
  case ${TELEPORT_IDENTITY_FILE-} in
    /dev/null/*) unset TELEPORT_IDENTITY_FILE ;;
  esac
  case ${TF_TELEPORT_IDENTITY_FILE_PATH-} in
    /dev/null/*) unset TF_TELEPORT_IDENTITY_FILE_PATH ;;
  esac
  case ${KUBECONFIG-} in
    /dev/null/*) unset KUBECONFIG ;;
  esac
}

_mid_job_forget() { # NAME...: what proved who we are; the job's lines need it no more
  for _mid_job_name in "$@"; do
    case $_mid_job_name in
      '' | [!A-Za-z_]* | *[!A-Za-z0-9_]*) ;;
      *) unset "$_mid_job_name" ;;
    esac
  done
}

_mid_job_login || exit
_mid_job_leads
_mid_job_forget MACHINE_ID_ID_TOKEN TBOT_GITLAB_JWT "${MACHINE_ID_INPUT_OIDC_ENV-}" "${MACHINE_ID_INPUT_SECRET_ENV-}"
