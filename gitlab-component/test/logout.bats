# What after_script does, in a shell of its own that knows nothing of the script's.
load common

@test "the directory of this job is removed and counted, others stay" {
  login
  mkdir "$JOB/shm/machine-id-job-471"
  logout
  [ "$status" = 0 ]
  [ "$output" = "machine-id: removed 1 files" ]
  [ "$(ls "$JOB/shm")" = machine-id-job-471 ]
}

@test "it is found in each place it can be" {
  for place in "_MACHINE_ID_SHM=/nonexistent" "MACHINE_ID_INPUT_DIRECTORY=$JOB/home"; do
    GIVEN=("$place")
    login
    logout
    [ "$output" = "machine-id: removed 1 files" ]
    nothing_left
  done
}

@test "nothing to remove is no failure" {
  logout
  [ "$status" = 0 ]
  [ "$output" = "" ]
}

@test "a link in its place is not followed" {
  mkdir "$JOB/home/data"
  ln -s "$JOB/home/data" "$JOB/shm/machine-id-job-4711"
  logout
  [ "$status" = 0 ]
  [ -d "$JOB/home/data" ]
  [ -h "$JOB/shm/machine-id-job-4711" ]
}

@test "a job number that is none removes nothing" {
  mkdir "$JOB/shm/machine-id-job-" "$JOB/shm/machine-id-job-x"
  for id in '' x '*' '../home'; do
    given CI_JOB_ID="$id"
    logout
    [ "$status" = 0 ]
  done
  [ "$(ls "$JOB/shm" | wc -l)" = 2 ]
  [ -d "$JOB/home" ]
}

@test "a second time it does nothing" {
  login
  logout
  logout
  [ "$status" = 0 ]
  [ "$output" = "" ]
}

@test "its shell may be strict" {
  login
  printf 'set -eu\n%s\n' "$(cat "$JOB_SCRIPTS/after.sh")" >"$JOB/script"
  given TMPDIR=
  run in_job "${SHELL_WORDS[@]}" "$JOB/script"
  [ "$status" = 0 ]
  nothing_left
}
