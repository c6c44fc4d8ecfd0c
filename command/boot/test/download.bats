# How the program is fetched, and what is refused.
load common

BUNDLE="bundle linux-x64.tar.xz: status"

each_tool() { # CODE: runs it with curl, GNU wget, python3 and busybox's wget as the only one
  local tool
  for tool in curl wget python3 busybox; do
    rm -rf "$JOB/home/.cache" "$JOB/tmp/"*
    : >"$SUITE/web/log"
    without curl wget python3
    case $tool in
      busybox) ln -s /bin/busybox "$BIN/wget" ;;
      *) tools "$tool" ;;
    esac
    echo "by $tool"
    "$@" || {
      echo "not by $tool"
      return 1
    }
  done
}

trust() { # what makes the tools believe the test server's certificate
  printf 'ca_certificate = %s\n' "$SUITE/web/cert.pem" >"$JOB/wgetrc"
  given CURL_CA_BUNDLE="$SUITE/web/cert.pem" SSL_CERT_FILE="$SUITE/web/cert.pem" WGETRC="$JOB/wgetrc"
}

@test "each tool alone is enough" {
  works() {
    job status
    ran "$BUNDLE" && [ "$(requests 'http /files/machine-id-linux-x64.tar.xz')" = 1 ] && says "by $tool"
  }
  BASE=$HTTP/files
  each_tool works
}

@test "busybox's tools alone are enough" {
  busybox_only wget
  BASE=$HTTP/files
  job status
  ran "bundle linux-x64.tar.gz: status"
  busybox_only wget xz
  job status
  ran "$BUNDLE"
}

@test "no tool to download is one clear error" {
  BASE=$HTTP/files
  job status
  failed 1801 "nothing here can download" "curl, wget or python3"
}

@test "no tool is needed for a directory, a relative one or a file address" {
  job status
  ran "$BUNDLE"
  rm -rf "$JOB/home/.cache"
  ln -s "$SUITE/web/files" "$JOB/work/the files"
  BASE="the files/"
  job status
  ran "$BUNDLE"
  rm -rf "$JOB/home/.cache"
  BASE="file://$JOB/work/the files"
  job status
  ran "$BUNDLE"
}

@test "a directory that lacks the file is named" {
  BASE=$JOB/home
  job status
  failed 1806 "there is no file $JOB/home/machine-id-linux-x64.tar.xz"
}

@test "a server that lacks the file is asked once" {
  missing() {
    job status
    failed 1806 "cannot download $BASE/machine-id-linux-x64.tar.xz" 404 && [ "$(requests .)" = 1 ]
  }
  BASE=$HTTP/nothing
  each_tool missing
}

@test "a server that dies in the middle, then works, is asked again" {
  again() {
    BASE=$HTTP/cut/2/$BATS_TEST_NUMBER-$tool
    job status
    ran "$BUNDLE" && [ "$(requests '/cut/')" = 3 ] && says "try 2 failed"
  }
  each_tool again
}

@test "a server that is busy, then works, is asked again" {
  again() {
    BASE=$HTTP/busy/1/$BATS_TEST_NUMBER-$tool
    job status
    ran "$BUNDLE" && [ "$(requests '/busy/')" = 2 ]
  }
  each_tool again
}

@test "a server that always dies is asked four times" {
  dies() {
    BASE=$HTTP/cut/99/$BATS_TEST_NUMBER-$tool
    job status
    failed 1806 "cannot download" && [ "$(requests '/cut/')" = 4 ]
  }
  each_tool dies
}

@test "a port where nobody listens is tried four times" {
  nobody() {
    BASE=http://127.0.0.1:1
    job status
    failed 1806 "cannot download" && says "try 3 failed"
  }
  each_tool nobody
}

@test "the pauses grow" {
  program sleep "echo \"\$1\" >>'$BATS_TEST_TMPDIR/pauses'"
  tools curl
  given _MACHINE_ID_PAUSE=
  BASE=http://127.0.0.1:1
  job status
  failed 1806
  [ "$(tr '\n' ' ' <"$BATS_TEST_TMPDIR/pauses")" = "1 3 9 " ]
}

@test "plain http is refused but for loopback, before anything is sent" {
  refused() {
    job status
    failed 1810 "plain http goes to the loopback address only"
  }
  tools curl
  for BASE in http://mirror.example/x http://localhost.evil.example/ http://127.0.0.1.evil.example http://127.0.0.10 http:///x 'http://[::2]/x'; do
    refused
  done
}

@test "other schemes are refused" {
  tools curl
  for BASE in ftp://127.0.0.1/x data://x HTTPS://localhost gopher://localhost; do
    job status
    failed 1810 "unknown scheme"
  done
}

