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

print(f"TRL {trl.__version__}, Transformers {__version__}")
model = os.path.join(samples, "model")
tokenizer = AutoTokenizer.from_pretrained(model)
failed = False
for name, more in (("trl-ids", {}), ("trl", {"completion_only_loss": True})):
    data = load_dataset("json", data_files=os.path.join(samples, name + ".jsonl"), split="train")
    config = SFTConfig(output_dir=os.path.join(samples, "trl-output"), max_length=None, report_to=[], use_cpu=True, per_device_train_batch_size=1, **more)
    trainer = SFTTrainer(AutoModelForCausalLM.from_pretrained(model), args=config, train_dataset=data, processing_class=tokenizer)
    own = {tuple(ids): labels for ids, labels in common.own_rows(samples)}
    equal = 0
    for row in trainer.train_dataset:
        batch = trainer.data_collator([row])
        ids, labels = tuple(batch["input_ids"][0].tolist()), batch["labels"][0].tolist()
        match = next((known for known in own if ids[: len(known)] == known or known[: len(ids)] == ids), None)
        trained = [i for i, label in enumerate(labels) if label != -100]
        equal += match is not None and all(own[match][i] == labels[i] for i in trained if i < len(match)) and (name == "trl" or labels[: len(match)] == own[match])
    print(f"{name}.jsonl: {equal} of {len(trainer.train_dataset)} rows have the same labels")
    failed |= equal != len(trainer.train_dataset)
sys.exit(1 if failed else 0)
