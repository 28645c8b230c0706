#!/usr/bin/env bash
# Trains with sft.py, on one process or under torchrun, and continues where it was kept if it was killed.
#   trainers/train.sh [--processes N] [--stop-server PORT] [--attempts 3] -- options of sft.py
# --stop-server ends the server on a port first: one GPU by turns. publish.sh starts it again with what was trained.
set -euo pipefail
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=server.sh
source "$here/server.sh"

processes=1 attempts=3
while (($#)); do
    case $1 in
        --processes) processes=$2; shift 2 ;;
        --stop-server) stop_server "$2"; shift 2 ;;
        --attempts) attempts=$2; shift 2 ;;
        --) shift; break ;;
        *) die "there is no option $1; see the head of $0" ;;
    esac
done

if ((processes > 1)); then
    # torchrun itself starts workers that failed again, whatever the reason; they continue where the training was kept. It is a module of torch:
    # the same Python as for one process is asked for it.
    exec "${GLEANER_PYTHON:-python3}" -m torch.distributed.run --standalone --nproc-per-node "$processes" --max-restarts "$((attempts - 1))" "$here/sft.py" "$@"
fi

# A program that was killed ends with 128 and the signal's number; what cannot be trained is not tried again.
for ((attempt = 1; ; attempt++)); do
    "${GLEANER_PYTHON:-python3}" "$here/sft.py" "$@" && exit 0 || code=$?
    ((code > 128 && code != 130 && code != 143 && attempt < attempts)) || exit "$code"
    echo "train.sh: the training was killed (exit code $code); attempt $((attempt + 1)) of $attempts" >&2
done
