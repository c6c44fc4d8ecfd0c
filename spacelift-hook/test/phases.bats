# From phase to phase: when a login is made, for whom, and what is left.
# shellcheck disable=SC2016 # for the shell under test
load common

@test "phases in one container log in once" {
  phase '. "$login"; first=$MACHINE_ID_DIR; . "$login"; . "$login"; [ "$first" = "$MACHINE_ID_DIR" ] && echo same'
  [ "$output" = same ]
  [ "$(logins)" = 1 ]
  says "good for 60 more minutes"
}

@test "a phase in a shell of its own finds the credentials again, and so does the logout" {
  phase '. "$login"; echo "$MACHINE_ID_DIR"'
  first=$output
  phase '. "$login"; echo "$MACHINE_ID_DIR"'
  [ "$output" = "$first" ]
  [ "$(logins)" = 1 ]
  phase '. "$logout"'
  nothing_left
}

@test "a new container logs in again, with or without the variables of the old one" {
  phase '. "$login"; echo "$MACHINE_ID_DIR"'
  old=$output
  new_container
  phase '. "$login"; [ -f "$MACHINE_ID_DIR/key" ] && echo good'
  [ "$output" = good ]
  new_container
  given MACHINE_ID_DIR="$old"
  phase '. "$login"; [ -f "$MACHINE_ID_DIR/key" ] && echo good'
  [ "$output" = good ]
  [ "$(logins)" = 3 ]
}

@test "another scope of the id token logs in again, and out before" {
  TOKEN=$(id_token read 3600)
  phase '. "$login"; echo "$MACHINE_ID_DIR"'
  old=$output
  TOKEN=$(id_token write 3600)
  phase '. "$login"; [ -f "$MACHINE_ID_DIR/key" ] && echo good'
  [ "$output" = good ]
  [ "$(logins)" = 2 ]
  [ ! -e "$old" ]
}

@test "other options log in again" {
  phase '. "$login"'
  given MACHINE_ID_OPT_OUTPUTS='ssh kubernetes:staging'
  phase '. "$login"'
  [ "$(logins)" = 2 ]
  grep -q 'outputs=ssh kubernetes:staging' "$LOG"
}

@test "certificates that end within the phase are made anew, and the old ones removed" {
  phase '. "$login"; echo "$MACHINE_ID_DIR"'
  old=$output
  given STAND_IN_LEFT=1799
  phase '. "$login"'
  [ "$(logins)" = 2 ]
  [ ! -e "$old" ]
}

@test "how long a phase may take can be said" {
  given STAND_IN_LEFT=1799
  phase '. "$login"; MACHINE_ID_HOOK_PHASE=29m; . "$login"; MACHINE_ID_HOOK_PHASE=1799s; . "$login"'
  [ "$(logins)" = 1 ]
  phase 'MACHINE_ID_HOOK_PHASE=2h; . "$login"'
  [ "$(logins)" = 2 ]
}

@test "a duration that is none is one clear error" {
  for text in 30 m -5m 1.5h 08m '5 m' 999999m '$(touch pwned)m' 'a[$(touch pwned)]m'; do
    GIVEN=(MACHINE_ID_HOOK_PHASE="$text")
    phase '. "$login"'
    [ "$status" = 1 ]
    failed 1945 "30m, 2h or 90s"
  done
  [ ! -e "$WORKSPACE/source/pwned" ]
}

@test "an id token that has ended leaves credentials that have not, with a warning" {
  TOKEN=$(id_token write 3600)
  phase '. "$login"'
  TOKEN=$(id_token write -5)
  given STAND_IN_LEFT=600
  phase '. "$login" && [ -f "$MACHINE_ID_DIR/key" ] && echo kept'
  [ "$output" = kept ]
  says "they end in 10 minutes"
  says "longer ttl"
  [ "$(logins)" = 1 ]
}

@test "an id token that has ended and credentials that have, too, are for the program to explain" {
  phase '. "$login"'
  TOKEN=$(id_token write -5)
  given STAND_IN_LEFT=0 STAND_IN_EXIT=4
  phase '. "$login"'
  [ "$status" = 1 ]
  [ "$(logins)" = 2 ]
  nothing_left
}

@test "an id token whose scope cannot be read logs in each time" {
  TOKEN=not-a-token
  phase '. "$login" && . "$login"'
  [ "$status" = 0 ]
  [ "$(logins)" = 2 ]
  phase '. "$logout"'
  nothing_left
}

@test "of variable and file the id token that ends later is taken" {
  id_token write 3600 >"$WORKSPACE/spacelift.oidc"
  TOKEN=$(id_token read -3000)
  given MACHINE_ID_HOOK_WRITE_TOKEN=apply-app
  phase '. "$login"; . "$logout"'
  grep -q 'token=apply-app id-token=yes' "$LOG"
  grep -q "ends=$({ cat "$WORKSPACE/spacelift.oidc"; echo; } | cksum) " "$LOG"
  TOKEN=$(id_token read 3700)
  phase '. "$login"; . "$logout"'
  grep -q 'token=deploy-app id-token=yes' "$LOG"
  workspace_clean
}

@test "the file alone is enough" {
  id_token write 3600 >"$WORKSPACE/spacelift.oidc"
  TOKEN=
  phase '. "$login"; echo "${SPACELIFT_OIDC_TOKEN-none}"'
  [ "$output" = none ]
  grep -q 'token=deploy-app id-token=yes' "$LOG"
}

