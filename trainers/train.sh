#!/usr/bin/env bash
# Trains with sft.py, on one process or under torchrun, and continues where it was kept if it was killed.
#   trainers/train.sh [--processes N] [--stop-server PORT] [--attempts 3] -- options of sft.py
# --stop-server ends the server on a port first: one GPU by turns. publish.sh starts it again with what was trained.
# Exit code 2: what is asked for cannot be trained (wrong options, data or a model that cannot be used, too little GPU memory or disk); it is not tried again.
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

# Of torchrun, a module of torch, the same Python is asked as for one process. It ends with 1 whatever its workers ended with, so sft.py writes
# down how it went, and torchrun itself is not to start workers again.
command=("${GLEANER_PYTHON:-python3}")
((processes == 1)) || command+=(-m torch.distributed.run --standalone --nproc-per-node "$processes" --max-restarts 0)
outcome=$(mktemp)
trap 'rm -f "$outcome"' EXIT
export GLEANER_OUTCOME=$outcome

# In the background, so that this script hears of a signal at once and passes it on.
training=
stop() { # CODE
    [[ -z $training ]] || { kill "$training" 2>/dev/null && wait "$training"; } || true
    exit "$1"
}
trap 'stop 130' INT
trap 'stop 143' TERM

# A program that was killed ends with 128 and the signal's number. Of several processes any end may be that of one that was killed, if they came to
# start at all: the others then fail for want of it. What was refused (exit code 2) no other try would take.
may_succeed() { # CODE
    ((processes == 1)) || { grep -qx started "$outcome" && return 0 || return 1; }
    (($1 > 128 && $1 != 130 && $1 != 143))
}

for ((attempt = 1; ; attempt++)); do
    : > "$outcome"
    "${command[@]}" "$here/sft.py" "$@" &
    training=$!
    wait "$training" && exit 0 || code=$?
    training=
    ! grep -qx refused "$outcome" || exit 2
    may_succeed "$code" && ((attempt < attempts)) || exit "$code"
    echo "train.sh: the training was killed (exit code $code); attempt $((attempt + 1)) of $attempts" >&2
done
