#!/usr/bin/env bash
# Serves a model's folder with `transformers serve`, in place of what was served on the port before; ends when it answers. For trials: it is slow, and its
# replies come as text, without the tokens that were sampled.
#   trainers/serve-transformers.sh NAME FOLDER [--port 8000] [-- options of transformers serve]
set -euo pipefail
# shellcheck source=server.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/server.sh"

[[ $# -ge 2 ]] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
name=$1 folder=$2 port=8000
shift 2
while (($#)); do
    case $1 in
        --port) port=$2; shift 2 ;;
        --) shift; break ;;
        *) die "there is no option $1" ;;
    esac
done
[[ -f $folder/config.json ]] || die "$folder: this is no model's folder: it has no config.json"

# It answers to no name but that of the folder it was given: a link has the name that is asked for.
models=$(server_folder "$port")/models
mkdir -p "$models"
ln -sfn "$(realpath "$folder")" "$models/$name"
stop_server "$port"
cd "$models"
start_server "$port" "$name" "${TRANSFORMERS:-transformers}" serve "$name" --host 127.0.0.1 --port "$port" "$@"
