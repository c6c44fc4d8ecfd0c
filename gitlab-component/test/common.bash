# Loaded by every file: a job of its own for each test, with a stand-in program, under the shell JOB_SHELL.
# shellcheck disable=SC2034,SC2154 # used by the tests; set by bats

bats_require_minimum_version 1.5.0
read -ra SHELL_WORDS <<<"${JOB_SHELL:-/bin/sh}"
NOWHERE=/dev/null/machine-id-did-not-log-in

setup() {
  # A name with everything that breaks bad quoting.
  JOB="$BATS_TEST_TMPDIR/a job's \"own\" \$dir"
  mkdir -p "$JOB/program/bin" "$JOB/home" "$JOB/tmp" "$JOB/shm" "$JOB/work"
  PROGRAM=$JOB/program/bin/machine-id
  # It keeps what it was called with, one argument a line, and says where the credentials are.
  # shellcheck disable=SC2016
  printf '%s\n' '#!/bin/sh' \
    '[ "$1" = version ] && echo "machine-id 1.2.3" && exit' \
    'printf "%s\n" "$@" >"$CALLED"' \
    '[ "${STAND_IN_EXIT:-0}" = 0 ] || exit "$STAND_IN_EXIT"' \
    'for word in "$@"; do case $word in --directory=*) dir=${word#*=} ;; --dry-run=*) exit 0 ;; esac; done' \
    'mkdir -p "$dir" && echo secret >"$dir/key"' \
    'quoted=$(printf "%s\n" "$dir" | sed "s/'"'"'/'"'\\\\\\\\''"'/g")' \
    'echo "export MACHINE_ID_DIR='"'"'$quoted'"'"'"' \
    'echo "export MACHINE_ID_EXPIRES='"'"'$EXPIRES'"'"'"' \
    '[ -z "${NO_SSH:-}" ] && echo "export MACHINE_ID_SSH_CONFIG='"'"'$quoted/ssh_config'"'"'"' \
    'exit 0' >"$PROGRAM"
  chmod 755 "$PROGRAM"
  CALLED=$JOB/called
  EXPIRES=$(in_seconds 3600)
  GIVEN=()
}

in_seconds() { # SECONDS: that time from now as the program writes it
  date -u -d "+$1 seconds" +%Y-%m-%dT%H:%M:%SZ
}

given() { # NAME=VALUE...: more of the job's environment
  GIVEN+=("$@")
}

in_job() { # COMMAND...: in the job's environment and directory
  cd "$JOB/work" || return
  env -i PATH="$PATH" HOME="$JOB/home" TMPDIR="$JOB/tmp" _MACHINE_ID_SHM="$JOB/shm" MACHINE_ID_HOME="$JOB/program" \
    CALLED="$CALLED" EXPIRES="$EXPIRES" CI_JOB_ID=4711 CI_JOB_TIMEOUT=3600 MACHINE_ID_ID_TOKEN=jwt \
    MACHINE_ID_INPUT_PROXY=example.teleport.sh MACHINE_ID_INPUT_CLUSTER_NAME=example.teleport.sh \
    MACHINE_ID_INPUT_AUDIENCE=example.teleport.sh MACHINE_ID_INPUT_TOKEN=deploy \
    MACHINE_ID_SSH_CONFIG=$NOWHERE KUBECONFIG=$NOWHERE MACHINE_ID_DIR=$NOWHERE MACHINE_ID_IDENTITY_FILE=$NOWHERE \
    TELEPORT_IDENTITY_FILE=$NOWHERE TF_TELEPORT_IDENTITY_FILE_PATH=$NOWHERE "${GIVEN[@]}" "$@"
}

login() { # LINE...: before_script, then these lines, as one script under set -e
  printf 'set -e\n%s\n' "$(cat "$JOB_SCRIPTS/before.sh")" >"$JOB/script"
  printf '%s\n' "$@" >>"$JOB/script"
  run --separate-stderr in_job "${SHELL_WORDS[@]}" "$JOB/script"
  printf 'status %s\n--- stdout\n%s\n--- stderr\n%s\n' "$status" "$output" "${stderr:-}"
}

logout() {
  run --separate-stderr in_job "${SHELL_WORDS[@]}" "$JOB_SCRIPTS/after.sh"
  printf 'status %s\n--- stdout\n%s\n--- stderr\n%s\n' "$status" "$output" "${stderr:-}"
}

called_with() { # ARGUMENT: the program got exactly this argument
  grep -qxF -- "$1" "$CALLED"
}

says() { # TEXT: on stderr
  [[ $stderr == *"$1"* ]]
}

failed() { # NUMBER: with this code, before the job's own lines, and nothing is left
  [ "$status" = $(($1 - 1820)) ] || return 1
  [ "$output" = "" ] || return 1
  says "error[MID-$1]: " || return 1
  says "hint: " || return 1
  nothing_left
}

nothing_left() {
  [ -z "$(find "$JOB/tmp" "$JOB/shm" "$JOB/work" -mindepth 1)" ]
}
