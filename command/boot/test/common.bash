# Loaded by every file: a job of its own for each test (home, temporary directory, PATH made of links) and what runs in it.
# shellcheck disable=SC2034,SC2154 # used by the tests; set by bats
# BOOT_SHELL is the shell under test, by absolute path, as words.

bats_require_minimum_version 1.5.0
read -ra SHELL_WORDS <<<"${BOOT_SHELL:-/bin/sh}"
BASICS="cat chmod cksum cut grep head id ls mkdir mktemp mv printf rm sed sleep tail tr wc"

setup() {
  # A name with everything that breaks bad quoting.
  JOB="$BATS_TEST_TMPDIR/a job's \"own\" \$dir"
  BIN=$JOB/bin
  mkdir -p "$BIN" "$JOB/home" "$JOB/tmp" "$JOB/work"
  # shellcheck source=/dev/null
  . "$SUITE/web/ports"
  HTTP=http://127.0.0.1:${http:?} HTTPS=https://localhost:${https:?} PROXY=http://127.0.0.1:${proxy:?}
  : >"$SUITE/web/log"
  # shellcheck disable=SC2086 # words
  tools $BASICS sha256sum tar gzip xz
  platform Linux x86_64
  program ldd 'echo "ldd (Debian GLIBC 2.36-9) 2.36"'
  BASE=$SUITE/web/files
  GIVEN=()
}

teardown() {
  [ -z "${MOUNTED:-}" ] || umount "$MOUNTED"
}

tools() { # NAME...: puts this machine's programs on the job's PATH
  local name
  for name in "$@"; do
    if [ "$name" = python3 ] && [ -x /usr/bin/python3 ]; then
      ln -sf /usr/bin/python3 "$BIN/python3"
    else
      ln -sf "$(type -P "$name")" "$BIN/$name"
    fi
  done
}

without() { # NAME...
  local name
  for name in "$@"; do rm -f "${BIN:?}/$name"; done
}

busybox_only() { # the basics and what else is named, all of them busybox's
  local name
  rm -rf "$BIN"
  mkdir "$BIN"
  for name in $BASICS sha256sum tar gzip "$@"; do ln -s /bin/busybox "$BIN/$name"; done
  platform Linux x86_64
  program ldd 'echo "ldd (Debian GLIBC 2.36-9) 2.36"'
}

program() { # NAME-OR-PATH BODY: a stand-in program
  case $1 in
    /*) local file=$1 ;;
    *) local file=$BIN/$1 ;;
  esac
  mkdir -p "${file%/*}"
  rm -f "$file"
  printf '#!/bin/sh\n%s\n' "$2" >"$file"
  chmod 755 "$file"
}

platform() { # SYSTEM MACHINE
  program uname "case \$1 in -s) echo '$1' ;; -m) echo '$2' ;; esac"
}

java_program() { # PATH FIRST-LINE: a stand-in Java
  program "$1" "[ \"\$1\" = -version ] && { echo '$2' >&2; echo 'OpenJDK Runtime Environment' >&2; exit; }
while [ \"\$1\" != -jar ]; do flags=\"\$flags \$1\"; shift; done
[ \"\$3\" = version ] && { echo \"machine-id \$(cat \"\$2.version\" 2>/dev/null || echo 1.2.3)\"; exit; }
jar=\$2; shift 2
[ -f \"\$jar\" ] || exit 9
echo \"java\$flags: \$*\""
}

given() { # NAME=VALUE...: more of the job's environment
  GIVEN+=("$@")
}

in_job() { # COMMAND...: in the job's environment and directory
  cd "$JOB/work" || return
  env -i PATH="$BIN" HOME="$JOB/home" TMPDIR="$JOB/tmp" MACHINE_ID_DOWNLOAD_BASE="$BASE" _MACHINE_ID_PAUSE=0 "${GIVEN[@]}" "$@"
}

job() { # ARGUMENT...: runs the baked script with them
  run --separate-stderr in_job "${SHELL_WORDS[@]}" "${SCRIPT:-$SUITE/script/machine-id.sh}" "$@"
  told
}

sourced() { # CODE: sources the baked script, then runs this
  run --separate-stderr in_job "${SHELL_WORDS[@]}" -c ". '$SUITE/script/machine-id.sh'
$1"
  told
}

told() { # shown by bats if the test fails
  printf 'status %s\n--- stdout\n%s\n--- stderr\n%s\n--- log\n%s\n' "$status" "$output" "${stderr:-}" "$(cat "$SUITE/web/log")"
}

ran() { # OUTPUT: it worked, and the program said this
  [ "$status" = 0 ] && [ "$output" = "$1" ]
}

failed() { # NUMBER TEXT...: it failed with this code and these words, said a hint, ran nothing and left no file behind
  [ "$status" = $((10#${1#18} + 80)) ] || return 1
  [ "$output" = "" ] || return 1
  [[ $stderr == *"error[MID-$1]: "* ]] || return 1
  [[ $stderr == *"hint: "* ]] || return 1
  shift
  local text
  for text in "$@"; do
    [[ $stderr == *"$text"* ]] || return 1
  done
  [ -z "$(find "$JOB/home" "$JOB/tmp" -name '.tmp.*')" ] || return 1
  [ -z "$(find "$JOB/home" "$JOB/tmp" -name archive -o -name '*.jar' -o -name 'runtime-*')" ]
}

says() { # TEXT: on stderr
  [[ $stderr == *"$1"* ]]
}

requests() { # how many requests of this pattern the servers saw
  grep -c "$1" "$SUITE/web/log" || true
}

small_disk() { # DIRECTORY OPTIONS: a file system of its own, or skips the test
  mkdir -p "$1"
  mount -t tmpfs -o "mode=700,$2" none "$1" 2>/dev/null || skip "cannot mount here"
  MOUNTED=$1
}
