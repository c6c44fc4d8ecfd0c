# Where the program comes from, and in which order.
load common

BUNDLE="bundle linux-x64.tar.xz: status --json"

@test "MACHINE_ID_HOME with bin/machine-id is used first, nothing is fetched" {
  program "$JOB/my home/bin/machine-id" '[ "$1" = version ] && echo "machine-id 1.2.3" || echo "home: $*"'
  program machine-id 'echo "machine-id 1.2.3"'
  given MACHINE_ID_HOME="$JOB/my home" MACHINE_ID_DOWNLOAD_BASE=none
  job status --json
  ran "home: status --json"
}

@test "MACHINE_ID_HOME may be a relative path" {
  program "$JOB/work/tool/bin/machine-id" '[ "$1" = version ] && echo "1.2.3" || echo "home: $*"'
  given MACHINE_ID_HOME=tool/
  sourced 'cd / && machine_id_boot'
  [ "$status" = 0 ]
  job status
  ran "home: status"
}

@test "MACHINE_ID_HOME with the genuine jar runs it by Java without asking it" {
  mkdir "$JOB/h"
  cp "$SUITE/web/files/machine-id.jar" "$JOB/h"
  echo 9.9.9 >"$JOB/h/machine-id.jar.version"
  java_program java 'openjdk version "17.0.15" 2025-04-15'
  given MACHINE_ID_HOME="$JOB/h" MACHINE_ID_DOWNLOAD_BASE=none
  job status
  ran "java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m: status"
}

@test "MACHINE_ID_HOME with another build of the jar is asked for its version" {
  mkdir "$JOB/h"
  echo "built at home" >"$JOB/h/machine-id.jar"
  java_program java 'openjdk version "17.0.15" 2025-04-15'
  given MACHINE_ID_HOME="$JOB/h" MACHINE_ID_DOWNLOAD_BASE=none
  job status
  ran "java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m: status"
  echo 1.2.4 >"$JOB/h/machine-id.jar.version"
  job status
  failed 1809 "says 'machine-id 1.2.4'" "1.2.3 is wanted"
}

@test "MACHINE_ID_HOME without a program is noted and skipped" {
  given MACHINE_ID_HOME="$JOB/home"
  job status --json
  ran "$BUNDLE"
  says "holds neither bin/machine-id nor machine-id.jar"
}

@test "machine-id on PATH is used" {
  program machine-id '[ "$1" = version ] && echo "machine-id 1.2.3 (build 7)" || echo "path: $*"'
  given MACHINE_ID_DOWNLOAD_BASE=none
  job status "two words" '*'
  ran "path: status two words *"
}

@test "another version on PATH is noted and skipped" {
  program machine-id '[ "$1" = version ] && echo "machine-id 1.2.30" || echo "path: $*"'
  job status --json
  ran "$BUNDLE"
  says "note: $BIN/machine-id says 'machine-id 1.2.30', 1.2.3 is wanted; looking further"
}

@test "a machine-id on PATH that fails is noted and skipped" {
  program machine-id 'exit 1'
  job status --json
  ran "$BUNDLE"
  says "does not tell its version"
}

@test "only another version and fetching forbidden is a version error" {
  program machine-id 'echo "machine-id 0.9.0"'
  BASE=none
  job status
  failed 1809 "machine-id 0.9.0" "1.2.3 is wanted"
}

@test "nothing here and fetching forbidden says so" {
  BASE=none
  job status
  failed 1812 "machine-id 1.2.3 is not here"
}

@test "a relative entry of PATH is never trusted" {
  program "$JOB/work/machine-id" 'echo "machine-id 1.2.3"; echo stolen'
  program "$JOB/work/java" 'echo "openjdk version \"17\""; echo stolen'
  given PATH=".:$BIN:"
  job status --json
  ran "$BUNDLE"
}

@test "this script standing as machine-id on PATH does not ask itself for ever" {
  ln -s "$SUITE/script/machine-id.sh" "$BIN/machine-id"
  job status --json
  ran "$BUNDLE"
}

@test "Java 17 runs the jar" {
  java_program java 'openjdk version "17.0.15" 2025-04-15'
  job status "two words"
  ran "java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m: status two words"
}

@test "without Java the bundle is used, as xz where xz is here, else as gz" {
  job status --json
  ran "$BUNDLE"
  without xz
  job status --json
  ran "bundle linux-x64.tar.gz: status --json"
}

@test "a release without a jar uses the bundle though Java is here" {
  java_program java 'openjdk version "25" 2025-09-16'
  mkdir "$JOB/s"
  sed '/^    machine-id.jar)/d' "$SUITE/script/machine-id.sh" >"$JOB/s/machine-id.sh"
  SCRIPT=$JOB/s/machine-id.sh
  job status --json
  ran "$BUNDLE"
}

@test "the program's exit code and its missing arguments pass through" {
  given STAND_IN_EXIT=7
  job
  [ "$status" = 7 ]
  [ "$output" = "bundle linux-x64.tar.xz: " ]
}

@test "an unbaked script downloads nothing" {
  SCRIPT=$BATS_TEST_DIRNAME/../machine-id.sh
  BASE=$HTTP/files
  job status
  failed 1808 "carries no digests"
  [ "$(requests .)" = 0 ]
}

@test "an unbaked script takes what MACHINE_ID_HOME holds, of any version" {
  program "$JOB/h/bin/machine-id" '[ "$1" = version ] && echo "machine-id 0.0.0-dev" || echo "home: $*"'
  SCRIPT=$BATS_TEST_DIRNAME/../machine-id.sh
  given MACHINE_ID_HOME="$JOB/h"
  job status
  ran "home: status"
}
