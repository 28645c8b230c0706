"""
Converts the model of tiny_qwen.py, or PEFT's adapters of it, to GGUF with the package gguf, with the command line of llama.cpp's own converters. Those
know tokenizers by a hash of what they make of a text, so they refuse one that was made a minute ago.

    python3 tiny_gguf.py FOLDER --outfile FILE [--outtype f32|f16] [--base FOLDER]
"""

import argparse
import json
import os

import gguf
import numpy
from safetensors.numpy import load_file

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--outfile", required=True)
parser.add_argument("--outtype", default="f32")
parser.add_argument("--base")
options = parser.parse_args()


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


config = read(options.base or options.folder, "config.json")
assert config["model_type"] == "qwen2", config["model_type"]
layers = config["num_hidden_layers"]
names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN2, layers)
writer = gguf.GGUFWriter(options.outfile, "qwen2")

if options.base:
    adapter = read(options.folder, "adapter_config.json")
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(adapter["lora_alpha"]))
    for name, tensor in load_file(os.path.join(options.folder, "adapter_model.safetensors")).items():
        place, part = name.removeprefix("base_model.model.").removesuffix(".weight").rsplit(".lora_", 1)
        writer.add_tensor(f"{names.get_name(place)}.weight.lora_{part.lower()}", tensor.astype(numpy.float32))
else:
    writer.add_block_count(layers)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_freq_base(config.get("rope_theta") or config["rope_parameters"]["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])

    tokenizer = read(options.folder, "tokenizer.json")
    tokens = {number: (token, gguf.TokenType.NORMAL) for token, number in tokenizer["model"]["vocab"].items()}
    tokens |= {token["id"]: (token["content"], gguf.TokenType.CONTROL) for token in tokenizer["added_tokens"]}
    texts, types = zip(*(tokens.get(number, (f"[PAD{number}]", gguf.TokenType.UNUSED)) for number in range(config["vocab_size"])))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(texts)
    writer.add_token_types(types)
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in tokenizer["model"]["merges"]])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_add_bos_token(False)
    template = os.path.join(options.folder, "chat_template.jinja")
    writer.add_chat_template(open(template, encoding="utf-8").read() if os.path.exists(template) else read(options.folder, "tokenizer_config.json")["chat_template"])
    for name, tensor in load_file(os.path.join(options.folder, "model.safetensors")).items():
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if target is None:
            raise SystemExit(f"unknown tensor {name}")
        half = options.outtype == "f16" and tensor.ndim == 2
        writer.add_tensor(target, tensor.astype(numpy.float16 if half else numpy.float32))

writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
