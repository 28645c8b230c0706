"""LLaMA-Factory's v1 renderer on Gleaner's export: are the ids and weights those of Gleaner's own?

    python3 eng/peers/llamafactory_loader.py --source LLAMA-FACTORY --samples DIR

The code that runs is _render_messages of src/llamafactory/v1/core/rendering/rendering.py with its helpers, and the splitting of
src/llamafactory/v1/core/data_engine.py.
"""

import os
import sys
import types

import common

options = common.arguments(__doc__, source="LLaMA-Factory's checkout", samples="the folder of samples")
source = common.require_folder(options.source, "LLaMA-Factory's checkout (--source)")
samples = common.require_folder(options.samples, "the folder of samples (--samples)")
tokenizer, which = common.tokenizer(os.path.join(samples, "model"))
stand_ins = common.stand_in("transformers", "torch", "numpy", "PIL", "datasets", "omegaconf", "accelerate", "huggingface_hub", "peft", "torchdata", "librosa", "av", "yaml")
root = os.path.join(source, "src", "llamafactory")
for name in ("llamafactory", "llamafactory.v1", "llamafactory.v1.core", "llamafactory.v1.core.rendering", "llamafactory.v1.core.utils", "llamafactory.v1.utils"):
    package = types.ModuleType(name)
    package.__path__ = [os.path.join(root, *name.split(".")[1:])]
    sys.modules[name] = package
for name in ("llamafactory.v1.core.utils.collation", "llamafactory.v1.utils.helper", "llamafactory.v1.utils.constants", "llamafactory.v1.utils.types", "llamafactory.v1.utils.logging",
             "llamafactory.v1.config", "llamafactory.v1.accelerator"):
    sys.modules[name] = common.StandIn(name)
sys.modules["llamafactory.v1.utils.constants"].IGNORE_INDEX = -100
sys.modules["llamafactory.v1.utils.helper"].get_tokenizer = lambda processor: processor
sys.modules["llamafactory.v1.utils.helper"].is_tokenizer = lambda processor: True
sys.modules["llamafactory.v1.core.utils.collation"]._MULTIMODAL_PASSTHROUGH_KEYS = ()
sys.modules["llamafactory.v1.utils.types"].ModelInput = dict
from llamafactory.v1.core.rendering.rendering import _render_messages

version = next(line.split('"')[1] for line in open(os.path.join(root, "extras", "env.py"), encoding="utf-8") if line.startswith("VERSION"))
print(f"LLaMA-Factory {version}, with {which}; stand-ins for {', '.join(sorted(stand_ins.used)) or 'nothing'}")


def cuts(messages):
    """As DataEngine._prefix_cuts: a sample for each turn that has a weight."""
    return [i + 1 for i, message in enumerate(messages) if message["role"] == "assistant" and message.get("loss_weight", 1.0) > 1e-6]


rows = common.lines(os.path.join(samples, "llamafactory.jsonl"))
own = common.own_rows(samples)
turns = equal = 0
for row, (known, known_labels) in zip(rows, own, strict=True):
    for cut in cuts(row["messages"]):
        turns += 1
        result = _render_messages(tokenizer, row["messages"][:cut])
        ids, labels, weights = list(result["input_ids"]), result["labels"], result["loss_weights"]
        # Behind the end of the turn the template may write more, which Gleaner does not train.
        last = len(ids) - 1 - ids[::-1].index(tokenizer.eos_token_id)
        start = next(i for i, label in enumerate(labels) if label != -100)
        same = known[: last + 1] == ids[: last + 1] and known_labels[start : last + 1] == labels[start : last + 1] and all(weight == 1 for weight in weights[start:]) and not any(weights[:start])
        equal += same
print(f"llamafactory.jsonl: {equal} of {turns} trained turns of {len(rows)} rows have the ids and weights of Gleaner's own; blanks behind the last end of turn are trained by LLaMA-Factory alone")
sys.exit(0 if equal == turns else 1)
