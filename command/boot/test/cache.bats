# The private directory: who may write it, what is trusted in it, two jobs at once.
load common

BUNDLE="bundle linux-x64.tar.xz: status"
JAVA="java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m: status"

entry() { # DIRECTORY: the one runtime in it
  set -- "$1"/runtime-*
  [ $# = 1 ] && [ -d "$1" ] && printf '%s\n' "$1"
}

mode() { stat -c %a "$1"; }

cached() { # it works again although the mirror is gone
  local base=$BASE
  BASE=none
  job status
  BASE=$base
  ran "$1"
}

@test "the cache is under HOME, private, and used the next time" {
  job status
  ran "$BUNDLE"
  [ "$(mode "$JOB/home/.cache/machine-id")" = 700 ]
  [[ "$(entry "$JOB/home/.cache/machine-id")" == *"/runtime-1.2.3-linux-x64-"????????????????  ]]
  cached "$BUNDLE"
}

@test "XDG_CACHE_HOME and MACHINE_ID_CACHE come before HOME" {
  given XDG_CACHE_HOME="$JOB/xdg"
  job status
  ran "$BUNDLE"
  entry "$JOB/xdg/machine-id"
  given MACHINE_ID_CACHE="$JOB/my cache/"
  job status
  ran "$BUNDLE"
  entry "$JOB/my cache"
  [ "$(mode "$JOB/my cache")" = 700 ]
  [ ! -e "$JOB/home/.cache" ]
}

@test "a relative MACHINE_ID_CACHE gives an absolute program" {
  given MACHINE_ID_CACHE=cache
  sourced 'machine_id_boot'
  [[ $output == "$JOB/work/cache/runtime-"*/bin/machine-id ]]
}

@test "without HOME a private temporary directory is used, and found again" {
  given HOME=
  job status
  ran "$BUNDLE"
  entry "$JOB/tmp/machine-id-$(id -u)"
  [ "$(mode "$JOB/tmp/machine-id-$(id -u)")" = 700 ]
  cached "$BUNDLE"
}

@test "a cache directory others can read becomes private" {
  mkdir -m 755 "$JOB/c"
  given MACHINE_ID_CACHE="$JOB/c"
  job status
  ran "$BUNDLE"
  [ "$(mode "$JOB/c")" = 700 ]
}

@test "a named cache that others can write is refused" {
  for mode in 777 770 702 1777; do
    mkdir "$JOB/c"
    chmod "$mode" "$JOB/c"
    given MACHINE_ID_CACHE="$JOB/c"
    job status
    failed 1807 "$JOB/c is not safe" "others can write into it"
    rmdir "$JOB/c"
  done
}

@test "a named cache below a directory that others can write is refused" {
  mkdir -p "$JOB/open/c"
  chmod 777 "$JOB/open"
  given MACHINE_ID_CACHE="$JOB/open/c"
  job status
  failed 1807 "others could replace" open
  chmod 1777 "$JOB/open"
  job status
  ran "$BUNDLE"
}

@test "a named cache that is a link is refused" {
  mkdir "$JOB/real"
  ln -s "$JOB/real" "$JOB/c"
  given MACHINE_ID_CACHE="$JOB/c"
  job status
  failed 1807 "it is a link"
  given MACHINE_ID_CACHE="$JOB/c/"
  job status
  failed 1807 "it is a link"
  ln -sfn /nonexistent "$JOB/c"
  job status
  failed 1807 "it is a link"
}

@test "a named cache of another user is refused" {
  [ "$(id -u)" = 0 ] || skip "only root can give a directory away"
  mkdir -m 700 "$JOB/c"
  chown 65534 "$JOB/c"
  given MACHINE_ID_CACHE="$JOB/c"
  job status
  failed 1807 "belongs to the user with the number 65534"
}

@test "an unsafe cache under HOME is left for a temporary directory" {
  mkdir -p "$JOB/home/.cache/machine-id"
  chmod 777 "$JOB/home/.cache/machine-id"
  job status
  ran "$BUNDLE"
  entry "$JOB/tmp/machine-id-$(id -u)"
  [ -z "$(ls -A "$JOB/home/.cache/machine-id")" ]
}

@test "a temporary directory that somebody else made first is not used" {
  given HOME=
  mkdir -m 777 "$JOB/tmp/machine-id-$(id -u)"
  chmod 777 "$JOB/tmp/machine-id-$(id -u)"
  sourced 'machine_id_boot'
  [ "$status" = 0 ]
  [[ $output == "$JOB/tmp/machine-id."??????/runtime-* ]]
  [ -z "$(ls -A "$JOB/tmp/machine-id-$(id -u)")" ]
}

@test "a read-only cache is left for a temporary directory" {
  if [ "$(id -u)" = 0 ]; then
    small_disk "$JOB/c" size=64k
    mount -o remount,ro "$JOB/c"
  else
    mkdir -m 500 "$JOB/c"
  fi
  given MACHINE_ID_CACHE="$JOB/c"
  job status
  ran "$BUNDLE"
  says "cannot write into $JOB/c; a temporary directory is used"
  entry "$JOB/tmp/machine-id-$(id -u)"
}

@test "a read-only cache that holds the program is used" {
  given MACHINE_ID_CACHE="$JOB/c"
  small_disk "$JOB/c" size=1m
  job status
  ran "$BUNDLE"
  mount -o remount,ro "$JOB/c"
  cached "$BUNDLE"
}

@test "nowhere to write is one clear error" {
  touch "$JOB/file"
  given HOME= TMPDIR="$JOB/file/tmp"
  job status
  failed 1811 "no private directory can be made in $JOB/file/tmp"
}

@test "a full disk is one clear error, by the shell's own and by busybox's tools" {
  full() {
    job status
    failed 1811 "cannot write into $JOB/c" "make room"
    [ -z "$(ls -A "$JOB/c")" ]
  }
  small_disk "$JOB/c" size=20k
  given MACHINE_ID_CACHE="$JOB/c"
  full
  tools curl
  BASE=$HTTP/files
  full
  busybox_only wget xz
  full
  BASE=$SUITE/web/files
  full
}

@test "a disk too small to unpack is one clear error" {
  unpacks_not() {
    job status
    failed 1811 "cannot write into $JOB/c" "make room"
    [ -z "$(ls -A "$JOB/c")" ]
  }
  small_disk "$JOB/c" size=100k
  given MACHINE_ID_CACHE="$JOB/c"
  unpacks_not
  busybox_only xz
  unpacks_not
}

@test "a cached jar is proved again each time, and fetched anew when changed" {
  java_program java 'openjdk version "17.0.15" 2025-04-15'
  job status
  ran "$JAVA"
  cached "$JAVA"
  echo changed >>"$JOB"/home/.cache/machine-id/jar-*/machine-id.jar
  job status
  ran "$JAVA"
  cmp "$JOB"/home/.cache/machine-id/jar-*/machine-id.jar "$SUITE/web/files/machine-id.jar"
  echo changed >>"$JOB"/home/.cache/machine-id/jar-*/machine-id.jar
  BASE=none
  job status
  [ "$status" = 92 ]
}

@test "a changed launcher is written anew" {
  java_program java 'openjdk version "17.0.15" 2025-04-15'
  job status
  echo "echo stolen" >"$(echo "$JOB"/home/.cache/machine-id/launch-*)/machine-id"
  cached "$JAVA"
}

@test "each Java has a launcher of its own" {
  java_program "$JOB/j1/bin/java" 'openjdk version "17.0.15" 2025-04-15'
  java_program "$JOB/j2/bin/java" 'openjdk version "17.0.15" 2025-04-15'
  given JAVA_HOME="$JOB/j1"
  sourced machine_id_boot
  first=$output
  given JAVA_HOME="$JOB/j2"
  sourced machine_id_boot
  [ -x "$first" ]
  [ "$first" != "$output" ]
}

@test "a runtime without its stamp, with another's or with a link for it is made anew" {
  job status
  made=$(entry "$JOB/home/.cache/machine-id")
  printf '#!/bin/sh\necho stolen\n' >"$made/machine-id-linux-x64/bin/machine-id"
  rm "$made/.complete"
  job status
  ran "$BUNDLE"
  printf '#!/bin/sh\necho stolen\n' >"$made/machine-id-linux-x64/bin/machine-id"
  printf '%064d\n' 5 >"$made/.complete"
  job status
  ran "$BUNDLE"
  printf '#!/bin/sh\necho stolen\n' >"$made/machine-id-linux-x64/bin/machine-id"
  mv "$made/.complete" "$JOB/stamp"
  ln -s "$JOB/stamp" "$made/.complete"
  job status
  ran "$BUNDLE"
  entry "$JOB/home/.cache/machine-id"
}

@test "a link in the place of a runtime is replaced, not followed" {
  job status
  made=$(entry "$JOB/home/.cache/machine-id")
  mv "$made" "$JOB/elsewhere"
  ln -s "$JOB/elsewhere" "$made"
  job status
  ran "$BUNDLE"
  [ ! -h "$made" ]
  [ -d "$JOB/elsewhere" ]
}

@test "jobs at once all succeed and leave one runtime" {
  cd "$JOB/work"
  BASE=$HTTP/files
  tools curl
  for n in 1 2 3 4; do
    in_job "${SHELL_WORDS[@]}" "$SUITE/script/machine-id.sh" "job$n" >"$JOB/out$n" 2>"$JOB/err$n" 3>&- &
  done
  wait
  for n in 1 2 3 4; do
    cat "$JOB/err$n"
    [ "$(cat "$JOB/out$n")" = "bundle linux-x64.tar.xz: job$n" ]
  done
  made=$(entry "$JOB/home/.cache/machine-id")
  [ "$(ls -A "$JOB/home/.cache/machine-id")" = "${made##*/}" ]
  [ "$(ls -A "$made" | tr '\n' ' ')" = ".complete machine-id-linux-x64 " ]
}

@test "who is slower by a moment uses the other's runtime" {
  # mv first lets another job win.
  program mv "case \$2 in */runtime-*) [ -e \"\$2\" ] || { $(command -v cp) -R \"\$1\" \"\$2\"; echo winner >\"\$2/winner\"; } ;; esac
exec $(command -v mv) \"\$@\""
  job status
  ran "$BUNDLE"
  made=$(entry "$JOB/home/.cache/machine-id")
  [ -e "$made/winner" ]
  [ ! -e "$made/entry" ]
}

@test "a job that is ended leaves nothing half done" {
  # As a runner does it: a signal to the whole process group, in mid-download.
  program curl 'trap "" TERM; echo part; kill -TERM 0; exit 7'
  BASE=$HTTP/files
  given _MACHINE_ID_PAUSE=30
  run in_job "$(command -v setsid)" --wait "${SHELL_WORDS[@]}" "$SUITE/script/machine-id.sh" status
  [ "$status" != 0 ]
  tries=0
  until [ -z "$(ls -A "$JOB/home/.cache/machine-id")" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ]
    sleep 0.1
  done
}

@test "the caller's umask opens nothing" {
  sourced 'umask 000; machine_id_boot'
  [[ $output == "$JOB/home/.cache/machine-id/runtime-"* ]]
  [ "$(mode "$JOB/home/.cache")" = 700 ]
  [ -z "$(find "$JOB/home/.cache" ! -type l -perm /022)" ]
}
