#!/usr/bin/env bash
# Serves a model's folder with vLLM under a name, in place of what was served on the port before; ends when it answers.
#   trainers/serve-vllm.sh NAME FOLDER [--port 8000] [--lora-rank R] [-- options of vllm serve]
# With --lora-rank adapters up to that rank can be loaded while it runs (publish.sh does). Log-probabilities are those after temperature, with the tokens' ids.
set -euo pipefail
# shellcheck source=server.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/server.sh"

[[ $# -ge 2 ]] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
name=$1 folder=$2 port=8000 rank=
shift 2
while (($#)); do
    case $1 in
        --port) port=$2; shift 2 ;;
        --lora-rank) rank=$2; shift 2 ;;
        --) shift; break ;;
        *) die "there is no option $1" ;;
    esac
done
[[ -f $folder/config.json ]] || die "$folder: this is no model's folder: it has no config.json"

stop_server "$port"
options=(--served-model-name "$name" --port "$port" --host 127.0.0.1 --logprobs-mode processed_logprobs)
if [[ -n $rank ]]; then
    export VLLM_ALLOW_RUNTIME_LORA_UPDATING=True
    options+=(--enable-lora --max-lora-rank "$rank" --max-loras 4)
fi
start_server "$port" "$name" "${VLLM:-vllm}" serve "$folder" "${options[@]}" "$@"
