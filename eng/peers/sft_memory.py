"""The most memory that sft.py takes on a CPU to train a random model of SmolLM2-135M's shape, beside the formula of docs/models.md (needs torch).

    python3 eng/peers/sft_memory.py [ROWSxLENGTH...]      default: 1x16 4x128 4x512

With Transformers and PEFT there: all weights and adapters of rank 16, in fp32 and in bfloat16, layers kept and computed again. Without them
the script's own model alone (--engine own), all weights, layers kept: its attention keeps a matrix of rows × columns for each head, which the models
of Transformers and the formula do not; the column 'attention' is that. Fetches nothing.
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

WIDTH, LAYERS, HEADS, INNER, VOCABULARY = (CONFIG[key] for key in ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size"))


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
        [sys.executable, os.path.join(TRAINERS, "sft.py"), "--data", work + "/data.safetensors", "--base", work + "/base", "--output", work + "/tuned",
         "--steps", "2", "--batch", str(rows), "--micro-batch", str(rows), "--evaluate-rows", "1", "--save-every", "0", *options],
        check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **GIVES_BACK}).stdout
    subprocess.run(["rm", "-r", work + "/tuned"], check=True)
    steps = [line for line in map(json.loads, said.splitlines()) if "step" in line]
    return steps[-1]["peak_bytes"], steps[-1]["seconds"]


def empty_of(packages):
    """What the packages take before anything is loaded."""
    program = f"import resource, {packages}; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"
    return int(subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True).stdout)


def formula(parameters, rank, halves, recomputed, tokens):
    """GpuEstimate.OfTraining on one GPU: weights, gradients and moments; activations."""
    query, key = WIDTH, WIDTH // 3
    learned = rank * LAYERS * (2 * (WIDTH + query) + 2 * (WIDTH + key) + 3 * (WIDTH + INNER)) if rank else parameters
    own = 16 * learned + (0 if rank == 0 else (2 if halves else 4) * parameters) + (2 * parameters if halves and rank == 0 else 0)
    of_layer = 4 * (4 * WIDTH + 2 * query + 2 * key + 4 * INNER)
    kept = 4 * LAYERS * WIDTH + of_layer if recomputed else LAYERS * of_layer
    return own, tokens * (kept + 12 * VOCABULARY // 8)


def settings():
    """Options of sft.py, the rank of adapters, whether products are in bfloat16 and whether layers are computed again."""
    try:
        import peft
        import transformers

        print(f"transformers {transformers.__version__}, peft {peft.__version__}")
    except ImportError as missing:
        print(f"the script's own model alone: {missing}")
        return "torch", [(["--engine", "own"], 0, False, False)]
    found = []
    for rank in (0, 16):
        for halves in (False, True):
            for recomputed in (False, True):
                options = (["--lora-rank", str(rank)] if rank else []) + (["--bf16"] if halves else []) + (["--gradient-checkpointing"] if recomputed else [])
                found.append((options, rank, halves, recomputed))
    return "torch, transformers, peft", found


def main():
    sizes = [tuple(map(int, size.split("x"))) for size in sys.argv[1:]] or [(1, 16), (4, 128), (4, 512)]
    random.seed(1)
    torch.manual_seed(1)
    packages, tried = settings()
    empty = empty_of(packages)
    print(f"torch {torch.__version__}; {packages} take {empty / 1e6:.0f} MB before anything is loaded, which 'measured' leaves out")
    print(f"{'options':<50}{'batch':>8}{'weights..moments':>18}{'activations':>13}{'attention':>11}{'measured':>10}{'formula / measured':>20}{'seconds':>9}   MB")
    with tempfile.TemporaryDirectory() as work:
        os.makedirs(work + "/base")
        model = SmallLlama(CONFIG)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        model.save_pretrained(work + "/base")
        del model
        for options, rank, halves, recomputed in tried:
            for rows, length in sizes:
                peak, seconds = peak_of(work, rows, length, options)
                own, activations = formula(parameters, rank, halves, recomputed, rows * length)
                attention = LAYERS * rows * HEADS * length * length * 4 if "own" in options else 0
                used = peak - empty
                print(f"{' '.join(options) or 'all weights, fp32':<50}{f'{rows}x{length}':>8}{own / 1e6:>18.0f}{activations / 1e6:>13.0f}{attention / 1e6:>11.0f}{used / 1e6:>10.0f}"
                      f"{(own + activations + attention) / used:>20.2f}{seconds:>9.1f}", flush=True)


if __name__ == "__main__":
    main()
