#!/usr/bin/env bash
# Serves a model's folder with llama.cpp under a name, in place of what was served on the port before; ends when it answers.
#   trainers/serve-llamacpp.sh NAME FOLDER [--port 8080] [--type f16] [--lora FILE.gguf]... [-- options of llama-server]
# The folder is converted once, by llama.cpp's convert_hf_to_gguf.py: GLEANER_CONVERT is the command, default "python3 convert_hf_to_gguf.py".
set -euo pipefail
# shellcheck source=server.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/server.sh"

[[ $# -ge 2 ]] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
name=$1 folder=$2 port=8080 type=f16 adapters=()
shift 2
while (($#)); do
    case $1 in
        --port) port=$2; shift 2 ;;
        --type) type=$2; shift 2 ;;
        --lora) adapters+=(--lora "$2"); shift 2 ;;
        --) shift; break ;;
        *) die "there is no option $1" ;;
    esac
done
[[ -f $folder/config.json ]] || die "$folder: this is no model's folder: it has no config.json"

# Beside the weights it was made of; a conversion that was killed leaves nothing under this name.
file=$folder/gleaner-$type.gguf
if [[ ! -f $file || $folder/config.json -nt $file ]]; then
    read -ra convert <<< "${GLEANER_CONVERT:-python3 convert_hf_to_gguf.py}"
    "${convert[@]}" "$folder" --outfile "$file.tmp" --outtype "$type" > "$(server_folder "$port")/convert.log" 2>&1 \
        || { tail -n 20 "$(server_folder "$port")/convert.log" >&2; die "$folder could not be converted by '${convert[*]}' (GLEANER_CONVERT)"; }
    mv "$file.tmp" "$file"
fi

stop_server "$port"
((${#adapters[@]} == 0)) || adapters+=(--lora-init-without-apply)
start_server "$port" "$name" "${LLAMA_SERVER:-llama-server}" -m "$file" --alias "$name" --port "$port" --host 127.0.0.1 --jinja ${adapters[@]+"${adapters[@]}"} "$@"
