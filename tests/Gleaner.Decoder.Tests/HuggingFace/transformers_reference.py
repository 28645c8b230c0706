"""Logits, loss and gradients of model folders by Hugging Face Transformers, in fp32.

usage: transformers_reference.py FOLDER...
Each folder holds batch.json and receives result.json, both as torch_reference.py has them.
"""

import json
import sys

import torch
import torch.nn.functional as F
import transformers

torch.set_num_threads(1)
for folder in sys.argv[1:]:
    with open(f"{folder}/batch.json") as file:
        batch = json.load(file)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    loss, total, first = 0.0, 0.0, None
    for tokens, mask in zip(batch["tokens"], batch["weights"]):
        logits = model(torch.tensor([tokens])).logits[0]
        first = logits if first is None else first
        losses = F.cross_entropy(logits[:-1], torch.tensor(tokens[1:]), reduction="none")
        loss = loss + (losses * torch.tensor(mask[1:])).sum()
        total += sum(mask)
    loss = loss / total
    loss.backward()
    with open(f"{folder}/result.json", "w") as file:
        json.dump({
            "model": type(model).__name__,
            "transformers": transformers.__version__,
            "torch": torch.__version__,
            "logits": first.tolist(),
            "loss": loss.item(),
            "gradients": {name: tensor.grad.flatten().tolist() for name, tensor in model.named_parameters()},
        }, file)
