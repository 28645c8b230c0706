"""Training steps of PyTorch on the model and batch of `gleaner bench train`.

usage: torch_train.py CHECKPOINT TOKENS SEQUENCES SHARDS THREADS

TOKENS holds SEQUENCES rows of int32 ids; each row trains all its tokens but the first. The rows are dealt to SHARDS threads, each
with a graph of its own over the same weights, whose gradients are summed; THREADS threads share the operations of a graph. On few
cores shards are the faster use of them: operations of this size leave threads waiting for each other.
Reads commands from standard input and answers each with one JSON line: 'loss' (nothing changes) or 'step' (one optimiser step)."""
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F

from llama import Decoder, product_rate

RATE, BETAS, EPSILON, DECAY, CLIP = 5e-4, (0.9, 0.95), 1e-8, 0.01, 1.0


def main():
    folder, file, sequences, shards, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
    torch.set_num_threads(threads)
    model = Decoder(folder)
    with open(file, "rb") as stream:
        ids = torch.frombuffer(bytearray(stream.read()), dtype=torch.int32).long().view(sequences, -1)
    parameters = model.parameters()
    for parameter in parameters:
        parameter.requires_grad_(True)
    replicas = [model] + [model.replica() for _ in range(shards - 1)]
    parts = [(replica, part[:, :-1].contiguous(), part[:, 1:].reshape(-1)) for replica, part in zip(replicas, ids.chunk(shards))]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in parameters if p.dim() > 1], "weight_decay": DECAY},
            {"params": [p for p in parameters if p.dim() == 1], "weight_decay": 0.0},
        ],
        lr=RATE, betas=BETAS, eps=EPSILON)
    pool = ThreadPoolExecutor(shards)

    def loss(part):
        replica, inputs, targets = part
        logits = F.linear(replica.hidden(inputs), replica.head).view(-1, replica.vocabulary)
        return F.cross_entropy(logits, targets, reduction="sum") / (sequences * (ids.shape[1] - 1))

    def evaluate(part):
        with torch.no_grad():
            return loss(part).item()

    def learn(part):
        value = loss(part)
        value.backward()
        return value.item()

    def step():
        for replica in replicas:
            for parameter in replica.parameters():
                parameter.grad = None
        value = sum(pool.map(learn, parts))
        for replica in replicas[1:]:
            for parameter, other in zip(parameters, replica.parameters()):
                parameter.grad += other.grad
        torch.nn.utils.clip_grad_norm_(parameters, CLIP)
        optimizer.step()
        return value

    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(), "gflops": product_rate()}), flush=True)
    for line in sys.stdin:
        start, processor = time.perf_counter(), time.process_time()
        if line.strip() == "step":
            value = step()
        else:
            value = sum(pool.map(evaluate, parts))
        print(json.dumps({
            "loss": value,
            "seconds": time.perf_counter() - start,
            "processor_seconds": time.process_time() - processor,
        }), flush=True)


main()
