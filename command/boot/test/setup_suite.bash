# Once for a run of the suite: stand-in artifacts, the script baked for them, a certificate and the loopback servers.

bundle() { # PLATFORM SUFFIX: a stand-in runtime bundle that tells what it is
  local dir=$SUITE/build/machine-id-$1
  rm -rf "$dir"
  mkdir -p "$dir/bin" "$dir/lib"
  cat >"$dir/bin/machine-id" <<PROGRAM
#!/bin/sh
[ "\$1" = version ] && echo "machine-id 1.2.3" && exit
if [ "\$1" = login ]; then
  shift
  printf "MACHINE_ID_DIR='%s'\nexport MACHINE_ID_DIR\n" "\$MACHINE_ID_OPT_DIRECTORY"
  echo "logged in: \$*" >&2
  exit "\${STAND_IN_EXIT:-0}"
fi
echo "bundle $1.$2: \$*"
exit "\${STAND_IN_EXIT:-0}"
PROGRAM
  chmod 755 "$dir/bin/machine-id"
  head -c 60000 /dev/urandom >"$dir/lib/filler"
  tar -C "$SUITE/build" -caf "$SUITE/web/files/machine-id-$1.$2" "machine-id-$1"
}

setup_suite() {
  export SUITE=$BATS_RUN_TMPDIR/boot
  mkdir -p "$SUITE/web/files" "$SUITE/build"
  echo "a stand-in jar" >"$SUITE/web/files/machine-id.jar"
  bundle linux-x64 tar.gz
  bundle linux-x64 tar.xz
  bundle linux-arm64 tar.gz
  bundle linux-musl-x64 tar.gz
  bundle linux-musl-arm64 tar.gz
  bundle macos-x64 tar.gz
  bundle macos-arm64 tar.gz
  bundle windows-x64 tar
  (cd "$SUITE/build" && python3 -c 'import shutil; shutil.make_archive("w", "zip", ".", "machine-id-windows-x64")')
  mv "$SUITE/build/w.zip" "$SUITE/web/files/machine-id-windows-x64.zip"
  rm "$SUITE/web/files/machine-id-windows-x64.tar"
  (cd "$SUITE/web/files" && sha256sum ./* | sed 's|\./||') >"$SUITE/SHA256SUMS"
  mkdir "$SUITE/script"
  "$BATS_TEST_DIRNAME/../bake" 1.2.3 "$SUITE/SHA256SUMS" >"$SUITE/script/machine-id.sh" 2>"$SUITE/bake.err"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$SUITE/web/key.pem" -out "$SUITE/web/cert.pem" 2>/dev/null
  python3 "$BATS_TEST_DIRNAME/servers.py" "$SUITE/web" 3>&- &
  SERVERS=$!
  local tries=0
  until [ -f "$SUITE/web/ports" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || return 1
    sleep 0.1
  done
}

teardown_suite() {
  kill "$SERVERS"
}
