#!/usr/bin/env bash
# Writes what a project offers to its users, for review with every change: eng/public-api.sh [PROJECT…], by default all of src.
#   src/PROJECT/PublicAPI.Shipped.txt    what a released version offers; never changed by this script
#   src/PROJECT/PublicAPI.Unshipped.txt  what has been added since; written anew
# A project is watched from the moment it has the two files: the build then fails for what is public and not in them (RS0016) and for
# what is in them and gone (RS0017). Needs nothing but a build: the analyzer's own messages give the lines.
set -euo pipefail

cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
projects=("$@")
[[ $# -gt 0 ]] || for folder in src/*/; do projects+=("$(basename "$folder")"); done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in "${projects[@]}"; do
    folder=src/$project
    [[ -f $folder/PublicAPI.Shipped.txt ]] || echo '#nullable enable' > "$folder/PublicAPI.Shipped.txt"
    echo '#nullable enable' > "$folder/PublicAPI.Unshipped.txt"
    # References are built first and apart, so that only the project's own messages are counted.
    dotnet build "$folder/$project.csproj" -c Release -v q --nologo -p:TreatWarningsAsErrors=false > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
    dotnet build "$folder/$project.csproj" -c Release -v q --nologo -p:TreatWarningsAsErrors=false -p:BuildProjectReferences=false --no-incremental > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
    { grep -o "RS0016: Symbol '.*' is not part" "$log" || true; } | sed "s/^RS0016: Symbol '//; s/' is not part\$//" | LC_ALL=C sort -u >> "$folder/PublicAPI.Unshipped.txt"
    echo "$project: $(($(wc -l < "$folder/PublicAPI.Unshipped.txt") - 1)) new symbols"
done
