"""Greedy decoding of PyTorch with cached keys and values, on the model of `gleaner bench decode`.

usage: torch_decode.py CHECKPOINT TOKENS THREADS

TOKENS holds rows of int32 ids, all prompts. Reads commands 'BATCH PROMPT STEPS' from standard input: feed the first BATCH rows'
first PROMPT ids, then decode STEPS tokens greedily; answers with the ids of the first row and the seconds of the decoding alone."""
import json
import sys
import time

import torch
import torch.nn.functional as F

from llama import Decoder, product_rate


class Cache:
    """Keys and values of all layers, allocated once for the longest sequence."""

    def __init__(self, model, batch, limit):
        shape = (len(model.layers), batch, model.heads, limit, model.head_width)
        self.keys, self.values = torch.zeros(shape), torch.zeros(shape)


def advance(model, cache, tokens, position):
    """Logits of the last of some new tokens: batch × vocabulary."""
    batch, length = tokens.shape
    end = position + length
    mask = torch.full((length, end), float("-inf")).triu(position + 1) if length > 1 else torch.zeros(1)
    flat = (batch * model.heads, -1, model.head_width)
    x = F.embedding(tokens, model.embedding)
    for i, layer in enumerate(model.layers):
        q, k, v = model.heads_of(model.norm(x, layer["attention_norm"]), layer, slice(position, end))
        cache.keys[i, :, :, position:end] = k
        cache.values[i, :, :, position:end] = v
        keys = cache.keys[i].view(flat)[:, :end]
        values = cache.values[i].view(flat)[:, :end]
        scores = torch.baddbmm(mask, q.reshape(flat), keys.transpose(1, 2), alpha=model.scale)
        y = torch.bmm(scores.softmax(-1), values).view(batch, model.heads, length, model.head_width)
        x = x + F.linear(y.transpose(1, 2).reshape(batch, length, model.width), layer["output"])
        x = x + model.feed_forward(x, layer)
    return F.linear(model.norm(x[:, -1], model.final_norm), model.head)


def main():
    folder, file, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.set_num_threads(threads)
    model = Decoder(folder)
    with open(file, "rb") as stream:
        data = torch.frombuffer(bytearray(stream.read()), dtype=torch.int32).long()
    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(), "gflops": product_rate()}), flush=True)
    caches = {}
    with torch.inference_mode():
        for line in sys.stdin:
            batch, prompt, steps = map(int, line.split())
            if (batch, prompt, steps) not in caches:
                caches[batch, prompt, steps] = Cache(model, batch, prompt + steps)
            cache = caches[batch, prompt, steps]
            next_ids = advance(model, cache, data[: batch * prompt].view(batch, prompt), 0).argmax(-1, keepdim=True)
            chosen = [next_ids[0, 0]]
            start, processor = time.perf_counter(), time.process_time()
            for i in range(steps):
                next_ids = advance(model, cache, next_ids, prompt + i).argmax(-1, keepdim=True)
                chosen.append(next_ids[0, 0])
            seconds, processor = time.perf_counter() - start, time.process_time() - processor
            print(json.dumps({"ids": [int(i) for i in chosen], "seconds": seconds, "processor_seconds": processor}), flush=True)


main()
