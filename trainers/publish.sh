#!/usr/bin/env bash
# Makes a server answer with a model under its name: what student.tuning.publish calls before another model acts than the last.
#   trainers/publish.sh --server vllm|llamacpp|transformers --name NAME --folder FOLDER [--port P] [--base FOLDER] [--base-name NAME] [--lora-rank R] [-- options of the server]
# A folder of adapters is loaded into the running server: vLLM takes new ones while it runs; llama.cpp takes those it was started with, so it is
# restarted once for each new one, and switches between them without a restart after that. A whole model restarts the server.
set -euo pipefail
here=$(dirname -- "${BASH_SOURCE[0]}")
# shellcheck source=server.sh
source "$here/server.sh"

server='' name='' folder='' port='' base='' base_name=base rank=''
while (($#)); do
    case $1 in
        --server) server=$2 ;;
        --name) name=$2 ;;
        --folder) folder=$2 ;;
        --port) port=$2 ;;
        --base) base=$2 ;;
        --base-name) base_name=$2 ;;
        --lora-rank) rank=$2 ;;
        --) shift; break ;;
        *) die "there is no option $1; see the head of $0" ;;
    esac
    shift 2
done
[[ -n $name && -d $folder ]] || die "--name and --folder are needed, and the folder must be there: '$folder'"
case $server in
    vllm) port=${port:-8000} options=(--port "$port" ${rank:+--lora-rank "$rank"}) ;;
    llamacpp) port=${port:-8080} options=(--port "$port") ;;
    transformers) port=${port:-8000} options=(--port "$port") ;;
    *) die "--server is vllm, llamacpp or transformers, not '$server'" ;;
esac
state=$(server_folder "$port")
served=$(cat "$state/served" 2>/dev/null || true)

post() { # PATH JSON
    curl --silent --show-error --fail-with-body --max-time 300 -H 'Content-Type: application/json' -d "$2" "http://127.0.0.1:$port$1"
}

serve_base() {
    [[ -d $base ]] || die "--base is needed: the folder of the model that the adapters in $folder belong to"
    rm -f "$state/adapters"
    "$here/serve-$server.sh" "$base_name" "$base" "${options[@]}" -- "$@"
}

# Has llama.cpp apply one of the adapters that it was started with, by its line in the list, or none.
apply_adapter() { # LINE (0 for none)
    local scales='' id
    for ((id = 0; id < $(wc -l < "$state/adapters"); id++)); do
        scales+="${scales:+, }{\"id\": $id, \"scale\": $((id + 1 == $1 ? 1 : 0))}"
    done
    post /lora-adapters "[$scales]" > /dev/null
}

if [[ ! -f $folder/adapter_config.json ]]; then
    if [[ $folder -ef $base && -n $served ]] && is_running "$port" && [[ $(head -n 1 "$state/served") == "$name" ]]; then
        [[ $server != llamacpp || ! -s $state/adapters ]] || apply_adapter 0
        echo "$name is served on port $port"
        exit
    fi
    rm -f "$state/adapters"
    exec "$here/serve-$server.sh" "$name" "$folder" "${options[@]}" -- "$@"
fi

[[ $server != transformers ]] || die "$folder holds adapters, which transformers serve is not given here: merge them (sft.py does, without --no-merge)"
if [[ $server == vllm ]]; then
    is_running "$port" || serve_base "$@"
    lists_model "$port" "$name" || post /v1/load_lora_adapter "{\"lora_name\": \"$name\", \"lora_path\": \"$folder\"}" || die "vLLM did not take the adapters in $folder"
    lists_model "$port" "$name" || die "vLLM took the adapters in $folder and does not list '$name'"
else
    [[ -d $base ]] || die "--base is needed: the folder of the model that the adapters in $folder belong to"
    file=$folder/gleaner-adapter.gguf
    if [[ ! -f $file ]]; then
        read -ra convert <<< "${GLEANER_CONVERT_LORA:-python3 convert_lora_to_gguf.py}"
        "${convert[@]}" "$folder" --base "$base" --outfile "$file.tmp" > "$state/convert.log" 2>&1 \
            || { tail -n 20 "$state/convert.log" >&2; die "the adapters in $folder could not be converted by '${convert[*]}' (GLEANER_CONVERT_LORA)"; }
        mv "$file.tmp" "$file"
    fi
    touch "$state/adapters"
    if ! is_running "$port" || ! grep -qxF "$file" "$state/adapters"; then
        grep -qxF "$file" "$state/adapters" || echo "$file" >> "$state/adapters"
        mapfile -t adapters < "$state/adapters"
        loaded=()
        for adapter in "${adapters[@]}"; do loaded+=(--lora "$adapter"); done
        "$here/serve-$server.sh" "$base_name" "$base" "${options[@]}" "${loaded[@]}" -- "$@"
    fi
    apply_adapter "$(grep -nxF "$file" "$state/adapters" | cut -d: -f1)"
fi
echo "$name is served on port $port"