@test "join tokens by scope: one for the plan, one for the apply" {
  given MACHINE_ID_HOOK_READ_TOKEN=plan-app MACHINE_ID_HOOK_WRITE_TOKEN=apply-app
  TOKEN=$(id_token read 3600)
  phase '. "$login"; echo "$MACHINE_ID_OPT_TOKEN"'
  [ "$output" = deploy-app ]
  TOKEN=$(id_token write 3600)
  phase '. "$login"'
  [ "$(sed -n 's/^login token=\([^ ]*\) .*/\1/p' "$LOG" | tr '\n' ' ')" = "plan-app apply-app " ]
}

@test "none means no credentials in that scope, and those of the other go" {
  given MACHINE_ID_HOOK_READ_TOKEN=none
  TOKEN=$(id_token read 3600)
  phase '. "$login"; echo "$? ${MACHINE_ID_DIR-none}"'
  [ "$output" = "0 none" ]
  says "no credentials for a phase with the scope read"
  [ "$(logins)" = 0 ]
  TOKEN=$(id_token write 3600)
  phase '. "$login"; SPACELIFT_OIDC_TOKEN=$READ; . "$login"; echo "${MACHINE_ID_DIR-none}"'
  [ "$(logins)" = 1 ]
  given READ="$(id_token read 3600)"
  phase '. "$login"; SPACELIFT_OIDC_TOKEN=$READ; . "$login"; echo "${MACHINE_ID_DIR-none}"'
  [ "$output" = none ]
  nothing_left
}

@test "a claim that only looks like the scope does not choose" {
  given MACHINE_ID_HOOK_READ_TOKEN=plan-app MACHINE_ID_HOOK_WRITE_TOKEN=apply-app
  TOKEN=$(id_token read 3600 ',"callerId":"x\",\"scope\":\"write"')
  phase '. "$login"'
  grep -q '^login token=plan-app ' "$LOG"
}

@test "the scope is read with openssl or python3 where base64 is missing" {
  BIN=$ROOT/bin
  for tool in openssl python3; do
    rm -rf "$BIN"
    mkdir "$BIN"
    for name in cat chmod cksum cut date env grep head id ls mkdir mktemp mv printf rm sed sort tail tr uname "$tool"; do
      ln -s "$(PATH=/usr/bin:/bin type -P "$name")" "$BIN/$name"
    done
    new_container
    GIVEN=(PATH="$BIN" MACHINE_ID_HOOK_READ_TOKEN=plan-app MACHINE_ID_HOOK_WRITE_TOKEN=apply-app)
    case ${SHELL_WORDS[0]##*/} in busybox) continue ;; esac
    TOKEN=$(id_token read 3600)
    phase '. "$login"'
    [ "$status" = 0 ]
    grep -q '^login token=plan-app ' "$LOG"
    : >"$LOG"
  done
}

@test "busybox's tools alone are enough, as on Alpine" {
  BIN=$ROOT/bin
  mkdir "$BIN"
  for name in base64 cat chmod cksum cut date env grep head id ls mkdir mktemp mv printf rm sed sh sort tail tr uname; do
    ln -s /bin/busybox "$BIN/$name"
  done
  given PATH="$BIN" MACHINE_ID_HOOK_READ_TOKEN=plan-app MACHINE_ID_HOOK_WRITE_TOKEN=apply-app
  TOKEN=$(id_token read 3600)
  phase '. "$login" && . "$login" && [ -f "$MACHINE_ID_DIR/key" ] && echo good; . "$logout"'
  [ "$output" = good ]
  grep -q '^login token=plan-app ' "$LOG"
  [ "$(logins)" = 1 ]
  nothing_left
}

@test "a prefix is no harm to the logout" {
  given MACHINE_ID_OPT_PREFIX=READ_
  phase '. "$login"; echo "${MACHINE_ID_DIR-none} ${READ_MACHINE_ID_DIR:+yes}"'
  [ "$output" = "none yes" ]
  phase '. "$login"; . "$logout"; echo "${READ_MACHINE_ID_DIR-none}"'
  [ "$output" = none ]
  [ "$(logins)" = 1 ]
  nothing_left
}

@test "a dry run gives nothing and leaves nothing behind the logout" {
  given MACHINE_ID_OPT_DRY_RUN=true
  phase '. "$login"; echo "$? ${MACHINE_ID_DIR-none}"'
  [ "$output" = "0 none" ]
  phase '. "$logout"'
  nothing_left
}

@test "the logout never fails: twice, without a login, without a program, with one that fails" {
  phase 'set -eu; . "$logout"; . "$login"; . "$logout"; . "$logout"; echo fine'
  [ "$output" = fine ]
  phase '. "$login"'
  given STAND_IN_LOGOUT_EXIT=2
  phase 'set -eu; . "$logout"; echo fine'
  [ "$output" = fine ]
  says "warning: "
  GIVEN=()
  phase '. "$login"'
  given MACHINE_ID_HOME="$ROOT/nowhere"
  phase 'set -eu; . "$logout"; echo fine'
  [ "$output" = fine ]
  says "warning: "
}

@test "two runs at one time do not meet" {
  phase '. "$login"; echo "$MACHINE_ID_DIR"'
  first=$output
  given TF_VAR_spacelift_run_id='../../02 RUN*'
  phase '. "$login"; [ "$MACHINE_ID_DIR" != "'"'$first'"'" ] && . "$logout" && ls "$TMPDIR"'
  [ -d "$first" ] || [ -n "$output" ]
  [ "$(logins)" = 2 ]
  [ -d "$first" ]
}

@test "outputs with labels, quotes and audiences arrive as they are" {
  outputs='kubernetes,labels="env:staging,team:web",exec=true workload-identity:web,audience="https://a b"'
  given MACHINE_ID_OPT_OUTPUTS="$outputs"
  phase '. "$login"'
  grep -qF "outputs=$outputs arguments" "$LOG"
}
