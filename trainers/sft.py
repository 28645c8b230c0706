#!/usr/bin/env python3
"""Fine-tunes a causal language model on token ids and loss weights, with the loss

    L = sum(w_i * -log p(t_i | t_<i)) / sum(w_i)

over all tokens of all sequences of a step, whatever number of processes and micro-batches they are dealt to.

    python3 trainers/sft.py --data data.safetensors --base MODEL --output TUNED
    torchrun --nproc-per-node 8 trainers/sft.py --data data.safetensors --base MODEL --output TUNED --bf16

The data is what `gleaner export --format safetensors` writes (docs/formats.md). With Transformers installed any causal model
that it knows is trained, with --lora-rank also PEFT's adapters. Without it a small Llama or Qwen2 of this script's own is
trained; that needs PyTorch alone. Needs PyTorch 1.13 or later.
"""

import argparse
import json
import math
import os
import random
import shutil
import struct
import sys
import time

import torch
import torch.nn.functional as F

HEADER_LIMIT = 16 << 20
DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I32": torch.int32, "I64": torch.int64}
SIZES = {"F32": 4, "F16": 2, "BF16": 2, "I32": 4, "I64": 8}


class Refusal(Exception):
    """What the user can act on: printed as one line."""


# ---------------------------------------------------------------------------------------------------- safetensors


def read_safetensors(path):
    """All tensors of a file, and its metadata. The header is checked against the file before anything is read."""
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        prefix = file.read(8)
        if len(prefix) < 8:
            raise Refusal(f"{path}: it has only {size} bytes")
        length = struct.unpack("<Q", prefix)[0]
        if length > min(HEADER_LIMIT, size - 8):
            raise Refusal(f"{path}: its header claims {length} bytes, more than the file or the limit of {HEADER_LIMIT} holds")
        try:
            header = json.loads(file.read(length))
        except ValueError as error:
            raise Refusal(f"{path}: the header is no JSON: {error}") from error
        metadata = header.pop("__metadata__", {})
        data = size - 8 - length
        tensors = {}
        for name, info in header.items():
            begin, end = info["data_offsets"]
            count = math.prod(info["shape"])
            if info["dtype"] not in DTYPES:
                raise Refusal(f"{path}: tensor '{name}' has the element type {info['dtype']}; {', '.join(DTYPES)} can be read")
            if not 0 <= begin <= end <= data or end - begin != count * SIZES[info["dtype"]]:
                raise Refusal(f"{path}: tensor '{name}' does not fit the file")
            file.seek(8 + length + begin)
            raw = bytearray(file.read(end - begin))
            tensor = torch.frombuffer(raw, dtype=DTYPES[info["dtype"]]) if count else torch.empty(0, dtype=DTYPES[info["dtype"]])
            tensors[name] = tensor.reshape(info["shape"])
        return tensors, metadata


def write_safetensors(path, tensors):
    """Writes tensors as fp32 or bf16, as they are."""
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    names = {torch.float32: "F32", torch.bfloat16: "BF16"}
    for name, tensor in tensors.items():
        length = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + length]}
        offset += length
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for tensor in tensors.values():
            plain = tensor.detach().cpu().contiguous()
            # NumPy knows no bfloat16: its bits are written as 16-bit integers.
            file.write((plain.view(torch.int16) if plain.dtype == torch.bfloat16 else plain).numpy().tobytes())


def read_sequences(path):
    """The sequences of a file: pairs of ids and weights."""
    tensors, metadata = read_safetensors(path)
    if metadata.get("format") != "gleaner-sequences" or metadata.get("version") != "1":
        raise Refusal(f"{path}: this is no file of sequences of version 1 (see docs/formats.md)")
    ids, weights, offsets = tensors["ids"].long(), tensors["weights"].float(), tensors["offsets"].tolist()
    if len(ids) != len(weights) or offsets[0] != 0 or offsets[-1] != len(ids) or any(a >= b for a, b in zip(offsets, offsets[1:])):
        raise Refusal(f"{path}: its offsets do not fit its ids and weights")
    sequences = [(ids[a:b], weights[a:b]) for a, b in zip(offsets, offsets[1:])]
    for index, (_, own) in enumerate(sequences):
        if not bool(torch.isfinite(own).all()) or bool((own < 0).any()) or float(own[0]) != 0:
            raise Refusal(f"{path}: sequence {index} has a weight that is negative or no number, or gives its first token one")
    trained = [sequence for sequence in sequences if float(sequence[1].sum()) > 0]
    if not trained:
        raise Refusal(f"{path}: none of its {len(sequences)} sequences has a token with a weight")
    return trained


