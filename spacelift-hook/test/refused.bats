# What cannot work is one clear error, before anything is fetched or asked.
# shellcheck disable=SC2016 # for the shell under test
load common

@test "no id token, as in an unpaid account" {
  TOKEN=
  given MACHINE_ID_HOME="$ROOT/nowhere"
  phase '. "$login"'
  [ "$status" = 1 ]
  failed 1941 "paid Spacelift account" "$WORKSPACE/spacelift.oidc"
  given MACHINE_ID_OPT_JOIN_METHOD=spacelift
  phase '. "$login"'
  failed 1941
}

@test "no id token, but another proof, is for the program to judge" {
  TOKEN=
  given MACHINE_ID_OPT_OIDC_FILE=/run/token
  phase '. "$login"'
  [ "$status" = 0 ]
  GIVEN=(MACHINE_ID_OPT_JOIN_METHOD=token MACHINE_ID_OPT_SECRET_ENV=JOIN_SECRET)
  phase '. "$login"'
  [ "$(logins)" = 2 ]
}

@test "join tokens by scope need an id token with one" {
  given MACHINE_ID_HOOK_READ_TOKEN=plan-app
  for TOKEN in not-a-token a.b.c "$(id_token admin 3600)" "$(id_token '' 3600)"; do
    phase '. "$login"'
    [ "$status" = 1 ]
    failed 1943 "neither read nor write" MACHINE_ID_OPT_TOKEN
  done
}

@test "credentials in the workspace are refused" {
  given MACHINE_ID_OPT_ALLOW_WORKSPACE=true
  phase '. "$login"'
  [ "$status" = 1 ]
  failed 1944 "uploads the workspace"
  GIVEN=(MACHINE_ID_OPT_ALLOW_WORKSPACE=false)
  phase '. "$login"'
  [ "$(logins)" = 1 ]
}

@test "export-env switched off is refused" {
  given MACHINE_ID_OPT_EXPORT_ENV=false
  phase '. "$login"'
  [ "$status" = 1 ]
  failed 1944 export-env
}

@test "home, cache and temporary directory in the workspace are not used" {
  mkdir -p "$WORKSPACE/home" "$WORKSPACE/tmp"
  given HOME="$WORKSPACE/home" XDG_CACHE_HOME="$WORKSPACE/home/cache" TMPDIR="$WORKSPACE/tmp" TF_VAR_spacelift_run_id="bats$$"
  phase '. "$login"; echo "$MACHINE_ID_DIR $HOME $TMPDIR"; . "$logout"'
  [[ $output == /tmp/login-*" $WORKSPACE/home $WORKSPACE/tmp" ]]
  [ ! -e "/tmp/machine-id-hook-$(id -u)-bats$$" ]
  workspace_clean
}

@test "somebody else's directory in our place is refused" {
  [ "$(id -u)" = 0 ] || skip "only root can give a directory away"
  mkdir -m 777 "$ROOT/container/tmp/machine-id-hook-0-01RUN"
  phase '. "$login"'
  [ "$status" = 1 ]
  failed 1942 "others can write into it"
  chmod 700 "$ROOT/container/tmp/machine-id-hook-0-01RUN"
  chown 65534 "$ROOT/container/tmp/machine-id-hook-0-01RUN"
  phase '. "$login"'
  failed 1942 "belongs to the user with the number 65534"
  phase 'set -e; . "$logout"'
  [ "$status" = 0 ]
  [ -d "$ROOT/container/tmp/machine-id-hook-0-01RUN" ]
}

@test "a link in our place is refused, and what it leads to stays" {
  mkdir -m 700 "$ROOT/precious"
  echo precious >"$ROOT/precious/env"
  ln -s "$ROOT/precious" "$ROOT/container/tmp/machine-id-hook-$(id -u)-01RUN"
  phase '. "$login"'
  [ "$status" = 1 ]
  says "error[MID-1942]" && says "it is a link"
  phase '. "$logout"'
  [ "$(cat "$ROOT/precious/env")" = precious ]
}

@test "a place that cannot be made is one clear error" {
  given TMPDIR=/proc
  phase '. "$login"'
  [ "$status" = 1 ]
  failed 1942 "TMPDIR"
}

@test "a workspace variable that is no absolute path means Spacelift's own" {
  for text in '' relative / ../x; do
    GIVEN=(TF_VAR_spacelift_workspace_root="$text" LOGIN="$WORKSPACE/machine-id/login.sh")
    TOKEN=
    phase '. "$LOGIN"'
    [ "$status" = 1 ]
    says "/mnt/workspace/spacelift.oidc"
  done
}

@test "an unbaked script without a program says where to get a release" {
  given MACHINE_ID_HOME="$ROOT/nowhere"
  phase '. "$login"'
  [ "$status" = 1 ]
  failed 1808 "carries no digests"
}
