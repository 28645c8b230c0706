"""The models of sft.py: opened with Transformers and PEFT where these are installed, and saved as folders."""

import os

import torch

from sft_files import Refusal, read_json, save_folder
from sft_small import SmallLlama

ADAPTER = "adapter_config.json"


class Trainee:
    """What is trained: a model, or adapters beside one whose weights stay."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.engine = engine_of(arguments)
        self.is_adapter = os.path.isfile(os.path.join(arguments.base, ADAPTER))
        self.has_adapters = arguments.lora_rank > 0 or self.is_adapter
        if self.has_adapters and self.engine == "own":
            raise Refusal(f"{'adapters as --base' if self.is_adapter else '--lora-rank'}: this needs the packages transformers and peft")
        if self.is_adapter:
            check_adapter(arguments)
        # Frozen weights may be held in half the bytes; those that are trained are fp32, and sharding wants one type for all of them.
        frozen = arguments.bf16 and self.has_adapters and not arguments.fsdp
        self.model = self.open(torch.bfloat16 if frozen else torch.float32)
        self.head = TrainedHead(self.model.get_output_embeddings())
        if arguments.gradient_checkpointing and self.engine == "own":
            raise Refusal("--gradient-checkpointing needs the package transformers")
        if self.engine != "own":
            self.model.config.use_cache = False

    @property
    def layers(self):
        """The blocks that are sharded each by itself: the longest list of modules."""
        lists = [module for module in self.model.modules() if isinstance(module, torch.nn.ModuleList)]
        return max(lists, key=len) if lists else []

    @property
    def vocabulary(self):
        return self.model.get_input_embeddings().num_embeddings

    def versions(self):
        found = {"torch": torch.__version__}
        if self.engine != "own":
            import transformers

            found["transformers"] = transformers.__version__
        if self.has_adapters:
            import peft

            found["peft"] = peft.__version__
        return found

    def open(self, dtype):
        arguments = self.arguments
        if self.engine == "own":
            return SmallLlama.load(arguments.base).to(dtype)
        base = base_of(arguments.base) if self.is_adapter else arguments.base
        model = open_transformers(base, dtype)
        if arguments.gradient_checkpointing:
            model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        if self.is_adapter:
            import peft

            return peft.PeftModel.from_pretrained(model, arguments.base, is_trainable=True)
        if arguments.lora_rank:
            import peft

            return peft.get_peft_model(model, peft.LoraConfig(
                r=arguments.lora_rank, lora_alpha=arguments.lora_alpha, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM"))
        return model

    def logits(self, ids):
        """Logits of the positions that the head keeps."""
        return self.model(ids) if self.engine == "own" else self.model(input_ids=ids, use_cache=False).logits

    def save(self, trained):
        """Writes the folder: the base model opened once more, with what was trained put into it."""
        arguments = self.arguments
        model = self.open(torch.bfloat16 if arguments.bf16 else torch.float32)
        unknown = model.load_state_dict(trained, strict=False).unexpected_keys
        if unknown:
            raise RuntimeError(f"trained parameters that the model does not have: {unknown[:3]}")
        if self.has_adapters and arguments.merge:
            model = model.merge_and_unload()
        save_folder(model.save_pretrained, arguments.base, arguments.output)


class TrainedHead:
    """
    Has a model compute its output layer only where the next token carries weight: with a vocabulary of 150,000 the logits of the
    other positions would take most of the memory.
    """

    def __init__(self, output_layer):
        self.keep = None
        output_layer.register_forward_pre_hook(self._select)

    def _select(self, _, inputs):
        return inputs if self.keep is None else (inputs[0][self.keep], *inputs[1:])


def engine_of(arguments):
    try:
        if arguments.engine == "own":
            return "own"
        import transformers  # noqa: F401

        return "transformers"
    except ImportError:
        if arguments.engine == "transformers":
            raise Refusal("--engine transformers: the package transformers is not installed") from None
        return "own"


def open_transformers(folder, dtype):
    import transformers

    key = "dtype" if int(transformers.__version__.split(".")[0]) >= 5 else "torch_dtype"
    try:
        return transformers.AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, **{key: dtype})
    except (OSError, ValueError) as error:
        raise Refusal(f"{folder}: Transformers cannot open it: {' '.join(str(error).split())}") from error


def base_of(folder):
    """The folder of the model that adapters belong to."""
    base = read_json(os.path.join(folder, ADAPTER)).get("base_model_name_or_path")
    if not base or not os.path.isdir(base):
        raise Refusal(f"{folder}: its adapters belong to {base!r}, which is no folder here")
    return base


def check_adapter(arguments):
    rank = read_json(os.path.join(arguments.base, ADAPTER)).get("r")
    if arguments.lora_rank not in (0, rank):
        raise Refusal(f"{arguments.base}: its adapters have rank {rank}; --lora-rank {arguments.lora_rank} cannot continue them")