# -------------------------------------------------------------------------------------------- a model of our own


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
        self.head = config.get("head_dim") or width // self.heads
        bias = config["model_type"] == "qwen2"
        self.q_proj = torch.nn.Linear(width, self.heads * self.head, bias=bias)
        self.k_proj = torch.nn.Linear(width, self.groups * self.head, bias=bias)
        self.v_proj = torch.nn.Linear(width, self.groups * self.head, bias=bias)
        self.o_proj = torch.nn.Linear(self.heads * self.head, width, bias=False)

    def forward(self, x, cosine, sine, mask):
        batch, length, _ = x.shape

        def split(y, heads):
            return y.view(batch, length, heads, self.head).transpose(1, 2)

        def turn(y):
            first, second = y.chunk(2, dim=-1)
            return y * cosine + torch.cat((-second, first), dim=-1) * sine

        q = turn(split(self.q_proj(x), self.heads))
        k = turn(split(self.k_proj(x), self.groups)).repeat_interleave(self.heads // self.groups, dim=1)
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
    """A Llama or Qwen2 with the tensor names of its folder. Plain attention: meant for small models and for tests."""

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
        head = self.config.get("head_dim") or self.config["hidden_size"] // self.config["num_attention_heads"]
        angles = torch.outer(torch.arange(length, device=ids.device).float(), rope_frequencies(self.config, head).to(ids.device))
        angles = torch.cat((angles, angles), dim=-1)
        x = self.model.embed_tokens(ids)
        cosine, sine = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
        mask = torch.full((length, length), float("-inf"), device=ids.device).triu(1)
        for layer in self.model.layers:
            x = layer(x, cosine, sine, mask)
        return self.lm_head(self.model.norm(x))

    @staticmethod
    def load(folder):
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
            model = SmallLlama(json.load(file))
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

    def save(self, folder, dtype):
        state = {name: tensor.to(dtype) for name, tensor in self.state_dict().items()}
        if self.config.get("tie_word_embeddings"):
            state.pop("lm_head.weight", None)
        config = dict(self.config, torch_dtype="bfloat16" if dtype == torch.bfloat16 else "float32")
        config.pop("dtype", None)
        with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
            json.dump(config, file, indent=2)
        write_safetensors(os.path.join(folder, "model.safetensors"), state)


def check_config(config):
    if config.get("model_type") not in ("llama", "qwen2"):
        raise Refusal(f"model_type is {config.get('model_type')!r}; without Transformers only llama and qwen2 can be trained")
    for key, only in (("hidden_act", "silu"), ("attention_bias", False), ("mlp_bias", False), ("use_sliding_window", False)):
        if config.get(key, only) != only:
            raise Refusal(f"config.json: {key} is {config[key]!r}; without Transformers only {only!r} is known")


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


# ------------------------------------------------------------------------------------------------------- training


class Processes:
    """The processes that torchrun started; one where it did not."""

    def __init__(self):
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        gpu = torch.cuda.is_available()
        self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0"))) if gpu else torch.device("cpu")
        if gpu:
            torch.cuda.set_device(self.device)
        if self.count > 1:
            torch.distributed.init_process_group("nccl" if gpu else "gloo")

    def sum(self, tensor):
        if self.count > 1:
            torch.distributed.all_reduce(tensor)
        return tensor

    def close(self):
        if self.count > 1:
            torch.distributed.destroy_process_group()


def weighted_nll(logits_of, batch, device):
    """sum(w * -log p) of some sequences, not divided: the caller knows the weight of the whole step."""
    length = max(len(ids) for ids, _ in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    weights = torch.zeros(len(batch), length)
    for row, (own, weight) in enumerate(batch):
        ids[row, : len(own)] = own
        weights[row, : len(own)] = weight
    ids, weights = ids.to(device), weights.to(device)
    # Padding stands behind every sequence, so a causal model never sees it where a weight is.
    logits = logits_of(ids)[:, :-1].float()
    losses = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), ids[:, 1:].reshape(-1), reduction="none")
    return (losses * weights[:, 1:].reshape(-1)).sum()


def micro_batches(batch, most):
    """Deals sequences of similar length together, so that little is padded. The sum over them does not depend on it."""
    ordered = sorted(batch, key=lambda sequence: len(sequence[0]))
    return [ordered[i : i + most] for i in range(0, len(ordered), most)]


