# Which Java is good enough.
load common

JAR="java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m: status"
JAR_NEW="java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn8m --sun-misc-unsafe-memory-access=allow: status"
BUNDLE="bundle linux-x64.tar.xz: status"

says_version() { # FIRST-LINE OUTPUT
  java_program java "$1"
  job status
  ran "$2"
}

@test "versions that are new enough" {
  says_version 'openjdk version "17.0.15" 2025-04-15' "$JAR"
  says_version 'openjdk version "17" 2021-09-14' "$JAR"
  says_version 'java version "21.0.2" 2024-01-16 LTS' "$JAR"
  says_version 'openjdk version "21-ea" 2023-09-19' "$JAR"
  says_version 'openjdk version "25" 2025-09-16' "$JAR_NEW"
  says_version 'openjdk version "25.0.3+9-LTS" 2026-01-20' "$JAR_NEW"
}

@test "versions that are too old" {
  says_version 'openjdk version "1.8.0_392"' "$BUNDLE"
  says "is Java 8, 17 or newer is wanted"
  says_version 'java version "9"' "$BUNDLE"
  says_version 'openjdk version "11.0.22" 2024-01-16' "$BUNDLE"
  says_version 'openjdk version "16.0.2" 2021-07-20' "$BUNDLE"
}

@test "what names no version is not used" {
  says_version 'The operation could not be completed. Unable to locate a Java Runtime.' "$BUNDLE"
  says_version 'openjdk version "rubbish"' "$BUNDLE"
  program java 'exit 127'
  job status
  ran "$BUNDLE"
}

@test "a line before the version is no harm" {
  program java 'case $1 in -version) echo "Picked up JAVA_TOOL_OPTIONS: -Xmx1g" >&2; echo "openjdk version \"17.0.9\" 2023" >&2 ;; *) echo "jar" ;; esac'
  job status
  ran jar
}

@test "JAVA_HOME comes before PATH" {
  java_program java 'openjdk version "1.8.0_392"'
  java_program "$JOB/a jdk/bin/java" 'openjdk version "17.0.1"'
  given JAVA_HOME="$JOB/a jdk/"
  job status
  ran "$JAR"
}

@test "a JAVA_HOME that is too old or empty leaves PATH" {
  java_program java 'openjdk version "25"'
  java_program "$JOB/jdk/bin/java" 'openjdk version "11.0.1"'
  given JAVA_HOME="$JOB/jdk"
  job status
  ran "$JAR_NEW"
  given JAVA_HOME="$JOB/nowhere"
  job status
  ran "$JAR_NEW"
}

@test "the release file of a JDK is believed, so that Java need not start" {
  program "$JOB/jdk/bin/java" 'case $1 in -version) exit 1 ;; *) echo jar ;; esac'
  printf 'IMPLEMENTOR="Nobody"\nJAVA_VERSION="21.0.4"\n' >"$JOB/jdk/release"
  given JAVA_HOME="$JOB/jdk"
  job status
  ran jar
}

@test "the launcher keeps hostile names of Java and of the cache apart from its text" {
  java_program "$JOB/j'dk \$(touch pwned) \`x\`/bin/java" 'openjdk version "17.0.1"'
  given JAVA_HOME="$JOB/j'dk \$(touch pwned) \`x\`"
  job status
  ran "$JAR"
  [ ! -e "$JOB/work/pwned" ]
}
