#!/usr/bin/env bash
# How many steps a second 'gleaner serve webshop --protocol agentgym' answers, and what open sessions cost in memory.
#   bench/serving/run.sh [SESSIONS [SECONDS [CONNECTIONS]]]      10000 sessions, 20 seconds, 64 connections
# Needs wrk, curl and jq (apt-get install wrk curl jq), and the real data: WEBSHOP_DATA, or ../shared/webshop.
# Beside it, with the same wrk, the same server's GET / : an answer without any work. The last line is JSON.
set -euo pipefail

sessions=${1:-10000} seconds=${2:-20} connections=${3:-64} threads=2
here=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
data=${WEBSHOP_DATA:-$root/../shared/webshop}
work=$(mktemp -d)
server=
stop() {
    [[ -z $server ]] || { kill -TERM "$server" && wait "$server" || true; }
    rm -rf "$work"
}
trap stop EXIT

processor_seconds() { # of the server so far
    awk -v hertz="$(getconf CLK_TCK)" '{ print ($14 + $15) / hertz }' "/proc/$server/stat"
}

resident_mib() {
    awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$server/status"
}

measure() { # NAME, then what wrk gets: sets NAME_rate, NAME_cpu (requests a processor second of the server)
    local name=$1 before after
    shift
    before=$(processor_seconds)
    wrk -t "$threads" -c "$connections" -d "${seconds}s" --latency "$@" > "$work/$name.txt"
    after=$(processor_seconds)
    sed "s/^/  $name: /" "$work/$name.txt"
    eval "${name}_rate=$(awk '/^Requests\/sec/ { print int($2) }' "$work/$name.txt")"
    eval "${name}_cpu=$(awk -v used="$after" -v start="$before" '/requests in/ { print int($1 / (used - start)) }' "$work/$name.txt")"
    if grep -q 'Non-2xx\|Socket errors' "$work/$name.txt"; then
        echo "$name: not every request was answered" >&2
        exit 1
    fi
}

jq -r '[.goal_index, (.steps[].action)] | @tsv' "$data/trajectories/agenttraj_l_1k_text.jsonl" > "$work/episodes.tsv"
"$root/gleaner" serve webshop --protocol agentgym --catalogue "$data/catalogue" --port 0 --sessions "$sessions" > "$work/server.txt" &
server=$!
until url=$(grep -o 'http://[^ ]*' "$work/server.txt"); do
    kill -0 "$server" && sleep 0.2
done

empty=$(resident_mib)
first=$(curl -s -X POST "$url/create")
[[ $sessions -eq 1 ]] || curl -s -X POST "$url/create?n=[2-$sessions]" -o /dev/null
open=$(curl -s "$url/list_envs" | jq length)
[[ $open -eq $sessions ]] || { echo "only $open sessions are open" >&2; exit 1; }

measure warm -s "$here/steps.lua" "$url" -- "$sessions" "$first" "$work/episodes.tsv" "$threads" > /dev/null
measure steps -s "$here/steps.lua" "$url" -- "$sessions" "$first" "$work/episodes.tsv" "$threads"
played=$(resident_mib)
measure ok "$url/"
printf '{"bench":"serve-wrk","steps_per_second":%s,"steps_per_processor_second":%s,"peer":"GET / of the same server","peer_requests_per_second":%s,"peer_requests_per_processor_second":%s,"sessions":%s,"resident_mib_before":%s,"resident_mib_with_sessions":%s,"load_average":%s}\n' \
    "$steps_rate" "$steps_cpu" "$ok_rate" "$ok_cpu" "$sessions" "$empty" "$played" "$(cut -d' ' -f1 /proc/loadavg)"
