# Sourced by verify and by the test/prepare of the parts.

need() { # need PROGRAM PACKAGE: installs Debian's package as root where the program is missing, else says so and ends
  command -v "$1" >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "  installing $2, which has $1"
    {
      DEBIAN_FRONTEND=noninteractive apt-get install -y "$2" || {
        apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y "$2"
      }
    } >/dev/null 2>&1 && return
  fi
  echo "error: $1 is missing; install the package $2" >&2
  exit 2
}
