#!/usr/bin/env bash
# Builds ScienceWorld's simulator from its own sources where its jar is not at hand, and replays recorded runs on it. Fetches nothing:
#   eng/peers/scienceworld.sh SCIENCEWORLD PY4J JAR [RECORDINGS]
#     SCIENCEWORLD  a checkout of allenai/ScienceWorld
#     PY4J          a checkout of py4j/py4j
#     JAR           the jar to write, for SCIENCEWORLD_JAR or environment.jar; one that is there already is used
#     RECORDINGS    runs of the same version, which `gleaner replay` then compares with it, text by text and score by score
# Needs Java, javac and Scala: Debian's default-jdk-headless, scala and scala-parser-combinators (2.11.12) will do. Upstream builds with 2.12,
# which alone allows a comma behind the last item of a list: such commas are taken out of a copy. Nothing else is changed.
set -euo pipefail

root=$(cd "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
skip() { echo "skipped: $1" >&2; exit 77; }
[[ $# -ge 3 ]] || { sed -n '2,9s/^# \?//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
world=$1/simulator/src/main/scala
gateway=$2/py4j-java/src/main/java
jar=$(realpath -m "$3")

if [[ ! -f $jar ]]; then
    for program in java javac jar scalac unzip perl; do command -v "$program" > /dev/null || skip "there is no $program"; done
    [[ -d $world ]] || skip "no simulator in $1"
    [[ -d $gateway ]] || skip "no py4j-java in $2"
    parsers=$(compgen -G '/usr/share/java/scala-parser-combinators_2.*.jar' | head -n 1) || skip "there are no parser combinators for Scala"
    library=$(compgen -G '/usr/share/java/scala-library.jar') || skip "there is no scala-library.jar"

    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cp -r "$world" "$work/scala"
    mkdir "$work/classes"
    find "$work/scala" -name '*.scala' -exec perl -0pi -e 's/,((?:[ \t]*(?:\/\/[^\n]*)?\n)+[ \t]*[)\]}])/$1/g' {} +
    echo "Compiling py4j ..." >&2
    find "$gateway" -name '*.java' -exec javac -nowarn -d "$work/classes" {} + 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
    echo "Compiling the simulator: two minutes of a processor ..." >&2
    find "$work/scala" -name '*.scala' -exec scalac -J-Xmx3g -J-Xss32m -nowarn -cp "$parsers:$work/classes" -d "$work/classes" {} + > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    (cd "$work/classes" && unzip -qo "$library" && unzip -qo "$parsers" && rm -rf META-INF && jar cf "$work/scienceworld.jar" .)
    mkdir -p "$(dirname "$jar")"
    mv "$work/scienceworld.jar" "$jar"
    echo "Wrote $jar" >&2
fi

if [[ $# -gt 3 ]]; then
    "$root/gleaner" replay --env scienceworld --jar "$jar" "${@:4}"
fi
