# What before_script does in the job's shell.
load common

@test "inputs that are not given are not handed over" {
  login 'echo on'
  [ "$output" = on ]
  called_with login
  called_with --proxy=example.teleport.sh
  called_with --token=deploy
  ! grep -q -e --ssh -e --kubernetes -e --cluster-name -e --audience -e --join-method -e --export-env "$CALLED"
}

@test "every input that differs from its default is handed over" {
  given MACHINE_ID_INPUT_SSH=true MACHINE_ID_INPUT_KUBERNETES=staging MACHINE_ID_INPUT_EXPORT_ENV=false \
    MACHINE_ID_INPUT_JOIN_METHOD=gitlab MACHINE_ID_INPUT_CLUSTER_NAME=lab-root MACHINE_ID_INPUT_AUDIENCE=other
  login
  [ "$status" = 0 ]
  for argument in --ssh=true --kubernetes=staging --export-env=false --join-method=gitlab --cluster-name=lab-root --audience=other; do
    called_with "$argument"
  done
}

@test "defaults of flags and choices are left to the environment" {
  given MACHINE_ID_INPUT_SSH=false MACHINE_ID_INPUT_EXPORT_ENV=true MACHINE_ID_INPUT_JOIN_METHOD=auto MACHINE_ID_INPUT_ROLES=
  login
  ! grep -q -e --ssh -e --export-env -e --join-method -e --roles "$CALLED"
}

@test "hostile values arrive as they are" {
  hostile="x'; touch pwned; \"\$(touch pwned)\` touch pwned\` \\ *"
  given MACHINE_ID_INPUT_TOKEN="$hostile" MACHINE_ID_INPUT_ROLES="-x" MACHINE_ID_INPUT_OUTPUTS="a
b"
  login
  [ "$status" = 0 ]
  called_with "--token=$hostile"
  called_with --roles=-x
  called_with --outputs=a
  called_with b
  [ -z "$(find "$JOB" -name pwned)" ]
}

@test "the variables lead to the credentials, others to nothing" {
  given NO_SSH=1
  login 'echo "$MACHINE_ID_DIR|$MACHINE_ID_SSH_CONFIG|${KUBECONFIG-none}|${TELEPORT_IDENTITY_FILE-none}|${TF_TELEPORT_IDENTITY_FILE_PATH-none}"'
  [ "$output" = "$JOB/shm/machine-id-job-4711/credentials|/dev/null/this-login-has-no-output-ssh|none|none|none" ]
}

@test "a KUBECONFIG of the user's own stays where no output sets it" {
  given KUBECONFIG=/home/me/kubeconfig
  login 'echo "$KUBECONFIG"'
  [ "$output" = /home/me/kubeconfig ]
}

@test "the id token and the named secret are gone for the job's lines" {
  given MACHINE_ID_INPUT_OIDC_ENV=MY_TOKEN MY_TOKEN=jwt2 MACHINE_ID_INPUT_SECRET_ENV=MY_SECRET MY_SECRET=s TBOT_GITLAB_JWT=jwt3
  login 'echo "${MACHINE_ID_ID_TOKEN-gone} ${MY_TOKEN-gone} ${MY_SECRET-gone} ${TBOT_GITLAB_JWT-gone}"' 'env | grep -c "jwt\|=s$" || :'
  [ "${lines[0]}" = "gone gone gone gone" ]
  [ "${lines[1]}" = 0 ]
}

@test "a name of a variable that is none does no harm" {
  given MACHINE_ID_INPUT_OIDC_ENV='a b; touch pwned' MACHINE_ID_INPUT_SECRET_ENV='1x'
  login 'echo on'
  [ "$output" = on ]
  [ -z "$(find "$JOB" -name pwned)" ]
}

@test "the shell stays as it is" {
  state='state() { set +o; umask; pwd; trap; printf "%s|" "$IFS" "${LC_ALL-none}"; }'
  printf '%s\n' "$state" 'set -eu' 'umask 027' 'IFS=_:x' 'before=$(state)' "$(cat "$JOB_SCRIPTS/before.sh")" 'after=$(state)' \
    '[ "$before" = "$after" ] && echo same' >"$JOB/script"
  run --separate-stderr in_job "${SHELL_WORDS[@]}" "$JOB/script"
  [ "$status" = 0 ]
  [ "$output" = same ]
}

