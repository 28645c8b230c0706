"""Writes a random Qwen2 of a few hundred thousand parameters with a tokenizer of its own, in Hugging Face's layout (for real_models.py; needs torch, transformers, tokenizers).

    python3 tiny_qwen.py FOLDER TEXTS.jsonl [thinking]

With 'thinking' its template writes empty thoughts before the turn that is asked for, and none before earlier ones, as Qwen3's does without thinking.
"""

import json
import sys

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

folder, texts = sys.argv[1:3]
thinking = sys.argv[3:] == ["thinking"]

# Qwen2's own rule of cutting texts into words.
WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEMPLATE = (
    "{%- for message in messages -%}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}"
)
THINKING = (
    "{%- for message in messages -%}{{ '<|im_start|>' + message['role'] + '\\n' }}"
    "{%- if loop.last and message['role'] == 'assistant' -%}{{ '<think>\\n\\n</think>\\n\\n' }}{%- endif -%}{{ message['content'] + '<|im_end|>' + '\\n' }}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n<think>\\n\\n</think>\\n\\n' }}{%- endif -%}"
)


def contents():
    with open(texts, encoding="utf-8") as file:
        for line in file:
            for message in json.loads(line)["messages"]:
                yield message["content"]


tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Split(Regex(WORDS), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
tokenizer.decoder = decoders.ByteLevel()
tokenizer.train_from_iterator(contents(), trainers.BpeTrainer(vocab_size=1021, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
tokenizer.add_special_tokens(SPECIAL)
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>")
fast.chat_template = THINKING if thinking else TEMPLATE
fast.save_pretrained(folder)

torch.manual_seed(1)
size = -len(fast) % 32 + len(fast)
model = Qwen2ForCausalLM(Qwen2Config(
    vocab_size=size, hidden_size=128, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=256, max_position_embeddings=8192,
    tie_word_embeddings=True, bos_token_id=None, eos_token_id=fast.eos_token_id, pad_token_id=fast.pad_token_id))
model.save_pretrained(folder)
print(f"{sum(parameter.numel() for parameter in model.parameters())} parameters, {len(fast)} tokens")
