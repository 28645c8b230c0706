"""Axolotl's chat_template strategy on Gleaner's export: are its labels those of Gleaner's own ids?

    python3 eng/peers/axolotl_loader.py --source AXOLOTL --samples DIR

AXOLOTL is a checkout; the code that runs is its src/axolotl/prompt_strategies/chat_template.py. Packages that it imports and that are
not installed are replaced by stand-ins, which is said.
"""

import os
import sys

import common

options = common.arguments(__doc__, source="axolotl's checkout", samples="the folder of samples")
source = common.require_folder(options.source, "axolotl's checkout (--source)")
samples = common.require_folder(options.samples, "the folder of samples (--samples)")
sys.path.insert(0, os.path.join(source, "src"))
model = os.path.join(samples, "model")
tokenizer, which = common.tokenizer(model)
stand_ins = common.stand_in("transformers", "torch", "datasets", "pydantic", "axolotl.utils", "fastcore", "accelerate", "huggingface_hub", "numpy", "addict", "yaml")

# Of axolotl itself only this file and the prompters' base classes are needed; its package imports all of the trainer.
import types

for name in ("axolotl", "axolotl.prompt_strategies"):
    package = types.ModuleType(name)
    package.__path__ = [os.path.join(source, "src", *name.split("."))]
    sys.modules[name] = package
for name in ("axolotl.utils", "axolotl.utils.chat_templates", "axolotl.utils.dict", "axolotl.utils.logging", "axolotl.utils.schemas", "axolotl.utils.schemas.datasets",
             "axolotl.prompt_tokenizers", "axolotl.prompters", "axolotl.prompt_strategies.jinja_template_analyzer"):
    sys.modules[name] = common.StandIn(name)
sys.modules["axolotl.utils.dict"].remove_none_values = lambda value: value
sys.modules["axolotl.prompters"].IGNORE_TOKEN_ID = -100
sys.modules["axolotl.prompters"].Prompter = object


class PromptTokenizingStrategy:
    def __init__(self, prompter, tokenizer, train_on_inputs=False, sequence_len=2048):
        self.prompter, self.tokenizer, self.train_on_inputs, self.sequence_len = prompter, tokenizer, train_on_inputs, sequence_len


class JinjaTemplateAnalyzer:
    def __init__(self, template):
        pass

    def get_message_vars(self, field):
        return {"role", "content"}


sys.modules["axolotl.prompt_tokenizers"].PromptTokenizingStrategy = PromptTokenizingStrategy
sys.modules["axolotl.prompt_strategies.jinja_template_analyzer"].JinjaTemplateAnalyzer = JinjaTemplateAnalyzer
from axolotl.prompt_strategies.chat_template import ChatTemplatePrompter, ChatTemplateStrategy

with open(os.path.join(source, "VERSION"), encoding="utf-8") as file:
    print(f"axolotl {file.read().strip()}, with {which}; stand-ins for {', '.join(sorted(stand_ins.used)) or 'nothing'}")

# The configuration of docs/formats.md.
prompter = ChatTemplatePrompter(
    tokenizer, tokenizer.chat_template, max_length=100_000, message_field_training="train", message_field_training_detail="train_detail")
strategy = ChatTemplateStrategy(prompter, tokenizer, train_on_inputs=False, sequence_len=100_000, roles_to_train=[], train_on_eos="turn")
own = common.own_rows(samples)
failed = False
for name, expectation in (("axolotl.jsonl", True), ("axolotl-without-model.jsonl", None)):
    equal, missing, beside, rows = 0, 0, 0, common.lines(os.path.join(samples, name))
    for row, (known, labels) in zip(rows, own, strict=True):
        result = strategy._tokenize_single_prompt(row)
        ids = list(result["input_ids"])
        # Gleaner leaves out what the template writes behind the last end of turn.
        if ids[: len(known)] != known:
            beside += 1
            continue
        expected = labels + [-100] * (len(ids) - len(known))
        equal += result["labels"] == expected
        missing += sum(1 for a, b in zip(result["labels"], expected) if a == -100 and b != -100)
    print(f"{name}: {equal} of {len(rows)} rows have the same labels; {missing} trained tokens are missing; {beside} rows have other ids")
    failed |= expectation is True and equal != len(rows)
sys.exit(1 if failed else 0)
