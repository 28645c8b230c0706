#!/usr/bin/env bash
# Makes the tokenizers' oracle vectors in .oracle/tokenizers (ignored by git): eng/tokenizer-oracle.sh [TARGET]
# Needs npm and a registry; does nothing where the vectors are newer than the scripts that make them.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."

source=tests/Gleaner.Tokenizers.Tests/Oracle
target=${1:-.oracle/tokenizers}
work=.oracle/npm
stamp=$target/made

if [[ -f $stamp ]] && [[ -z $(find "$source" eng/tokenizer-oracle.sh -newer "$stamp" | head -n 1) ]]; then
    echo "The vectors in $target are up to date."
    exit 0
fi

mkdir -p "$target" "$work"
cp "$source/package.json" "$source"/*.mjs "$work/"
npm install --prefix "$work" --no-audit --no-fund --ignore-scripts --loglevel=error
node "$work/make.mjs" "$target"
touch "$stamp"