@test "the directory is new, private and empty of the script's own files" {
  login 'ls -ld "${MACHINE_ID_DIR%/*}" | cut -c 1-10' 'ls "${MACHINE_ID_DIR%/*}"'
  [ "$output" = "drwx------
credentials" ]
  [ -z "$(find "$JOB/work" "$JOB/tmp" -mindepth 1)" ]
}

@test "without memory it is TMPDIR, and the input directory goes before both" {
  given _MACHINE_ID_SHM=/nonexistent
  login 'echo "$MACHINE_ID_DIR"'
  [ "$output" = "$JOB/tmp/machine-id-job-4711/credentials" ]
  given MACHINE_ID_INPUT_DIRECTORY="$JOB/home/"
  login 'echo "$MACHINE_ID_DIR"'
  [ "$output" = "$JOB/home/machine-id-job-4711/credentials" ]
}

@test "a directory that cannot be used is told" {
  given MACHINE_ID_INPUT_DIRECTORY="$JOB/missing"
  login 'echo on'
  failed 1923
}

@test "a directory that is there already, or a link in its place, is refused and kept" {
  mkdir "$JOB/shm/machine-id-job-4711"
  login 'echo on'
  [ "$status" = 102 ]
  says 'error[MID-1922]: '
  rmdir "$JOB/shm/machine-id-job-4711"
  ln -s "$JOB/home" "$JOB/shm/machine-id-job-4711"
  login 'echo on'
  [ "$status" = 102 ]
  [ -z "$(ls "$JOB/home")" ]
  ln -sfn "$JOB/missing" "$JOB/shm/machine-id-job-4711"
  login 'echo on'
  [ "$status" = 102 ]
}

@test "old directories of killed jobs are removed, newer and other ones are kept" {
  mkdir "$JOB/shm/machine-id-job-1" "$JOB/shm/machine-id-job-2" "$JOB/shm/other" "$JOB/shm/other/machine-id-job-3"
  touch "$JOB/shm/machine-id-job-1/key"
  touch -d '3 days ago' "$JOB/shm/machine-id-job-1" "$JOB/shm/other" "$JOB/shm/other/machine-id-job-3"
  login 'ls "$_MACHINE_ID_SHM"' 'ls "$_MACHINE_ID_SHM/other"'
  [ "$output" = "machine-id-job-2
machine-id-job-4711
other
machine-id-job-3" ]
}

@test "a failed login ends the job with the program's code and leaves nothing" {
  given STAND_IN_EXIT=5
  login 'echo on'
  [ "$status" = 5 ]
  [ "$output" = "" ]
  nothing_left
}

@test "a program that is not there ends the job" {
  rm "$PROGRAM"
  given MACHINE_ID_INPUT_DOWNLOAD_BASE=none
  login 'echo on'
  [ "$status" != 0 ]
  [ "$output" = "" ]
  says 'error[MID-18'
  nothing_left
}

@test "a dry run leaves the job without credentials" {
  given MACHINE_ID_INPUT_DRY_RUN=true
  login 'echo "$MACHINE_ID_SSH_CONFIG ${MACHINE_ID_DIR-none}"'
  [ "$output" = "/dev/null/this-login-has-no-output-ssh none" ]
}

@test "the audience: a port and nothing at all are refused before anything is fetched" {
  given MACHINE_ID_INPUT_PROXY=example.teleport.sh:3080 MACHINE_ID_INPUT_CLUSTER_NAME=example.teleport.sh:3080
  login 'echo on'
  failed 1920
  says 'it has a port'
  given MACHINE_ID_INPUT_PROXY= MACHINE_ID_INPUT_CLUSTER_NAME=
  login 'echo on'
  failed 1920
  [ ! -e "$CALLED" ]
}

@test "a proxy with a port is fine with a cluster's name" {
  given MACHINE_ID_INPUT_PROXY=example.teleport.sh:3080 MACHINE_ID_INPUT_CLUSTER_NAME=example.teleport.sh
  login 'echo on'
  [ "$output" = on ]
  called_with --cluster-name=example.teleport.sh
}

@test "outside of GitLab CI it is refused" {
  for id in '' 12x ../../etc '4 5'; do
    given CI_JOB_ID="$id"
    login 'echo on'
    failed 1921
  done
}

@test "the life asked for is the job's time-out, between a minute and a day" {
  for pair in 3600:3600s 30:60s 200000:86400s; do
    given CI_JOB_TIMEOUT="${pair%:*}"
    login
    called_with "--ttl=${pair#*:}"
    rm -r "$JOB/shm/machine-id-job-4711"
  done
}

@test "the life is left alone where it is said elsewhere, or where there is no time-out" {
  for variable in MACHINE_ID_INPUT_TTL=5m MACHINE_ID_OPT_TTL=5m MACHINE_ID_INPUT_CONFIG=x MACHINE_ID_OPT_CONFIG=x CI_JOB_TIMEOUT= CI_JOB_TIMEOUT=1h; do
    GIVEN=("$variable")
    login
    ! grep -q -e '--ttl=3600s' "$CALLED"
    rm -r "$JOB/shm/machine-id-job-4711"
  done
}

@test "certificates that end before the job does are told, in any month" {
  given CI_JOB_TIMEOUT=3600
  EXPIRES=$(in_seconds 1790)
  login 'echo on'
  [ "$output" = on ]
  says 'warning[MID-1924]: the certificates end in 29 min, and this job may run 60 min'
  rm -r "$JOB/shm/machine-id-job-4711"
  EXPIRES=$(in_seconds 3590)
  login
  ! says MID-1924
  for day in 08-09 02-28 02-29 03-01 12-31 01-01 10-08; do
    rm -r "$JOB/shm/machine-id-job-4711"
    EXPIRES=2028-${day}T08:09:08Z
    # Its own arithmetic against that of date: one second too short warns, one more does not.
    given CI_JOB_TIMEOUT=$(($(date -u -d "$EXPIRES" +%s) - $(date -u +%s) + 120))
    login
    says MID-1924
    rm -r "$JOB/shm/machine-id-job-4711"
    given CI_JOB_TIMEOUT=$(($(date -u -d "$EXPIRES" +%s) - $(date -u +%s) + 30))
    login
    ! says MID-1924
  done
}

@test "an end that cannot be read is passed over" {
  for EXPIRES in '' soon "2026-13"; do
    login 'echo on'
    [ "$output" = on ]
    rm -r "$JOB/shm/machine-id-job-4711"
  done
}

@test "the mirror is named for later calls too" {
  given MACHINE_ID_INPUT_DOWNLOAD_BASE=https://mirror.example.com/x
  login 'env | grep MACHINE_ID_DOWNLOAD_BASE'
  [ "$output" = MACHINE_ID_DOWNLOAD_BASE=https://mirror.example.com/x ]
}

@test "outputs with labels, quotes and audiences arrive as they are" {
  outputs='kubernetes,labels="env:staging,team:web",exec=true workload-identity:web,audience="https://a b"'
  given MACHINE_ID_INPUT_OUTPUTS="$outputs"
  login 'echo on'
  [ "$output" = on ]
  called_with "--outputs=$outputs"
}
