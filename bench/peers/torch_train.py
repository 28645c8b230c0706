"""Training steps of PyTorch on the model and batch of `gleaner bench train`.

usage: torch_train.py CHECKPOINT TOKENS SEQUENCES THREADS

TOKENS holds SEQUENCES rows of int32 ids; each row trains all its tokens but the first. Reads commands from standard input and
answers each with one JSON line: 'loss' (nothing changes) or 'step' (one optimiser step)."""
import json
import sys
import time

import torch
import torch.nn.functional as F

from llama import Decoder

RATE, BETAS, EPSILON, DECAY, CLIP = 5e-4, (0.9, 0.95), 1e-8, 0.01, 1.0


def main():
    folder, file, sequences, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(threads)
    model = Decoder(folder)
    with open(file, "rb") as stream:
        ids = torch.frombuffer(bytearray(stream.read()), dtype=torch.int32).long().view(sequences, -1)
    inputs, targets = ids[:, :-1].contiguous(), ids[:, 1:].reshape(-1)
    parameters = model.parameters()
    for parameter in parameters:
        parameter.requires_grad_(True)
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in parameters if p.dim() > 1], "weight_decay": DECAY},
            {"params": [p for p in parameters if p.dim() == 1], "weight_decay": 0.0},
        ],
        lr=RATE, betas=BETAS, eps=EPSILON)

    def loss():
        return F.cross_entropy(F.linear(model.hidden(inputs), model.head).view(-1, model.vocabulary), targets)

    def step():
        optimizer.zero_grad(set_to_none=True)
        value = loss()
        value.backward()
        torch.nn.utils.clip_grad_norm_(parameters, CLIP)
        optimizer.step()
        return value.item()

    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        start, processor = time.perf_counter(), time.process_time()
        if line.strip() == "step":
            value = step()
        else:
            with torch.no_grad():
                value = loss().item()
        print(json.dumps({
            "loss": value,
            "seconds": time.perf_counter() - start,
            "processor_seconds": time.process_time() - processor,
        }), flush=True)


main()