@test "a user or a password in the address is refused and not shown" {
  tools curl
  for BASE in https://me:hunter2@mirror.example/x http://localhost@hunter2.example http://127.0.0.1:80@hunter2 'https://a\hunter2@b'; do
    job status
    failed 1810 "carries a user or a password"
  done
  BASE=https://me:hunter2@mirror.example/x
  job status
  ! says hunter2
}

@test "a redirect to http is refused" {
  refused() {
    job status
    failed 1806 "an address that is not https://" && [ "$(requests '/to-http/')" = 1 ] &&
      { [ "$tool" = busybox ] || [ "$(requests '/files/')" = 0 ]; }
  }
  BASE=$HTTP/to-http
  each_tool refused
}

@test "from https a redirect to http is refused too" {
  refused() {
    [ "$tool" != busybox ] || return 0 # Debian's busybox and this server share no TLS
    job status
    failed 1806 "an address that is not https://" && [ "$(requests '/files/')" = 0 ]
  }
  trust
  BASE=$HTTPS/to-http
  each_tool refused
}

@test "a redirect to https is followed" {
  follows() {
    [ "$tool" != busybox ] || return 0 # as above
    job status
    ran "$BUNDLE" && [ "$(requests 'https /files/')" = 1 ]
  }
  trust
  BASE=$HTTP/to-https
  each_tool follows
  BASE=$HTTPS/to-https
  each_tool follows
}

@test "redirects without end end" {
  ends() {
    [ "$tool" != busybox ] || return 0 # as above
    job status
    failed 1806 && [ "$(requests '/loop/')" -le 12 ]
  }
  trust
  BASE=$HTTPS/loop
  each_tool ends
}

@test "a certificate nobody vouches for is refused, once" {
  refused() {
    [ "$tool" != busybox ] || return 0 # it verifies none; the digest does
    job status
    failed 1806 "cannot download" && ! says "try 1 failed" && [ "$(requests .)" = 0 ]
  }
  BASE=$HTTPS/files
  each_tool refused
}

@test "HTTPS_PROXY is used, in capitals and in small letters" {
  proxied() {
    [ "$tool" != busybox ] || return 0 # the next test
    job status
    ran "$BUNDLE" && [ "$(requests "proxy CONNECT localhost:${https:?}")" = 1 ] && [ "$(requests 'https /files/')" = 1 ]
  }
  trust
  BASE=$HTTPS/files
  given HTTPS_PROXY="$PROXY"
  each_tool proxied
  GIVEN=()
  trust
  given https_proxy="$PROXY"
  each_tool proxied
}

@test "busybox's wget cannot use a proxy: one clear error" {
  busybox_only wget
  BASE=$HTTPS/files
  given HTTPS_PROXY="$PROXY"
  job status
  failed 1801 "busybox's wget cannot go through" "NO_PROXY for localhost"
  [ "$(requests .)" = 0 ]
  given NO_PROXY="example.com, localhost"
  job status
  [ "$status" = 86 ] # it tried
  given NO_PROXY="*"
  job status
  [ "$status" = 86 ]
  given NO_PROXY=host
  job status
  failed 1801
}

@test "NO_PROXY is obeyed" {
  direct() {
    [ "$tool" != busybox ] || return 0 # the test above
    job status
    ran "$BUNDLE" && [ "$(requests proxy)" = 0 ] && [ "$(requests 'https /files/')" = 1 ]
  }
  trust
  BASE=$HTTPS/files
  given HTTPS_PROXY=http://127.0.0.1:1 NO_PROXY=example.com,localhost
  each_tool direct
}

@test "loopback is never asked for through a proxy" {
  direct() {
    job status
    ran "$BUNDLE" && [ "$(requests proxy)" = 0 ]
  }
  BASE=$HTTP/files
  given HTTPS_PROXY="$PROXY" http_proxy="$PROXY" HTTP_PROXY="$PROXY" all_proxy="$PROXY" ALL_PROXY="$PROXY"
  each_tool direct
}

@test "a proxy's password never shows" {
  secret() {
    [ "$tool" != busybox ] || return 0
    job status
    failed 1806 && ! says hunter2
  }
  BASE=$HTTPS/files
  given HTTPS_PROXY=http://me:hunter2@127.0.0.1:1
  each_tool secret
}

@test "an answer without end is cut off" {
  bounded() {
    job status
    failed 1806 "larger than 200000 bytes"
  }
  BASE=$HTTP/endless
  given _MACHINE_ID_LIMIT=200000
  each_tool bounded
}

@test "functions of the caller with the names of tools are left alone" {
  tools curl
  BASE=$HTTP/files
  sourced 'curl() { echo mine; return 1; }; cd() { echo mine; return 1; }; machine_id status'
  ran "$BUNDLE"
}

@test "an IPv6 loopback address may be plain http" {
  tools curl
  BASE="http://[::1]:1/x"
  job status
  failed 1806 "cannot download"
}