def mean_loss(logits_of, sequences, arguments, processes):
    total = torch.zeros(2, dtype=torch.float64, device=processes.device)
    with torch.no_grad():
        for batch in micro_batches(sequences[processes.rank :: processes.count], arguments.micro_batch):
            total[0] += weighted_nll(logits_of, batch, processes.device).double()
            total[1] += sum(float(weights.sum()) for _, weights in batch)
    processes.sum(total)
    return float(total[0] / total[1])


def learning_rate(step, steps, arguments):
    """Linear warm-up, then a cosine down to a share of the peak."""
    warmup = min(steps - 1, math.ceil(steps * arguments.warmup))
    if step < warmup:
        return arguments.learning_rate * (step + 1) / warmup
    share = (step - warmup) / max(1, steps - warmup)
    floor = arguments.floor
    return arguments.learning_rate * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * share)))


def batches_of(sequences, arguments, steps):
    """The sequences of each step: passes without repeats, the same on all processes."""
    order, queue = random.Random(arguments.seed), []
    for _ in range(steps):
        batch = []
        while len(batch) < min(arguments.batch, len(sequences)):
            if not queue:
                queue = list(range(len(sequences)))
                order.shuffle(queue)
            batch.append(sequences[queue.pop()])
        yield batch


def train(model, logits_of, sequences, arguments, processes, log):
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=arguments.learning_rate, betas=(0.9, 0.95), weight_decay=arguments.weight_decay)
    steps = arguments.steps or math.ceil(arguments.epochs * len(sequences) / min(arguments.batch, len(sequences)))
    started = time.monotonic()
    for step, batch in enumerate(batches_of(sequences, arguments, steps)):
        weight = sum(float(own.sum()) for _, own in batch)
        optimizer.zero_grad(set_to_none=True)
        loss = torch.zeros((), dtype=torch.float64, device=processes.device)
        for part in micro_batches(batch[processes.rank :: processes.count], arguments.micro_batch):
            nll = weighted_nll(logits_of, part, processes.device) / weight
            nll.backward()
            loss += nll.detach().double()
        for parameter in parameters:
            # A process that had no sequence in this step has no gradient, yet must take part in the sum.
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            processes.sum(parameter.grad)
        processes.sum(loss)
        if not math.isfinite(float(loss)):
            raise Refusal(f"step {step + 1}: the loss is {float(loss)}; lower --learning-rate")
        norm = torch.nn.utils.clip_grad_norm_(parameters, arguments.max_norm)
        rate = learning_rate(step, steps, arguments)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        log(step=step + 1, steps=steps, loss=float(loss), norm=float(norm), rate=rate, seconds=round(time.monotonic() - started, 3))


# ----------------------------------------------------------------------------------------------- models and folders


