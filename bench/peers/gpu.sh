#!/usr/bin/env bash
# sft.py on an 8B-shaped random model with adapters, on one GPU: tokens per second and the most memory taken, beside the estimate. At most ten minutes of training.
#   bench/peers/gpu.sh [--layers 32] [--length 2048] [--minutes 10]
# Needs a Python (GLEANER_PYTHON, default python3) with torch that sees a GPU, transformers and peft; skips with exit code 77 otherwise. Fetches nothing. Not run on a GPU by us.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/../.."

layers=32 length=2048 minutes=10
while (($#)); do
    case $1 in
        --layers) layers=$2 ;;
        --length) length=$2 ;;
        --minutes) minutes=$2 ;;
        *) echo "gpu.sh: there is no option $1" >&2; exit 2 ;;
    esac
    shift 2
done
python=${GLEANER_PYTHON:-python3}
if ! reason=$("$python" -c "
import torch, transformers, peft
assert torch.cuda.is_available(), 'torch sees no GPU'
print(torch.cuda.get_device_name(0), 'torch', torch.__version__, 'transformers', transformers.__version__, 'peft', peft.__version__)" 2>&1); then
    echo "skipped: ${reason##*$'\n'}"
    exit 77
fi
echo "$reason"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Random weights in the shape of Llama 3 8B, and 64 random sequences an eighth of whose tokens carry weight.
"$python" - "$work" "$layers" "$length" <<'PYTHON'
import json, random, struct, sys

import torch
from transformers import LlamaConfig, LlamaForCausalLM

work, layers, length = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_default_dtype(torch.bfloat16)
with torch.device("cuda"):
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=128256, hidden_size=4096, intermediate_size=14336, num_hidden_layers=layers, num_attention_heads=32, num_key_value_heads=8,
        max_position_embeddings=8192, rope_theta=500000.0))
model.save_pretrained(work + "/base")
print(sum(parameter.numel() for parameter in model.parameters()), "parameters")

random.seed(1)
rows = 64
ids = struct.pack(f"<{rows * length}i", *(random.randrange(128000) for _ in range(rows * length)))
weights = struct.pack(f"<{rows * length}f", *(float(i % length > 0 and i % 64 < 8) for i in range(rows * length)))
offsets = struct.pack(f"<{rows + 1}q", *(row * length for row in range(rows + 1)))
header, at = {"__metadata__": {"format": "gleaner-sequences", "version": "1"}}, 0
for name, kind, count, data in (("ids", "I32", rows * length, ids), ("weights", "F32", rows * length, weights), ("offsets", "I64", rows + 1, offsets)):
    header[name] = {"dtype": kind, "shape": [count], "data_offsets": [at, at + len(data)]}
    at += len(data)
text = json.dumps(header).encode()
with open(work + "/data.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + ids + weights + offsets)
PYTHON

# What the formula says of it, from the shape alone.
./gleaner model estimate "$work/base"

# The lines of the steps have tokens_per_second and peak_bytes.
timeout "$((minutes * 60))" "$python" trainers/sft.py --data "$work/data.safetensors" --base "$work/base" --output "$work/tuned" --lora-rank 16 --no-merge \
    --bf16 --gradient-checkpointing --steps 6 --batch 16 --micro-batch 4 --evaluate-rows 4 --save-every 0
