# Nothing runs or is unpacked that is not what was baked in.
load common

BUNDLE="bundle linux-x64.tar.xz: status"
XZ=machine-id-linux-x64.tar.xz

wrong() { # SOURCE-OF-BYTES: a mirror whose file is this
  mkdir -p "$JOB/mirror"
  cp "$1" "$JOB/mirror/$XZ"
  BASE=$JOB/mirror
}

expected() { sed -n "s/  $XZ//p" "$SUITE/SHA256SUMS"; }

@test "a wrong digest unpacks nothing and names both" {
  program tar 'echo unpacked >"$0.ran"'
  wrong "$SUITE/web/files/machine-id-linux-x64.tar.gz"
  job status
  failed 1803 "expected $(expected)" "got $(sha256sum <"$JOB/mirror/$XZ" | cut -d ' ' -f 1)" "$JOB/mirror" "nothing was unpacked"
  [ ! -e "$BIN/tar.ran" ]
}

@test "a wrong digest from a server is not asked for again" {
  tools curl
  printf 'not genuine' >"$SUITE/web/files/x"
  BASE=$HTTP/files
  mkdir "$JOB/s"
  sed "s/$(expected)/$(printf '%064d' 7)/" "$SUITE/script/machine-id.sh" >"$JOB/s/machine-id.sh"
  SCRIPT=$JOB/s/machine-id.sh
  job status
  failed 1803 "expected $(printf '%064d' 7), got $(expected)"
  [ "$(requests .)" = 1 ]
}

@test "a truncated file is refused" {
  head -c 1000 "$SUITE/web/files/$XZ" >"$JOB/part"
  wrong "$JOB/part"
  job status
  failed 1803
}

@test "an empty file is refused" {
  wrong /dev/null
  job status
  failed 1803
}

@test "a changed jar is refused" {
  java_program java 'openjdk version "17.0.15" 2025-04-15'
  mkdir "$JOB/mirror"
  echo "another jar" >"$JOB/mirror/machine-id.jar"
  BASE=$JOB/mirror
  job status
  failed 1803 machine-id.jar
}

@test "each digest tool alone is enough" {
  for tool in sha256sum shasum openssl; do
    without sha256sum shasum openssl
    tools "$tool"
    [ "$tool" != shasum ] || tools perl
    rm -rf "$JOB/home/.cache"
    job status
    ran "$BUNDLE"
    wrong "$SUITE/web/files/machine-id.jar"
    rm -rf "$JOB/home/.cache"
    job status
    failed 1803 "got $(sha256sum <"$SUITE/web/files/machine-id.jar" | cut -d ' ' -f 1)"
    BASE=$SUITE/web/files
  done
}

@test "a digest tool that fails proves nothing" {
  program sha256sum 'exit 1'
  job status
  failed 1803 "got "
  program sha256sum 'echo'
  job status
  failed 1803
}

@test "no digest tool is one clear error, before anything is fetched" {
  tools curl
  without sha256sum
  BASE=$HTTP/files
  job status
  failed 1802 "SHA-256" "sha256sum"
  [ "$(requests .)" = 0 ]
}

@test "no tar is one clear error, before anything is fetched" {
  tools curl
  without tar
  BASE=$HTTP/files
  job status
  failed 1804 "nothing here can unpack $XZ"
  without xz gzip
  tools tar
  job status
  failed 1804 "machine-id-linux-x64.tar.gz"
  [ "$(requests .)" = 0 ]
}

@test "no tar is needed for the jar" {
  java_program java 'openjdk version "17.0.15" 2025-04-15'
  without tar gzip xz
  job status
  ran "java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m: status"
}

@test "a genuine archive without the program is a broken release" {
  mkdir -p "$JOB/mirror" "$JOB/s" "$JOB/x"
  tar -C "$JOB/x" -cJf "$JOB/mirror/$XZ" .
  sed "s/$(expected)/$(sha256sum <"$JOB/mirror/$XZ" | cut -d ' ' -f 1)/" "$SUITE/script/machine-id.sh" >"$JOB/s/machine-id.sh"
  SCRIPT=$JOB/s/machine-id.sh BASE=$JOB/mirror
  job status
  failed 1804 "holds no machine-id-linux-x64/bin/machine-id"
}