def open_model(arguments):
    """The model, a function from ids to logits, and a function that saves it into a folder."""
    try:
        if arguments.engine == "own":
            raise ImportError
        import transformers
    except ImportError:
        if arguments.engine == "transformers":
            raise Refusal("--engine transformers: the package transformers is not installed") from None
        if arguments.lora_rank:
            raise Refusal("--lora-rank needs the packages transformers and peft") from None
        model = SmallLlama.load(arguments.base)
        return model, model, lambda folder: model.save(folder, torch.bfloat16 if arguments.bf16 else torch.float32)
    model = transformers.AutoModelForCausalLM.from_pretrained(arguments.base, torch_dtype=torch.float32)
    # Only while training: it is saved as it was.
    caches, model.config.use_cache = getattr(model.config, "use_cache", True), False
    if arguments.gradient_checkpointing:
        model.gradient_checkpointing_enable()
        model.enable_input_require_grads()
    if arguments.lora_rank:
        import peft

        model = peft.get_peft_model(model, peft.LoraConfig(
            r=arguments.lora_rank, lora_alpha=arguments.lora_alpha, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM"))

    def save(folder):
        whole = model
        if arguments.lora_rank and arguments.merge:
            whole = model.merge_and_unload()
        if arguments.bf16:
            whole = whole.to(torch.bfloat16)
        whole.config.use_cache = caches
        whole.save_pretrained(folder)

    return model, (lambda ids: model(input_ids=ids).logits), save


COPIED = (
    "tokenizer.json", "tokenizer_config.json", "tokenizer.model", "special_tokens_map.json", "added_tokens.json", "vocab.json",
    "merges.txt", "chat_template.jinja", "chat_template.json", "generation_config.json",
)


def save_folder(save, arguments):
    """Writes the folder beside its place, then renames it: nobody finds half a model."""
    target = os.path.abspath(arguments.output)
    temporary = f"{target}.{os.getpid()}.tmp"
    os.makedirs(temporary)
    try:
        save(temporary)
        for name in COPIED:
            source = os.path.join(arguments.base, name)
            if os.path.isfile(source) and not os.path.exists(os.path.join(temporary, name)):
                shutil.copyfile(source, os.path.join(temporary, name))
        os.rename(temporary, target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="ids and weights: gleaner export --format safetensors")
    parser.add_argument("--base", required=True, help="the model's folder")
    parser.add_argument("--output", help="the tuned model's folder; must not exist")
    parser.add_argument("--evaluate", action="store_true", help="print the loss on the data and train nothing")
    parser.add_argument("--steps", type=int, default=0, help="gradient steps; 0: what --epochs come to")
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--batch", type=int, default=64, help="sequences of a step, over all processes")
    parser.add_argument("--micro-batch", type=int, default=4, help="sequences that one process computes at once")
    parser.add_argument("--learning-rate", type=float, default=2e-5)
    parser.add_argument("--warmup", type=float, default=0.03, help="share of the steps in which the rate rises")
    parser.add_argument("--floor", type=float, default=0.0, help="the rate at the end, as a share of the peak")
    parser.add_argument("--weight-decay", type=float, default=0.0)
    parser.add_argument("--max-norm", type=float, default=1.0, help="gradients are scaled down to this norm")
    parser.add_argument("--seed", type=int, default=1, help="order of the sequences")
    parser.add_argument("--bf16", action="store_true", help="compute in bfloat16 (weights stay fp32) and save bfloat16")
    parser.add_argument("--gradient-checkpointing", action="store_true")
    parser.add_argument("--lora-rank", type=int, default=0, help="rank of PEFT's adapters; 0 trains all weights")
    parser.add_argument("--lora-alpha", type=float, default=32)
    parser.add_argument("--no-merge", dest="merge", action="store_false", help="save the adapters alone")
    parser.add_argument("--engine", choices=("auto", "transformers", "own"), default="auto")
    parser.add_argument("--threads", type=int, default=0, help="threads of the CPU; 0: PyTorch's choice")
    arguments = parser.parse_args()
    if not arguments.evaluate:
        if not arguments.output:
            parser.error("--output is needed to train")
        if os.path.exists(arguments.output):
            raise Refusal(f"{arguments.output}: it exists already; name another folder")
    for name in ("batch", "micro_batch"):
        if getattr(arguments, name) < 1:
            parser.error(f"--{name.replace('_', '-')} must be at least 1")
    return arguments


def main():
    arguments = read_arguments()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    sequences = read_sequences(arguments.data)
    processes = Processes()

    def log(**values):
        if processes.rank == 0:
            print(json.dumps(values), flush=True)

    model, plain, save = open_model(arguments)
    model.to(processes.device)

    def logits_of(ids):
        with torch.autocast(processes.device.type, dtype=torch.bfloat16, enabled=arguments.bf16):
            return plain(ids)

    size = model.get_input_embeddings().num_embeddings if hasattr(model, "get_input_embeddings") else model.config["vocab_size"]
    highest = max(int(ids.max()) for ids, _ in sequences)
    if highest >= size:
        raise Refusal(f"{arguments.data}: it has token id {highest}, the model of {arguments.base} ids up to {size - 1}: made for another model")
    tokens = sum(len(ids) for ids, _ in sequences)
    trained = sum(int((weights > 0).sum()) for _, weights in sequences)
    log(sequences=len(sequences), tokens=tokens, trained=trained, processes=processes.count, device=str(processes.device))
    model.eval()
    log(evaluation="before", loss=mean_loss(logits_of, sequences, arguments, processes))
    if not arguments.evaluate:
        model.train()
        train(model, logits_of, sequences, arguments, processes, log)
        model.eval()
        log(evaluation="after", loss=mean_loss(logits_of, sequences, arguments, processes))
        if processes.rank == 0:
            save_folder(save, arguments)
            log(saved=os.path.abspath(arguments.output))
    processes.close()


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        print(f"sft.py: {refusal}", file=sys.stderr)
        sys.exit(2)
