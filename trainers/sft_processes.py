"""The processes of sft.py and what it keeps so that a killed training continues."""

import fcntl
import hashlib
import json
import os
import shutil

import torch

from sft_files import Refusal, read_safetensors, write_safetensors


class Processes:
    """The processes that torchrun started; one where it did not. Without sharding each holds the whole model."""

    def __init__(self, sharded=False):
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.is_sharded = sharded
        gpu = torch.cuda.is_available()
        self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0"))) if gpu else torch.device("cpu")
        if gpu:
            torch.cuda.set_device(self.device)
        if self.count > 1 or sharded:
            if "MASTER_ADDR" not in os.environ:
                raise Refusal("--fsdp: start this with torchrun")
            torch.distributed.init_process_group("nccl" if gpu else "gloo")

    @property
    def is_first(self):
        return self.rank == 0

    def sum(self, tensor):
        if self.count > 1:
            torch.distributed.all_reduce(tensor)
        return tensor

    def wait(self):
        if self.count > 1:
            torch.distributed.barrier()

    def in_turn(self, work):
        """Has one process of this machine after the other do something that needs much memory for a moment."""
        if self.count == 1:
            return work()
        result = None
        local, size = int(os.environ.get("LOCAL_RANK", self.rank)), int(os.environ.get("LOCAL_WORLD_SIZE", self.count))
        for turn in range(size):
            if turn == local:
                result = work()
            self.wait()
        return result

    def place(self, trainee, bf16):
        """Puts the model where it is computed."""
        if not self.is_sharded:
            trainee.model.to(self.device)
            return
        from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard

        mesh = torch.distributed.device_mesh.init_device_mesh(self.device.type, (self.count,))
        half = bf16 and self.device.type == "cuda"
        policy = MixedPrecisionPolicy(param_dtype=torch.bfloat16, reduce_dtype=torch.float32) if half else MixedPrecisionPolicy()
        for layer in trainee.layers:
            fully_shard(layer, mesh=mesh, mp_policy=policy)
        fully_shard(trainee.model, mesh=mesh, mp_policy=policy)

    def settle(self, model):
        """Gives back what a forward pass has gathered: until then a model shows whole parameters in place of its shards."""
        if self.is_sharded:
            for module in model.modules():
                if hasattr(module, "reshard"):
                    module.reshard()

    def sum_gradients(self, parameters):
        if self.is_sharded or self.count == 1:
            return
        for parameter in parameters:
            # A process that had no sequence in this step has no gradient, yet must take part in the sum.
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            self.sum(parameter.grad)

    def whole(self, model):
        """What is trained, whole and on the CPU; elsewhere than in the first process nothing."""
        self.settle(model)
        result = {}
        for name, parameter in model.named_parameters():
            if parameter.requires_grad:
                value = parameter.detach()
                value = value.full_tensor() if self.is_sharded else value
                if self.is_first:
                    result[name] = value.cpu()
        return result

    def close(self):
        if torch.distributed.is_available() and torch.distributed.is_initialized():
            torch.distributed.destroy_process_group()


def local(tensor):
    return tensor.to_local() if hasattr(tensor, "to_local") else tensor


class State:
    """
    What a training needs to continue after it was killed: parameters, both moments and the step, in a folder beside the output. It
    belongs to one training; that of another, and one that is not whole, is not used.
    """

    def __init__(self, folder, key, processes, every):
        self.folder, self.key, self.processes, self.every = folder, key, processes, every
        self.file = f"part-{processes.rank if processes.is_sharded else 0}.safetensors"
        self.lock = None
        if every and processes.is_first:
            os.makedirs(folder, exist_ok=True)
            self.lock = open(os.path.join(folder, "lock"), "w", encoding="utf-8")
            try:
                fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Refusal(f"{folder}: another training is at work on this; wait for it, or stop it") from None
        processes.wait()

    def load(self, parameters, optimizer):
        """The steps that were made; what was trained is put into the parameters and the optimiser."""
        if not self.every:
            return 0
        for name in sorted((name for name in os.listdir(self.folder) if name.startswith("step-") and not name.endswith(".tmp")), reverse=True):
            path = os.path.join(self.folder, name)
            try:
                with open(os.path.join(path, "training.json"), encoding="utf-8") as file:
                    known = json.load(file)
            except (OSError, ValueError):
                continue
            if known.get("key") != self.key:
                continue
            tensors, _ = read_safetensors(os.path.join(path, self.file))
            with torch.no_grad():
                for index, parameter in enumerate(parameters):
                    local(parameter).copy_(tensors[f"value.{index}"])
                    # The optimiser makes its moments in the shape, and on the device, of the parameter.
                    optimizer.state[parameter] = {
                        "step": torch.tensor(float(known["step"])),
                        "exp_avg": torch.zeros_like(parameter),
                        "exp_avg_sq": torch.zeros_like(parameter),
                    }
                    local(optimizer.state[parameter]["exp_avg"]).copy_(tensors[f"first.{index}"])
                    local(optimizer.state[parameter]["exp_avg_sq"]).copy_(tensors[f"second.{index}"])
            return known["step"]
        return 0

    def save(self, step, steps, parameters, optimizer):
        if not self.every or step % self.every or step == steps:
            return
        path = os.path.join(self.folder, f"step-{step:08}")
        if self.processes.is_first:
            shutil.rmtree(path + ".tmp", ignore_errors=True)
            os.makedirs(path + ".tmp")
        self.processes.wait()
        if self.processes.is_sharded or self.processes.is_first:
            tensors = {}
            for index, parameter in enumerate(parameters):
                own = optimizer.state[parameter]
                tensors[f"value.{index}"] = local(parameter)
                tensors[f"first.{index}"] = local(own["exp_avg"])
                tensors[f"second.{index}"] = local(own["exp_avg_sq"])
            write_safetensors(os.path.join(path + ".tmp", self.file), tensors)
        self.processes.wait()
        if self.processes.is_first:
            with open(os.path.join(path + ".tmp", "training.json"), "w", encoding="utf-8") as file:
                json.dump({"key": self.key, "step": step}, file)
            # Another training, whose state is not used, may have kept its own after as many steps.
            shutil.rmtree(path, ignore_errors=True)
            os.rename(path + ".tmp", path)
            for name in os.listdir(self.folder):
                if name.startswith("step-") and name != os.path.basename(path):
                    shutil.rmtree(os.path.join(self.folder, name), ignore_errors=True)

    def close(self, is_done):
        """Nothing is left of a training that is done."""
        if self.lock is not None:
            if is_done:
                shutil.rmtree(self.folder, ignore_errors=True)
            self.lock.close()


def key_of(arguments, processes):
    """A training by what it is made of: data, base model, and all that decides its steps."""
    result = hashlib.sha256()
    with open(arguments.data, "rb") as file:
        while block := file.read(1 << 20):
            result.update(block)
    names = ("steps", "epochs", "batch", "micro_batch", "learning_rate", "warmup", "floor", "weight_decay", "max_norm", "seed", "bf16",
             "lora_rank", "lora_alpha", "engine", "fsdp")
    what = {name: getattr(arguments, name) for name in names}
    files = sorted(name for name in os.listdir(arguments.base) if name.endswith((".safetensors", ".json")))
    stamps = [(name, os.stat(os.path.join(arguments.base, name)).st_size, os.stat(os.path.join(arguments.base, name)).st_mtime_ns) for name in files]
    result.update(json.dumps([what, os.path.abspath(arguments.base), stamps, processes.count if processes.is_sharded else 1]).encode())
    return result.hexdigest()
