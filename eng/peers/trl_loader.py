"""TRL's SFTTrainer on Gleaner's exports: are the labels that it prepares those of Gleaner's own ids?

    python3 eng/peers/trl_loader.py --samples DIR
"""

import os
import sys

import common

options = common.arguments(__doc__, samples="the folder of samples")
samples = common.require_folder(options.samples, "the folder of samples (--samples)")
try:
    import trl
    from datasets import load_dataset
    from transformers import AutoModelForCausalLM, AutoTokenizer, __version__
    from trl import SFTConfig, SFTTrainer
except ImportError as error:
    common.skip(f"TRL cannot be imported: {error}")

# What the template of the samples' model writes, with the markers that assistant_only_loss needs.
MARKED = (
    "{%- for message in messages -%}{{ '<|start|>' + message['role'] + '\n' }}"
    "{%- if message['role'] == 'assistant' -%}{% generation %}{{ message['content'] + '<|end|>' }}{% endgeneration %}"
    "{%- else -%}{{ message['content'] + '<|end|>' }}{%- endif -%}{{ '\n' }}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{ '<|start|>assistant\n' }}{%- endif -%}")

# The end of the text after the last trained turn is written by the template and by nobody's sampling: ours stops before it.
TAIL = 1


def prepared(name, model, tokenizer, **more):
    """Ids and labels of each row as TRL would train it."""
    data = load_dataset("json", data_files=os.path.join(samples, name + ".jsonl"), split="train")
    config = SFTConfig(output_dir=os.path.join(samples, "trl-output"), max_length=None, report_to=[], use_cpu=True, per_device_train_batch_size=1, **more)
    trainer = SFTTrainer(AutoModelForCausalLM.from_pretrained(model), args=config, train_dataset=data, processing_class=tokenizer)
    for row in trainer.train_dataset:
        batch = trainer.data_collator([row])
        yield batch["input_ids"][0].tolist(), batch["labels"][0].tolist()


def trained(labels):
    return [i for i, label in enumerate(labels) if label != -100]


print(f"TRL {getattr(trl, '__version__', 'of unknown version')}, Transformers {__version__}")
model = os.path.join(samples, "model")
own = common.own_rows(samples)

rows = list(prepared("trl-ids", model, AutoTokenizer.from_pretrained(model)))
equal = sum(mine == theirs for mine, theirs in zip([(list(ids), list(labels)) for ids, labels in own], rows))
print(f"trl-ids.jsonl: {equal} of {len(own)} rows have the same ids and labels")
failed = equal != len(own) or len(rows) != len(own)

# An example is several rows where its trained turns are not consecutive: together they train each of them once.
tokenizer = AutoTokenizer.from_pretrained(model)
tokenizer.chat_template = MARKED
rows = list(prepared("trl", model, tokenizer, completion_only_loss=True, assistant_only_loss=True))
equal, next_row = 0, 0
for ids, labels in own:
    positions = []
    while next_row < len(rows) and len(positions) < len(trained(labels)):
        row, row_labels = rows[next_row]
        if row[: len(ids)] != ids[: len(row)] or len(row) > len(ids) + TAIL:
            break
        positions += trained(row_labels)
        next_row += 1
    equal += positions == trained(labels)
print(f"trl.jsonl: {equal} of {len(own)} examples train the same tokens, in {len(rows)} rows")
failed |= equal != len(own) or next_row != len(rows)
sys.exit(1 if failed else 0)
