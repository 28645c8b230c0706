"""A Llama, Qwen2 or Qwen3 of sft.py's own, for where Transformers is not installed."""

import json
import math
import os

import torch
import torch.nn.functional as F

from sft_files import Refusal, read_json, read_safetensors, reading, write_safetensors


class Norm(torch.nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x):
        wide = x.float()
        return (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + self.epsilon)).to(x.dtype) * self.weight


class Attention(torch.nn.Module):
    def __init__(self, config):
        super().__init__()
        width, self.heads = config["hidden_size"], config["num_attention_heads"]
        self.groups = config.get("num_key_value_heads") or self.heads
        self.head = head_width(config)
        bias = config["model_type"] == "qwen2"
        self.q_proj = torch.nn.Linear(width, self.heads * self.head, bias=bias)
        self.k_proj = torch.nn.Linear(width, self.groups * self.head, bias=bias)
        self.v_proj = torch.nn.Linear(width, self.groups * self.head, bias=bias)
        self.o_proj = torch.nn.Linear(self.heads * self.head, width, bias=False)
        if config["model_type"] == "qwen3":
            self.q_norm = Norm(self.head, config.get("rms_norm_eps", 1e-6))
            self.k_norm = Norm(self.head, config.get("rms_norm_eps", 1e-6))
        else:
            self.q_norm = self.k_norm = torch.nn.Identity()

    def forward(self, x, cosine, sine, mask):
        batch, length, _ = x.shape

        def split(y, heads):
            return y.view(batch, length, heads, self.head).transpose(1, 2)

        def turn(y):
            first, second = y.chunk(2, dim=-1)
            return y * cosine + torch.cat((-second, first), dim=-1) * sine

        q = turn(self.q_norm(split(self.q_proj(x), self.heads)))
        k = turn(self.k_norm(split(self.k_proj(x), self.groups))).repeat_interleave(self.heads // self.groups, dim=1)
        v = split(self.v_proj(x), self.groups).repeat_interleave(self.heads // self.groups, dim=1)
        scores = (q @ k.transpose(-1, -2)).float() / math.sqrt(self.head) + mask
        y = scores.softmax(dim=-1).to(v.dtype) @ v
        return self.o_proj(y.transpose(1, 2).reshape(batch, length, -1))


class FeedForward(torch.nn.Module):
    def __init__(self, config):
        super().__init__()
        width, inner = config["hidden_size"], config["intermediate_size"]
        self.gate_proj = torch.nn.Linear(width, inner, bias=False)
        self.up_proj = torch.nn.Linear(width, inner, bias=False)
        self.down_proj = torch.nn.Linear(inner, width, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(torch.nn.Module):
    def __init__(self, config):
        super().__init__()
        epsilon = config.get("rms_norm_eps", 1e-6)
        self.self_attn = Attention(config)
        self.mlp = FeedForward(config)
        self.input_layernorm = Norm(config["hidden_size"], epsilon)
        self.post_attention_layernorm = Norm(config["hidden_size"], epsilon)

    def forward(self, x, cosine, sine, mask):
        x = x + self.self_attn(self.input_layernorm(x), cosine, sine, mask)
        return x + self.mlp(self.post_attention_layernorm(x))


class Body(torch.nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embed_tokens = torch.nn.Embedding(config["vocab_size"], config["hidden_size"])
        self.layers = torch.nn.ModuleList(Layer(config) for _ in range(config["num_hidden_layers"]))
        self.norm = Norm(config["hidden_size"], config.get("rms_norm_eps", 1e-6))


class SmallLlama(torch.nn.Module):
    """A Llama, Qwen2 or Qwen3 with the tensor names of its folder. Plain attention: meant for small models and for tests."""

    def __init__(self, config):
        super().__init__()
        check_config(config)
        self.config = config
        self.model = Body(config)
        self.lm_head = torch.nn.Linear(config["hidden_size"], config["vocab_size"], bias=False)
        if config.get("tie_word_embeddings"):
            self.lm_head.weight = self.model.embed_tokens.weight

    def forward(self, ids):
        length = ids.shape[1]
        angles = torch.outer(torch.arange(length, device=ids.device).float(), rope_frequencies(self.config, head_width(self.config)).to(ids.device))
        angles = torch.cat((angles, angles), dim=-1)
        x = self.model.embed_tokens(ids)
        cosine, sine = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
        mask = torch.full((length, length), float("-inf"), device=ids.device).triu(1)
        for layer in self.model.layers:
            x = layer(x, cosine, sine, mask)
        return self.lm_head(self.model.norm(x))

    @staticmethod
    def load(folder):
        path = os.path.join(folder, "config.json")
        config = read_json(path)
        with reading(path):
            model = SmallLlama(config)
        tensors = {}
        files = sorted(name for name in os.listdir(folder) if name.endswith(".safetensors"))
        if not files:
            raise Refusal(f"{folder}: there is no .safetensors file")
        for name in files:
            tensors.update(read_safetensors(os.path.join(folder, name))[0])
        if model.config.get("tie_word_embeddings"):
            tensors.setdefault("lm_head.weight", tensors.get("model.embed_tokens.weight"))
        try:
            model.load_state_dict({name: tensor.float() for name, tensor in tensors.items() if not name.endswith("rotary_emb.inv_freq")})
        except (RuntimeError, AttributeError) as error:
            raise Refusal(f"{folder}: its tensors are not those of its config.json: {error}") from error
        return model

    def get_input_embeddings(self):
        return self.model.embed_tokens

    def get_output_embeddings(self):
        return self.lm_head

    def save_pretrained(self, folder):
        state = self.state_dict()
        if self.config.get("tie_word_embeddings"):
            state.pop("lm_head.weight", None)
        dtype = next(iter(state.values())).dtype
        config = dict(self.config, torch_dtype="bfloat16" if dtype == torch.bfloat16 else "float32")
        config.pop("dtype", None)
        with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
            json.dump(config, file, indent=2)
        write_safetensors(os.path.join(folder, "model.safetensors"), state)


def check_config(config):
    if config.get("model_type") not in ("llama", "qwen2", "qwen3"):
        raise Refusal(f"model_type is {config.get('model_type')!r}; without Transformers only llama, qwen2 and qwen3 can be trained")
    for key, only in (("hidden_act", "silu"), ("attention_bias", False), ("mlp_bias", False), ("use_sliding_window", False)):
        if config.get(key, only) != only:
            raise Refusal(f"config.json: {key} is {config[key]!r}; without Transformers only {only!r} is known")


def head_width(config):
    return config.get("head_dim") or (128 if config["model_type"] == "qwen3" else config["hidden_size"] // config["num_attention_heads"])


def rope_frequencies(config, head):
    """Rotary frequencies; 'linear' and 'llama3' scaling as their models define them."""
    scaling = config.get("rope_scaling") or {}
    parameters = config.get("rope_parameters") or {}
    base = config.get("rope_theta", parameters.get("rope_theta", 10000.0))
    frequencies = 1.0 / base ** (torch.arange(0, head, 2).float() / head)
    kind = scaling.get("rope_type", scaling.get("type", parameters.get("rope_type", "default")))
    scaling = scaling or parameters
    if kind == "default":
        return frequencies
    if kind == "linear":
        return frequencies / scaling["factor"]
    if kind == "llama3":
        low, high, old = scaling["low_freq_factor"], scaling["high_freq_factor"], scaling["original_max_position_embeddings"]
        turns = old * frequencies / (2 * math.pi)
        smooth = ((turns - low) / (high - low)).clamp(0, 1)
        return frequencies * (smooth + (1 - smooth) / scaling["factor"])
    raise Refusal(f"config.json: rotary scaling {kind!r} is not known without Transformers")
