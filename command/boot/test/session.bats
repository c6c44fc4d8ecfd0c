# What the adapters call: log in, log out.
load common

@test "login writes a private file that the caller sources" {
  tools env
  given MACHINE_ID_OPT_DIRECTORY="/cred dir"
  sourced 'umask 000; machine_id_login "$HOME/my env" && . "$HOME/my env" && echo "$MACHINE_ID_DIR"; env | grep -c ^MACHINE_ID_DIR='
  [ "${lines[0]}" = "/cred dir" ]
  [ "$(stat -c %a "$JOB/home/my env")" = 600 ]
  [[ $stderr == *"logged in: --format shell" ]]
}

@test "login passes more arguments on" {
  given MACHINE_ID_OPT_DIRECTORY=/d
  sourced 'machine_id_login ./env --token "a b"'
  [[ $stderr == *"logged in: --format shell --token a b" ]]
}

@test "a login that fails writes nothing and tells its code" {
  given MACHINE_ID_OPT_DIRECTORY=/d STAND_IN_EXIT=12
  sourced 'echo old >env; machine_id_login ./env; echo "$?"; cat env; rm env; ls -A'
  [ "$output" = "12
old" ]
}

@test "login replaces a link and does not follow it" {
  given MACHINE_ID_OPT_DIRECTORY=/d
  echo precious >"$JOB/target"
  ln -s "$JOB/target" "$JOB/work/env"
  sourced 'machine_id_login ./env'
  [ "$status" = 0 ]
  [ "$(cat "$JOB/target")" = precious ]
  [ ! -h "$JOB/work/env" ]
}

@test "login without a file, or with a directory, is one clear error" {
  for file in '' '""' '"$HOME"' '/nonexistent/env'; do
    sourced "machine_id_login $file"
    [ "$status" = 91 ]
    says "error[MID-1811]"
    says "hint: "
  done
}

@test "logout names the directory if told, and never fails" {
  sourced 'machine_id_logout "/my dir"; machine_id_logout; echo "$?"'
  [ "$output" = "bundle linux-x64.tar.xz: logout --directory /my dir
bundle linux-x64.tar.xz: logout
0" ]
  given STAND_IN_EXIT=3
  sourced 'set -e; machine_id_logout; echo "$?"'
  [ "${lines[1]}" = 0 ]
  says "warning: the credentials may not be removed"
  BASE=none
  rm -rf "$JOB/home/.cache"
  sourced 'set -eu; machine_id_logout; echo "$?"'
  [ "$output" = 0 ]
}

@test "a prepared variable of our name is not run" {
  program "$JOB/evil" 'echo stolen'
  given _mid_path="$JOB/evil"
  sourced 'machine_id status'
  ran "bundle linux-x64.tar.xz: status"
}
