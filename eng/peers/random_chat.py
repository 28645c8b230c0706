"""Writes a random chat model of a known shape with a tokenizer of its own, in Hugging Face's layout (needs torch, transformers, tokenizers).

    python3 random_chat.py FOLDER SHAPE TEXT...      SHAPE: smollm2-135m, qwen3-0.6b, llama-3.2-1b, or tiny-qwen3

To try how long something takes, and that it works, where no pretrained weights are at hand. The tokenizer's vocabulary is learnt from the files of text;
the model's is as large as the original's.
"""

import sys

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

folder, shape = sys.argv[1:3]

# Qwen2's own rule of cutting texts into words.
WORDS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEMPLATE = (
    "{%- for message in messages -%}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}"
)
LLAMA3 = dict(rope_type="llama3", factor=32.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192, rope_theta=500000.0)
SHAPES = {
    "smollm2-135m": (LlamaForCausalLM, LlamaConfig, dict(
        vocab_size=49152, hidden_size=576, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3, intermediate_size=1536, max_position_embeddings=8192,
        rope_theta=100000.0)),
    "qwen3-0.6b": (Qwen3ForCausalLM, Qwen3Config, dict(
        vocab_size=151936, hidden_size=1024, num_hidden_layers=28, num_attention_heads=16, num_key_value_heads=8, head_dim=128, intermediate_size=3072,
        max_position_embeddings=40960, rope_theta=1000000.0)),
    "llama-3.2-1b": (LlamaForCausalLM, LlamaConfig, dict(
        vocab_size=128256, hidden_size=2048, num_hidden_layers=16, num_attention_heads=32, num_key_value_heads=8, head_dim=64, intermediate_size=8192,
        max_position_embeddings=131072, rope_parameters=LLAMA3)),
    "tiny-qwen3": (Qwen3ForCausalLM, Qwen3Config, dict(
        vocab_size=2048, hidden_size=128, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, head_dim=64, intermediate_size=256,
        max_position_embeddings=8192, rope_theta=1000000.0)),
}

kind, configuration, settings = SHAPES[shape]
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Split(Regex(WORDS), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
tokenizer.decoder = decoders.ByteLevel()
limit = min(16384, settings["vocab_size"])
tokenizer.train(sys.argv[3:], trainers.BpeTrainer(vocab_size=limit - len(SPECIAL), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
tokenizer.add_special_tokens(SPECIAL)
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>")
fast.chat_template = TEMPLATE
fast.save_pretrained(folder)

torch.manual_seed(1)
model = kind(configuration(tie_word_embeddings=True, bos_token_id=None, eos_token_id=fast.eos_token_id, pad_token_id=fast.pad_token_id, **settings))
model.to(torch.bfloat16).save_pretrained(folder)
print(f"{sum(parameter.numel() for parameter in model.parameters())} parameters, {len(fast)} tokens")
