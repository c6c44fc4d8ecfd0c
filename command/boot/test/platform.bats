# Which bundle fits the machine.
load common

fits() { # SYSTEM MACHINE PLATFORM
  platform "$1" "$2"
  given HOME="$JOB/home/$1-$2"
  mkdir -p "$JOB/home/$1-$2"
  job status
  ran "bundle $3: status"
}

no_libc_word() { program ldd 'echo "ldd: not found" >&2; exit 127'; }

@test "Linux by processor" {
  without xz
  fits Linux x86_64 linux-x64.tar.gz
  fits Linux amd64 linux-x64.tar.gz
  fits Linux aarch64 linux-arm64.tar.gz
  fits Linux arm64 linux-arm64.tar.gz
}

@test "musl is told by ldd" {
  program ldd 'printf "musl libc (x86_64)\nVersion 1.2.5\n" >&2; exit 1'
  fits Linux x86_64 linux-musl-x64.tar.gz
  fits Linux aarch64 linux-musl-arm64.tar.gz
}

@test "musl is told by its loader where ldd says nothing" {
  no_libc_word
  mkdir -p "$JOB/root/lib"
  touch "$JOB/root/lib/ld-musl-x86_64.so.1"
  given _MACHINE_ID_ROOT="$JOB/root"
  fits Linux x86_64 linux-musl-x64.tar.gz
  without ldd
  fits Linux x86_64 linux-musl-x64.tar.gz
}

@test "glibc with musl's loader beside it stays glibc" {
  mkdir -p "$JOB/root/lib"
  touch "$JOB/root/lib/ld-musl-x86_64.so.1"
  given _MACHINE_ID_ROOT="$JOB/root"
  fits Linux x86_64 linux-x64.tar.xz
}

@test "neither ldd nor loader means glibc" {
  without ldd
  given _MACHINE_ID_ROOT="$JOB"
  fits Linux x86_64 linux-x64.tar.xz
}

@test "macOS by processor" {
  fits Darwin x86_64 macos-x64.tar.gz
  fits Darwin arm64 macos-arm64.tar.gz
}

@test "Windows in Git's shell, MSYS and Cygwin, by unzip or python3" {
  tools unzip
  fits MINGW64_NT-10.0-20348 x86_64 windows-x64.tar
  fits MSYS_NT-10.0-20348 x86_64 windows-x64.tar
  without unzip
  tools python3
  platform CYGWIN_NT-10.0-20348 x86_64
  job status
  # python3 keeps no modes; on Windows there are none.
  [ "$status" = 84 ] || ran "bundle windows-x64.tar: status"
}

@test "other systems and processors are one clear error" {
  for words in "FreeBSD amd64" "Linux i686" "Linux riscv64" "Linux armv7l" "SunOS i86pc"; do
    # shellcheck disable=SC2086 # two words
    platform $words
    job status
    failed 1805 "${words% *} on ${words#* }" "Java 17"
  done
}

@test "a platform that this release lacks is one clear error" {
  mkdir "$JOB/s"
  sed '/linux-arm64/d' "$SUITE/script/machine-id.sh" >"$JOB/s/machine-id.sh"
  SCRIPT=$JOB/s/machine-id.sh
  platform Linux aarch64
  job status
  failed 1805 "has no runtime for linux-arm64"
}

@test "any system with Java runs the jar" {
  platform FreeBSD amd64
  java_program java 'openjdk version "21.0.1" 2023-10-17'
  job status
  ran "java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m: status"
}
