"""The files of sft.py: safetensors, sequences of ids and weights, folders that appear as a whole."""

import contextlib
import json
import math
import os
import shutil
import struct

import torch

HEADER_LIMIT = 16 << 20
DTYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I32": torch.int32, "I64": torch.int64}
SIZES = {"F32": 4, "F16": 2, "BF16": 2, "I32": 4, "I64": 8}


class Refusal(Exception):
    """What the user can act on, and no other try would change: printed as one line, with exit code 2."""


def note(outcome):
    """Writes down how it goes for train.sh, if that waits for it: torchrun ends with 1 whatever its workers ended with."""
    path = os.environ.get("GLEANER_OUTCOME")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(outcome + "\n")


@contextlib.contextmanager
def reading(path):
    """Makes a refusal of a file that is not there, may not be read, or does not hold what it should."""
    try:
        yield
    except OSError as error:
        raise Refusal(f"{path}: it cannot be read: {error.strerror or error}") from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refusal(f"{path}: it is damaged ({type(error).__name__}: {error})") from error


def read_json(path):
    """An object of JSON."""
    with reading(path), open(path, encoding="utf-8") as file:
        result = json.load(file)
        if not isinstance(result, dict):
            raise ValueError("it is no object")
        return result


def read_safetensors(path):
    """All tensors of a file, and its metadata. The header is checked against the file before anything is read."""
    with reading(path), open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
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
    missing = [name for name in ("ids", "weights", "offsets") if name not in tensors or not len(tensors[name])]
    if missing:
        raise Refusal(f"{path}: it has no {' and no '.join(missing)}")
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


COPIED = (
    "tokenizer.json", "tokenizer_config.json", "tokenizer.model", "special_tokens_map.json", "added_tokens.json", "vocab.json",
    "merges.txt", "chat_template.jinja", "chat_template.json", "generation_config.json",
)


def save_folder(write, base, output):
    """Writes a model's folder beside its place, with the tokenizer of its base, then renames it: nobody finds half a model."""
    target = os.path.abspath(output)
    temporary = f"{target}.{os.getpid()}.tmp"
    os.makedirs(temporary)
    try:
        write(temporary)
        for name in COPIED:
            source = os.path.join(base, name)
            if os.path.isfile(source):
                shutil.copyfile(source, os.path.join(temporary, name))
        os.rename(temporary, target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
