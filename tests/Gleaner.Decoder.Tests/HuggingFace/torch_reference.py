"""Logits, loss and gradients of a model folder by PyTorch: our own minimal decoder, differentiated by autograd.

usage: torch_reference.py FOLDER BATCH.json RESULT.json
BATCH:  {"tokens": [[...], ...], "weights": [[...], ...]}
RESULT: {"logits": [[...], ...] of the first sequence, "loss": ..., "gradients": {name: [...]}}
"""

import json
import math
import struct
import sys

import torch
import torch.nn.functional as F

TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def load(path):
    with open(path, "rb") as file:
        data = bytearray(file.read())
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    weights = {}
    for name, info in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in info["data_offsets"])
            tensor = torch.frombuffer(data[begin:end], dtype=TYPES[info["dtype"]])
            weights[name] = tensor.reshape(info["shape"]).float().clone().requires_grad_()
    return weights


class Decoder:
    def __init__(self, config, weights):
        self.c, self.w = config, weights
        self.heads = config["num_attention_heads"]
        self.shared = config["num_key_value_heads"]
        self.width = config.get("head_dim") or config["hidden_size"] // self.heads

    def frequencies(self):
        f = 1.0 / self.c["rope_theta"] ** (torch.arange(0, self.width, 2).double() / self.width)
        scaling = self.c.get("rope_scaling")
        if not scaling:
            return f
        if scaling.get("rope_type", scaling.get("type")) == "linear":
            return f / scaling["factor"]
        waves = 2 * math.pi / f
        length, low, high = (scaling[k] for k in ("original_max_position_embeddings", "low_freq_factor", "high_freq_factor"))
        smooth = (length / waves - low) / (high - low)
        mixed = (1 - smooth) * f / scaling["factor"] + smooth * f
        return torch.where(waves < length / high, f, torch.where(waves > length / low, f / scaling["factor"], mixed))

    def rotate(self, x):
        angles = torch.outer(torch.arange(x.shape[1]).double(), self.frequencies())
        cos, sin = (torch.cat([t, t], -1).float() for t in (angles.cos(), angles.sin()))
        low, high = x.chunk(2, -1)
        return x * cos + torch.cat([-high, low], -1) * sin

    def norm(self, x, name):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.c["rms_norm_eps"]) * self.w[name + ".weight"]

    def linear(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w.get(name + ".bias"))

    def split(self, x, heads):
        return x.reshape(x.shape[0], heads, self.width).transpose(0, 1)

    def head_norm(self, x, name):
        return self.norm(x, name) if name + ".weight" in self.w else x

    def attention(self, x, name):
        q = self.rotate(self.head_norm(self.split(self.linear(x, name + "q_proj"), self.heads), name + "q_norm"))
        k = self.rotate(self.head_norm(self.split(self.linear(x, name + "k_proj"), self.shared), name + "k_norm"))
        v = self.split(self.linear(x, name + "v_proj"), self.shared)
        k, v = (t.repeat_interleave(self.heads // self.shared, 0) for t in (k, v))
        scores = q @ k.transpose(1, 2) / math.sqrt(self.width)
        future = torch.ones(len(x), len(x), dtype=torch.bool).triu(1)
        y = scores.masked_fill(future, -math.inf).softmax(-1) @ v
        return self.linear(y.transpose(0, 1).reshape(len(x), -1), name + "o_proj")

    def logits(self, tokens):
        x = self.w["model.embed_tokens.weight"][torch.tensor(tokens)]
        for i in range(self.c["num_hidden_layers"]):
            layer = f"model.layers.{i}."
            x = x + self.attention(self.norm(x, layer + "input_layernorm"), layer + "self_attn.")
            h = self.norm(x, layer + "post_attention_layernorm")
            gated = F.silu(self.linear(h, layer + "mlp.gate_proj")) * self.linear(h, layer + "mlp.up_proj")
            x = x + self.linear(gated, layer + "mlp.down_proj")
        return self.linear(self.norm(x, "model.norm"), "model.embed_tokens" if self.c["tie_word_embeddings"] else "lm_head")


def main(folder, batch, result):
    torch.set_num_threads(1)
    with open(f"{folder}/config.json") as file:
        config = json.load(file)
    with open(batch) as file:
        batch = json.load(file)
    weights = load(f"{folder}/model.safetensors")
    decoder = Decoder(config, weights)
    loss, total, first = 0.0, 0.0, None
    for tokens, mask in zip(batch["tokens"], batch["weights"]):
        logits = decoder.logits(tokens)
        first = logits if first is None else first
        losses = F.cross_entropy(logits[:-1], torch.tensor(tokens[1:]), reduction="none")
        loss = loss + (losses * torch.tensor(mask[1:])).sum()
        total += sum(mask)
    loss = loss / total
    loss.backward()
    with open(result, "w") as file:
        json.dump({
            "logits": first.tolist(),
            "loss": loss.item(),
            "gradients": {name: tensor.grad.flatten().tolist() for name, tensor in weights.items()},
        }, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
