#!/usr/bin/env bash
# Holds the tables of docs/results.md against the runs that they were made from.
#   eng/results.sh RUNS            compares; ends with 1 where a table is not what its run says
#   eng/results.sh RUNS --write    writes the tables anew
# A table stands between two lines, <!-- run NAME --> and <!-- end -->; RUNS/NAME is the run's folder. <!-- run NAME without /REGEX/ --> leaves
# out the rows that match. Tables whose run is not there are named and left as they are. Nothing is computed here: `gleaner report RUN --tables` does it from the files of the run, whose hashes it checks.
set -euo pipefail

root=$(cd "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
runs=${1:?"say where the runs are: eng/results.sh RUNS [--write]"}
page=$root/docs/results.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

made=0
for name in $(sed -nE 's/^<!-- run ([A-Za-z0-9._-]+)( without \/.*\/)? -->$/\1/p' "$page"); do
    if [[ ! -d $runs/$name ]]; then
        echo "$name: no run in $runs, its tables were not compared"
        continue
    fi
    "$root/gleaner" report "$runs/$name" --output "$work/$name.html" --tables "$work/$name.md" > "$work/$name.log" 2>&1 || { cat "$work/$name.log" >&2; exit 1; }
    made=$((made + 1))
done

awk -v folder="$work" '
    /^<!-- end -->$/ { inside = 0 }
    !inside { print }
    /^<!-- run [A-Za-z0-9._-]+( without \/.*\/)? -->$/ {
        file = folder "/" $3 ".md"
        without = ""
        if ($4 == "without") {
            without = $0
            sub(/^[^\/]*\//, "", without)
            sub(/\/ -->$/, "", without)
        }
        if ((getline line < file) >= 0) {
            inside = 1
            do { if (without == "" || line !~ without) print line } while ((getline line < file) > 0)
            close(file)
        }
    }' "$page" > "$work/results.md"

if [[ ${2:-} == --write ]]; then
    cat "$work/results.md" > "$page"
    echo "$made runs, tables written"
elif diff -u "$page" "$work/results.md"; then
    echo "$made runs, every table is what its run says"
else
    echo "docs/results.md and the runs differ: see above, or write the tables anew with --write" >&2
    exit 1
fi
