# What a release consists of: baked scripts that fetch and prove the program, the same bytes each time.
# shellcheck disable=SC2016 # for the shell under test
load common

release() { # OUT: a stand-in release
  mkdir -p "$1" "$ROOT/bundle/machine-id-linux-x64/bin"
  cp "$BATS_TEST_DIRNAME/stand-in" "$ROOT/bundle/machine-id-linux-x64/bin/machine-id"
  sed -i 's/machine-id 0.0.0/machine-id 1.2.3/' "$ROOT/bundle/machine-id-linux-x64/bin/machine-id"
  chmod 755 "$ROOT/bundle/machine-id-linux-x64/bin/machine-id"
  tar -C "$ROOT/bundle" --mtime=@0 --sort=name -czf "$1/machine-id-linux-x64.tar.gz" machine-id-linux-x64
  (cd "$1" && sha256sum machine-id-linux-x64.tar.gz) >"$ROOT/sums"
  "$HOOK/../command/boot/bake" 1.2.3 "$ROOT/sums" >"$1/machine-id.sh" 2>/dev/null
  "$HOOK/release-form" 1.2.3 "$1"
}

@test "the archive's scripts fetch the program, prove it, and log in and out" {
  [ "$(uname -m)" = x86_64 ] || skip "the stand-in is for x86_64"
  release "$ROOT/out"
  mkdir "$ROOT/tree"
  tar -C "$ROOT/tree" -xzf "$ROOT/out/machine-id-spacelift.tar.gz"
  cp "$ROOT/tree/login.sh" "$ROOT/tree/logout.sh" "$WORKSPACE/machine-id"
  given MACHINE_ID_HOME= MACHINE_ID_DOWNLOAD_BASE="$ROOT/out" PATH="$ROOT/no-java:/usr/bin:/bin"
  mkdir "$ROOT/no-java"
  printf '#!/bin/sh\nexit 127\n' >"$ROOT/no-java/java"
  chmod 755 "$ROOT/no-java/java"
  phase '. "$login" && [ -f "$MACHINE_ID_DIR/key" ] && echo good; . "$login"; . "$logout"'
  [ "$output" = good ]
  [ "$(logins)" = 1 ]
  nothing_left
  printf 'evil' >>"$ROOT/out/machine-id-linux-x64.tar.gz"
  new_container
  : >"$LOG"
  phase '. "$login"'
  [ "$status" = 1 ]
  failed 1803 "wrong SHA-256 digest"
}

@test "manifest and archive hold the same baked scripts and the version" {
  release "$ROOT/out"
  mkdir "$ROOT/tree"
  tar -C "$ROOT/tree" -xzf "$ROOT/out/machine-id-spacelift.tar.gz"
  cmp "$ROOT/tree/plugin.yaml" "$ROOT/out/machine-id-spacelift-plugin.yaml"
  "$HOOK/target/venv/bin/python" - "$ROOT/tree" <<'PROGRAM'
import pathlib, sys
from ruamel.yaml import YAML
tree = pathlib.Path(sys.argv[1])
manifest = YAML(typ="safe").load((tree / "plugin.yaml").read_text())
assert manifest["version"] == "1.2.3", manifest["version"]
for file in manifest["contexts"][0]["mounted_files"]:
    script = (tree / pathlib.Path(file["path"]).name).read_text()
    assert file["content"] == script, file["path"]
    assert "_mid_version() { echo '1.2.3'; }" in script
    assert "unbaked; }" not in script
PROGRAM
  [ -f "$ROOT/tree/terraform/modules/hook/main.tf" ]
  [ -f "$ROOT/tree/README.md" ]
  [ -z "$(find "$ROOT/tree" -name '.terraform*')" ]
}

@test "a release has the same bytes each time" {
  release "$ROOT/one"
  release "$ROOT/two"
  cmp "$ROOT/one/machine-id-spacelift.tar.gz" "$ROOT/two/machine-id-spacelift.tar.gz"
}

@test "a release without digests, or of another version, is refused" {
  mkdir "$ROOT/out"
  run "$HOOK/release-form" 1.2.3 "$ROOT/out"
  [ "$status" = 2 ]
  cp "$HOOK/../command/boot/machine-id.sh" "$ROOT/out"
  run "$HOOK/release-form" 1.2.3 "$ROOT/out"
  [ "$status" = 2 ]
  release "$ROOT/good"
  run "$HOOK/release-form" 1.2.4 "$ROOT/good"
  [ "$status" = 2 ]
  [[ $output == *"error: "* ]]
}
