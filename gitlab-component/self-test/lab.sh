# Sourced by this project's own test: a local cluster of the same release on port 13443, and an id token that it accepts.
command -v java >/dev/null || { apt-get update && apt-get install -y --no-install-recommends openjdk-17-jre-headless; } >/dev/null
rm -rf self-test/lab
mkdir -m 700 self-test/lab
lab_base=${MACHINE_ID_DOWNLOAD_BASE:-https://github.com/OWNER/machine-id/releases/download/v@VERSION@}
case $lab_base in
  https://*) curl --silent --show-error --fail --location --proto =https --output self-test/lab/lab.jar "$lab_base/machine-id-lab.jar" ;;
  *) cp "$lab_base/machine-id-lab.jar" self-test/lab/lab.jar ;;
esac || exit
echo "@LAB_SHA256@  self-test/lab/lab.jar" | sha256sum -c - || exit
java -jar self-test/lab/lab.jar --port 13443 --directory self-test/lab >self-test/lab/log 2>&1 &
echo $! >self-test/lab/pid
lab_tries=0
until grep -q '^ready: ' self-test/lab/log; do
  lab_tries=$((lab_tries + 1))
  if [ "$lab_tries" -gt 120 ] || ! kill -0 "$(cat self-test/lab/pid)"; then
    cat self-test/lab/log >&2
    exit 1
  fi
  sleep 0.5
done
MACHINE_ID_ID_TOKEN=$(java -jar self-test/lab/lab.jar mint gitlab --directory self-test/lab) || exit
export MACHINE_ID_ID_TOKEN
