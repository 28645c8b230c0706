"""The most memory that sft.py takes on a CPU to train all weights of a random model of SmolLM2-135M's shape, beside the formula of docs/models.md (needs torch).

    python3 eng/peers/sft_memory.py [ROWSxLENGTH...]      default: 1x16 4x64 4x128; --bf16 behind them computes in bfloat16

The script's own model is trained (--engine own): its attention keeps a matrix of rows × columns for each head, which the models of Transformers
and the formula do not; the column 'attention' is that. Fetches nothing.
"""

import json
import os
import random
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TRAINERS = os.path.join(HERE, "..", "..", "trainers")
sys.path.insert(0, TRAINERS)

try:
    import torch
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

from sft_small import SmallLlama  # noqa: E402

# What is freed goes back to the system at once: the peak is then that of what is in use, as torch.cuda.max_memory_allocated has it on a GPU.
GIVES_BACK = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}

CONFIG = dict(
    model_type="llama", vocab_size=49152, hidden_size=576, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3, intermediate_size=1536,
    max_position_embeddings=8192, rope_theta=100000.0, rms_norm_eps=1e-5, tie_word_embeddings=True)


def write_sequences(path, rows, length):
    """Random sequences, an eighth of whose tokens carry weight, as the formula has it."""
    parts = {
        "ids": ("I32", struct.pack(f"<{rows * length}i", *(random.randrange(49000) for _ in range(rows * length))), rows * length),
        "weights": ("F32", struct.pack(f"<{rows * length}f", *(float(i % length > 0 and i % 8 == 1) for i in range(rows * length))), rows * length),
        "offsets": ("I64", struct.pack(f"<{rows + 1}q", *(row * length for row in range(rows + 1))), rows + 1),
    }
    header, at = {"__metadata__": {"format": "gleaner-sequences", "version": "1"}}, 0
    for name, (kind, data, count) in parts.items():
        header[name] = {"dtype": kind, "shape": [count], "data_offsets": [at, at + len(data)]}
        at += len(data)
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data for _, data, _ in parts.values()))


def peak_of(work, rows, length, options):
    write_sequences(work + "/data.safetensors", rows, length)
    said = subprocess.run(
        [sys.executable, os.path.join(TRAINERS, "sft.py"), "--data", work + "/data.safetensors", "--base", work + "/base", "--output", work + "/tuned", "--engine", "own",
         "--steps", "2", "--batch", str(rows), "--micro-batch", str(rows), "--evaluate-rows", "1", "--save-every", "0", *options],
        check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **GIVES_BACK}).stdout
    subprocess.run(["rm", "-r", work + "/tuned"], check=True)
    lines = [json.loads(line) for line in said.splitlines()]
    steps = [line for line in lines if "step" in line]
    return next(line["parameters"] for line in lines if "parameters" in line), steps[-1]["peak_bytes"], steps[-1]["seconds"]


def main():
    options = [argument for argument in sys.argv[1:] if argument.startswith("--")]
    sizes = [tuple(map(int, size.split("x"))) for size in sys.argv[1:] if not size.startswith("--")] or [(1, 16), (4, 64), (4, 128)]
    random.seed(1)
    torch.manual_seed(1)
    empty = int(subprocess.run(
        [sys.executable, "-c", "import resource, torch; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"], check=True, stdout=subprocess.PIPE, text=True).stdout)
    print(f"torch {torch.__version__}, which takes {empty / 1e6:.0f} MB before anything is loaded; {' '.join(options) or 'fp32'}")
    print(f"{'rows':>5}{'tokens':>8}{'weights..moments':>18}{'activations':>13}{'formula':>10}{'attention':>11}{'measured':>10}{'less torch':>12}{'ratio':>7}{'seconds':>9}   MB")
    width, layers, heads, inner, vocabulary = 576, 30, 9, 1536, 49152
    with tempfile.TemporaryDirectory() as work:
        os.makedirs(work + "/base")
        SmallLlama(CONFIG).save_pretrained(work + "/base")
        for rows, length in sizes:
            parameters, measured, seconds = peak_of(work, rows, length, options)
            own = (18 if "--bf16" in options else 16) * parameters
            tokens = rows * length
            activations = tokens * (layers * 4 * (4 * width + 2 * width + 2 * width // 3 + 4 * inner) + 12 * vocabulary // 8)
            attention = layers * rows * heads * length * length * 4
            used = measured - empty
            print(f"{rows:>5}{tokens:>8}{own / 1e6:>18.0f}{activations / 1e6:>13.0f}{(own + activations) / 1e6:>10.0f}{attention / 1e6:>11.0f}{measured / 1e6:>10.0f}{used / 1e6:>12.0f}"
                  f"{(own + activations + attention) / used:>7.2f}{seconds:>9.1f}")


if __name__ == "__main__":
    main()
