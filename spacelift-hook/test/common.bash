# Loaded by every file: a container of its own for each test (home, temporary directory), a workspace with the scripts,
# and a stand-in for the program, which MACHINE_ID_HOME names.
# shellcheck disable=SC2034,SC2154 # used by the tests; set by bats
# HOOK_SHELL is the shell under test, by absolute path, as words.

bats_require_minimum_version 1.5.0
read -ra SHELL_WORDS <<<"${HOOK_SHELL:-/bin/sh}"
HOOK=$BATS_TEST_DIRNAME/..

setup() {
  # A name with everything that breaks bad quoting.
  ROOT="$BATS_TEST_TMPDIR/a run's \"own\" \$dir"
  WORKSPACE=$ROOT/workspace
  mkdir -p "$WORKSPACE/machine-id" "$WORKSPACE/source" "$ROOT/program/bin"
  cp "$HOOK/login.sh" "$HOOK/logout.sh" "$WORKSPACE/machine-id"
  cp "$BATS_TEST_DIRNAME/stand-in" "$ROOT/program/bin/machine-id"
  chmod 755 "$ROOT/program/bin/machine-id"
  new_container
  LOG=$ROOT/log
  : >"$LOG"
  TOKEN=$(id_token write 3600)
  GIVEN=()
}

new_container() {
  rm -rf "$ROOT/container"
  mkdir -p "$ROOT/container/home" "$ROOT/container/tmp"
}

id_token() { # SCOPE SECONDS-TO-LIVE [MORE-CLAIMS]
  local payload
  payload=$(printf '{"iss":"https://acme.app.spacelift.io","callerId":"app?>~","scope":"%s"%s,"exp":%s}' "$1" "${3:-}" "$(($(date +%s) + $2))")
  printf 'eyJhbGciOiJub25lIn0.%s.signature-secret' "$(printf %s "$payload" | base64 -w 0 | tr '/+' '_-' | tr -d =)"
}

given() { # NAME=VALUE...: more of the run's environment
  GIVEN+=("$@")
}

phase() { # CODE: runs it in a phase's shell, with $login and $logout to source
  # shellcheck disable=SC2016 # for the shell under test
  run --separate-stderr in_run "${SHELL_WORDS[@]}" -c 'login="$TF_VAR_spacelift_workspace_root/machine-id/login.sh"
logout="$TF_VAR_spacelift_workspace_root/machine-id/logout.sh"
'"$1"
  told
}

in_run() {
  cd "$WORKSPACE/source" || return
  env -i PATH="${BIN:+$BIN:}/usr/bin:/bin" HOME="$ROOT/container/home" TMPDIR="$ROOT/container/tmp" MACHINE_ID_HOME="$ROOT/program" STAND_IN_LOG="$LOG" \
    TF_VAR_spacelift_workspace_root="$WORKSPACE" TF_VAR_spacelift_run_id=01RUN ${TOKEN:+SPACELIFT_OIDC_TOKEN="$TOKEN"} \
    MACHINE_ID_OPT_PROXY=teleport.example.com MACHINE_ID_OPT_TOKEN=deploy-app "${GIVEN[@]}" "$@"
}

told() { # shown by bats if the test fails
  printf 'status %s\n--- stdout\n%s\n--- stderr\n%s\n--- log\n%s\n' "$status" "$output" "${stderr:-}" "$(cat "$LOG")"
}

says() { # TEXT: on stderr
  [[ $stderr == *"$1"* ]]
}

logins() { grep -c '^login ' "$LOG" || true; }

failed() { # NUMBER TEXT...: this error with these words and a hint, nothing logged in, nothing left
  says "error[MID-$1]: " && says "hint: " && [ "$(logins)" = 0 ] || return 1
  shift
  local text
  for text in "$@"; do says "$text" || return 1; done
  nothing_left
}

nothing_left() { # no file in the container but the program's own cache, nothing new in the workspace
  [ -z "$(find "$ROOT/container" -type f -not -path '*/.cache/*')" ] && workspace_clean
}

workspace_clean() {
  [ "$(cd "$WORKSPACE" && find . -type f | sort | tr '\n' ' ')" = './machine-id/login.sh ./machine-id/logout.sh ' ] ||
    [ "$(cd "$WORKSPACE" && find . -type f | sort | tr '\n' ' ')" = './machine-id/login.sh ./machine-id/logout.sh ./spacelift.oidc ' ]
}
