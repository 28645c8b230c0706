"""A Llama-style decoder in plain PyTorch, written to be fast on a CPU: projections that read the same input are one matrix,
masks and rotary tables are made once. Reads a checkpoint folder (config.json, model.safetensors in fp32)."""
import copy
import json
import os
import time

import torch
import torch.nn.functional as F


def product_rate():
    """GFLOPS of products of fp32 by processor time: tells a fast BLAS from a reference one."""
    a, b = torch.rand(512, 512), torch.rand(512, 512)
    torch.mm(a, b)
    best = 0.0
    for _ in range(5):
        start = time.process_time()
        for _ in range(4):
            torch.mm(a, b)
        best = max(best, 4 * 2 * 512 ** 3 / 1e9 / max(time.process_time() - start, 1e-9))
    return best


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            flat = torch.frombuffer(data, dtype=torch.float32, count=(end - start) // 4, offset=start)
            tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors


class Decoder:
    def __init__(self, folder):
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
            config = json.load(file)
        self.width = config["hidden_size"]
        self.heads = config["num_attention_heads"]
        self.head_width = self.width // self.heads
        self.inner = config["intermediate_size"]
        self.vocabulary = config["vocab_size"]
        self.epsilon = config["rms_norm_eps"]
        self.scale = self.head_width ** -0.5
        raw = read_safetensors(os.path.join(folder, "model.safetensors"))
        self.embedding = raw["model.embed_tokens.weight"]
        self.head = raw.get("lm_head.weight", self.embedding)
        self.final_norm = raw["model.norm.weight"]
        self.layers = []
        for i in range(config["num_hidden_layers"]):
            get = lambda name: raw[f"model.layers.{i}.{name}.weight"]
            self.layers.append({
                "attention_norm": get("input_layernorm"),
                "qkv": torch.cat([get("self_attn.q_proj"), get("self_attn.k_proj"), get("self_attn.v_proj")]),
                "output": get("self_attn.o_proj"),
                "inner_norm": get("post_attention_layernorm"),
                "gate_up": torch.cat([get("mlp.gate_proj"), get("mlp.up_proj")]),
                "down": get("mlp.down_proj"),
            })
        limit = config["max_position_embeddings"]
        frequencies = float(config.get("rope_theta", 10000.0)) ** (-torch.arange(0, self.head_width, 2, dtype=torch.float64) / self.head_width)
        angles = torch.outer(torch.arange(limit, dtype=torch.float64), frequencies)
        self.cosines = torch.cat([angles.cos(), angles.cos()], -1).float()
        # The first half's sign is part of the table, so that a rotation is two products, a roll and a sum.
        self.sines = torch.cat([-angles.sin(), angles.sin()], -1).float()

    def parameters(self):
        """All learned tensors, once each."""
        tensors = [self.embedding, self.final_norm] + [t for layer in self.layers for t in layer.values()]
        return tensors if self.head is self.embedding else tensors + [self.head]

    def replica(self):
        """The same weights as leaves of their own, which gather gradients of their own."""
        leaf = lambda tensor: tensor.detach().requires_grad_(True)
        other = copy.copy(self)
        other.embedding, other.final_norm = leaf(self.embedding), leaf(self.final_norm)
        other.head = other.embedding if self.head is self.embedding else leaf(self.head)
        other.layers = [{name: leaf(tensor) for name, tensor in layer.items()} for layer in self.layers]
        return other

    def norm(self, x, gain):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.epsilon) * gain

    def rotate(self, x, cosines, sines):
        return x * cosines + x.roll(self.head_width // 2, -1) * sines

    def heads_of(self, x, layer, positions):
        """Rotated queries and keys, and values: batch × heads × length × head width."""
        batch, length, _ = x.shape
        qkv = F.linear(x, layer["qkv"]).view(batch, length, 3, self.heads, self.head_width).permute(2, 0, 3, 1, 4)
        cosines, sines = self.cosines[positions], self.sines[positions]
        rotated = self.rotate(qkv[:2], cosines, sines)
        return rotated[0], rotated[1], qkv[2]

    def feed_forward(self, x, layer):
        gate, up = F.linear(self.norm(x, layer["inner_norm"]), layer["gate_up"]).split(self.inner, -1)
        return F.linear(F.silu(gate) * up, layer["down"])

    def hidden(self, tokens):
        """Normed hidden states of whole sequences."""
        batch, length = tokens.shape
        mask = torch.full((length, length), float("-inf")).triu(1)
        positions = slice(0, length)
        flat = (batch * self.heads, length, self.head_width)
        x = F.embedding(tokens, self.embedding)
        for layer in self.layers:
            q, k, v = self.heads_of(self.norm(x, layer["attention_norm"]), layer, positions)
            scores = torch.baddbmm(mask, q.reshape(flat), k.reshape(flat).transpose(1, 2), alpha=self.scale)
            y = torch.bmm(scores.softmax(-1), v.reshape(flat))
            y = y.view(batch, self.heads, length, self.head_width).transpose(1, 2).reshape(batch, length, self.width)
            x = x + F.linear(y, layer["output"])
            x = x + self.feed_forward(x, layer)
        return self.norm(x, self.final_norm)
