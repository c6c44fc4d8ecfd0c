# Digests and version get into the script; nothing else changes.
load common

BAKE=$BATS_TEST_DIRNAME/../bake

digest() { printf '%064d' "$1"; }

bake() {
  run --separate-stderr "${SHELL_WORDS[@]}" "$BAKE" "$@"
  told
}

@test "only the lines between the marks change" {
  bake 1.2.3 "$SUITE/SHA256SUMS"
  [ "$status" = 0 ]
  [ "$(sed '/^# digests-begin/,/^# digests-end/d' <<<"$output")" = "$(sed '/^# digests-begin/,/^# digests-end/d' "$BATS_TEST_DIRNAME/../machine-id.sh")" ]
  [ "$(grep -c ' echo [0-9a-f]\{64\} ;;$' <<<"$output")" = 9 ]
}

@test "the form with the star, capitals, carriage returns and strange names are understood" {
  printf '%s *machine-id.jar\r\n%s  other.txt\nABCDEF%058d  machine-id-linux-x64.tar.gz\n' "$(digest 1)" "$(digest 2)" 3 >"$JOB/sums"
  bake 2.0.0-rc.1+b5 "$JOB/sums"
  [ "$status" = 0 ]
  [[ $output == *"machine-id.jar) echo $(digest 1) ;;"* ]]
  [[ $output == *"machine-id-linux-x64.tar.gz) echo abcdef$(printf %058d 3) ;;"* ]]
  [[ $output == *"echo '2.0.0-rc.1+b5'"* ]]
  [[ $output != *other.txt* ]]
  says "note: no digest for machine-id-linux-x64.tar.xz"
}

@test "what is baked can be baked again" {
  mkdir "$JOB/b"
  cp "$BAKE" "$JOB/b/bake"
  cp "$SUITE/script/machine-id.sh" "$JOB/b"
  bake 1.2.3 "$SUITE/SHA256SUMS"
  BAKE=$JOB/b/bake
  first=$output
  bake 1.2.3 "$SUITE/SHA256SUMS"
  [ "$output" = "$first" ]
}

@test "bad versions and bad digests are refused and print nothing" {
  refused() {
    bake "$@"
    [ "$status" = 2 ] && [ "$output" = "" ] && says "error: "
  }
  refused
  refused 1.0
  refused '' "$SUITE/SHA256SUMS"
  refused "1'; touch x; '" "$SUITE/SHA256SUMS"
  refused unbaked "$SUITE/SHA256SUMS"
  refused 1.0 "$JOB/nothing"
  printf 'abc  machine-id.jar\n' >"$JOB/sums"
  refused 1.0 "$JOB/sums"
  printf '%063dg  machine-id.jar\n' 1 >"$JOB/sums"
  refused 1.0 "$JOB/sums"
  printf '%s  machine-id.jar\n%s  machine-id.jar\n' "$(digest 1)" "$(digest 2)" >"$JOB/sums"
  refused 1.0 "$JOB/sums"
  printf '%s  other\n' "$(digest 1)" >"$JOB/sums"
  refused 1.0 "$JOB/sums"
}
