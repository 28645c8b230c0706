#!/usr/bin/env python3
"""Fine-tunes a causal language model on token ids and loss weights, with the loss

    L = sum(w_i * -log p(t_i | t_<i)) / sum(w_i)

over all tokens of all sequences of a step, whatever number of processes and micro-batches they are dealt to.

    python3 trainers/sft.py --data data.safetensors --base MODEL --output TUNED
    torchrun --nproc-per-node 4 trainers/sft.py --data data.safetensors --base MODEL --output TUNED --bf16 --fsdp

The data is what `gleaner export --format safetensors` writes (docs/formats.md). With Transformers installed any causal model
that it knows is trained, with --lora-rank also PEFT's adapters. Without it a small Llama, Qwen2 or Qwen3 of this script's own is
trained; that needs PyTorch alone. Needs PyTorch 1.13 or later, --fsdp 2.6.

It prints a line of JSON per step: rows, tokens, trained tokens and sum of weights of the step, loss, norm of the gradient. A
training that was killed continues where it was last kept (--save-every), with the same numbers.

Exit code 2, after one line that says why: it cannot be trained, and no other try would change that. Wrong options, data or a model
that cannot be read, a loss that is no number, too little memory on the GPU, a full disk.
"""

import argparse
import errno
import json
import math
import os
import random
import resource
import sys
import time

import torch
import torch.nn.functional as F

from sft_files import Refusal, note, read_sequences
from sft_models import Trainee
from sft_processes import Processes, State, key_of

# ------------------------------------------------------------------------------------------------------------ loss


def weighted_nll(trainee, batch, device, record=None):
    """sum(w * -log p) of some sequences, not divided: the caller knows the weight of the whole step."""
    length = max(len(ids) for _, ids, _ in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    weights = torch.zeros(len(batch), length)
    for row, (_, own, weight) in enumerate(batch):
        ids[row, : len(own)] = own
        weights[row, : len(own)] = weight
    # Padding stands behind every sequence, so a causal model never sees it where a weight is.
    ids, weights = ids.to(device), weights.to(device)
    keep = torch.zeros_like(ids, dtype=torch.bool)
    keep[:, :-1] = weights[:, 1:] > 0
    trainee.head.keep = keep
    try:
        logits = trainee.logits(ids).float()
    finally:
        trainee.head.keep = None
    chosen = keep[:, :-1]
    targets, weights = ids[:, 1:][chosen], weights[:, 1:][chosen]
    losses = F.cross_entropy(logits, targets, reduction="none")
    if record is not None:
        record(batch, chosen, targets, weights, losses)
    return (losses * weights).sum()


def dealt(batch, most, processes):
    """
    The micro-batches of this process. Sequences of similar length come together, so that little is padded; the sum over them does not
    depend on it. Sharded processes compute together, so each gets as many parts as the others: one that has run out gets a part
    that counts nothing.
    """
    ordered = sorted(batch, key=lambda sequence: len(sequence[1]))

    def parts(rank):
        own = ordered[rank :: processes.count]
        return [own[i : i + most] for i in range(0, len(own), most)]

    mine = [(part, True) for part in parts(processes.rank)]
    if processes.is_sharded:
        mine += [(ordered[:1], False)] * (len(parts(0)) - len(mine))
    return mine


def mean_loss(trainee, sequences, arguments, processes, autocast):
    total = torch.zeros(2, dtype=torch.float64, device=processes.device)
    with torch.no_grad(), autocast():
        for batch, counts in dealt(sequences, arguments.micro_batch, processes):
            nll = weighted_nll(trainee, batch, processes.device).double()
            if counts:
                total[0] += nll
                total[1] += sum(float(weights.sum()) for _, _, weights in batch)
    processes.sum(total)
    return float(total[0] / total[1])


# -------------------------------------------------------------------------------------------------------- training


def learning_rate(step, steps, arguments):
    """Linear warm-up, then a cosine down to a share of the peak."""
    warmup = min(steps - 1, math.ceil(steps * arguments.warmup))
    if step < warmup:
        return arguments.learning_rate * (step + 1) / warmup
    share = (step - warmup) / max(1, steps - warmup)
    floor = arguments.floor
    return arguments.learning_rate * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * share)))


def batches_of(sequences, arguments, steps):
    """The sequences of each step: passes without repeats, the same on all processes."""
    order, queue = random.Random(arguments.seed), []
    for _ in range(steps):
        batch = []
        while len(batch) < min(arguments.batch, len(sequences)):
            if not queue:
                queue = list(range(len(sequences)))
                order.shuffle(queue)
            batch.append(sequences[queue.pop()])
        yield batch


def recorder(path, processes):
    """Writes down what the loss was made of: a line for each sequence of each step."""
    if not path:
        return None
    file = open(path if processes.count == 1 else f"{path}.{processes.rank}", "a", encoding="utf-8")

    def record(step, batch, chosen, targets, weights, losses):
        start = 0
        for row, (number, _, _) in enumerate(batch):
            positions = chosen[row].nonzero().flatten().tolist()
            end = start + len(positions)
            file.write(json.dumps({
                "step": step, "sequence": number, "positions": [position + 1 for position in positions], "ids": targets[start:end].tolist(),
                "weights": weights[start:end].tolist(), "nll": losses[start:end].tolist()}) + "\n")
            start = end
        file.flush()

    return record


def train(trainee, sequences, arguments, processes, autocast, log):
    processes.settle(trainee.model)
    parameters = [parameter for parameter in trainee.model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=arguments.learning_rate, betas=(0.9, 0.95), weight_decay=arguments.weight_decay)
    steps = arguments.steps or math.ceil(arguments.epochs * len(sequences) / min(arguments.batch, len(sequences)))
    state = State(arguments.state, key_of(arguments, processes), processes, arguments.save_every)
    done = state.load(parameters, optimizer)
    if done:
        log(resumed=done, steps=steps)
    record = recorder(arguments.record, processes)
    # A sharded gradient is the mean over the processes; the loss is a sum over them.
    scale = processes.count if processes.is_sharded else 1
    for step, batch in enumerate(batches_of(sequences, arguments, steps)):
        if step < done:
            continue
        started = time.monotonic()
        weight = sum(float(own.sum()) for _, _, own in batch)
        optimizer.zero_grad(set_to_none=True)
        loss = torch.zeros((), dtype=torch.float64, device=processes.device)
        for part, counts in dealt(batch, arguments.micro_batch, processes):
            taken = None if record is None or not counts else lambda *values, step=step: record(step + 1, *values)
            with autocast():
                nll = weighted_nll(trainee, part, processes.device, taken) / weight * (1 if counts else 0)
            (nll * scale).backward()
            loss += nll.detach().double()
        processes.sum_gradients(parameters)
        processes.sum(loss)
        if not math.isfinite(float(loss)):
            raise Refusal(f"step {step + 1}: the loss is {float(loss)}; lower --learning-rate")
        norm = torch.nn.utils.clip_grad_norm_(parameters, arguments.max_norm)
        norm = norm.full_tensor() if hasattr(norm, "full_tensor") else norm
        rate = learning_rate(step, steps, arguments)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        seconds = time.monotonic() - started
        tokens = sum(len(ids) for _, ids, _ in batch)
        log(step=step + 1, steps=steps, loss=float(loss), rows=len(batch), tokens=tokens, trained=sum(int((own > 0).sum()) for _, _, own in batch),
            weight=weight, norm=float(norm), rate=rate, seconds=round(seconds, 3), tokens_per_second=round(tokens / seconds, 1), **memory(processes))
        state.save(step + 1, steps, parameters, optimizer)
    return state


def memory(processes):
    """Most bytes that were taken: of the GPU, or, on a CPU, by the whole process."""
    if processes.device.type == "cuda":
        return {"peak_bytes": torch.cuda.max_memory_allocated()}
    return {"peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


# ------------------------------------------------------------------------------------------------------- arguments


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="ids and weights: gleaner export --format safetensors")
    parser.add_argument("--base", required=True, help="the model's folder, or that of adapters that are trained further")
    parser.add_argument("--output", help="the tuned model's folder; must not exist")
    parser.add_argument("--evaluate", action="store_true", help="print the loss on the data and train nothing")
    parser.add_argument("--evaluate-rows", type=int, default=256, help="sequences whose loss is printed before and after training; 0 for all")
    parser.add_argument("--steps", type=int, default=0, help="gradient steps; 0: what --epochs come to")
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--batch", type=int, default=64, help="sequences of a step, over all processes")
    parser.add_argument("--micro-batch", type=int, default=4, help="sequences that one process computes at once")
    parser.add_argument("--learning-rate", type=float, default=2e-5)
    parser.add_argument("--warmup", type=float, default=0.03, help="share of the steps in which the rate rises")
    parser.add_argument("--floor", type=float, default=0.0, help="the rate at the end, as a share of the peak")
    parser.add_argument("--weight-decay", type=float, default=0.0)
    parser.add_argument("--max-norm", type=float, default=1.0, help="gradients are scaled down to this norm")
    parser.add_argument("--seed", type=int, default=1, help="order of the sequences")
    parser.add_argument("--bf16", action="store_true", help="compute and save in bfloat16; what is trained stays fp32 meanwhile")
    parser.add_argument("--gradient-checkpointing", action="store_true", help="compute layers again instead of keeping their activations")
    parser.add_argument("--fsdp", action="store_true", help="shard weights, gradients and moments over the processes of torchrun")
    parser.add_argument("--lora-rank", type=int, default=0, help="rank of PEFT's adapters; 0 trains all weights")
    parser.add_argument("--lora-alpha", type=float, default=32)
    parser.add_argument("--no-merge", dest="merge", action="store_false", help="save the adapters alone")
    parser.add_argument("--save-every", type=int, default=50, help="steps after which the training is kept, to continue when it was killed; 0 for never")
    parser.add_argument("--state", help="where it is kept (OUTPUT.state)")
    parser.add_argument("--record", help="write what the loss was made of: ids, weights and -log p of every trained token")
    parser.add_argument("--engine", choices=("auto", "transformers", "own"), default="auto")
    parser.add_argument("--threads", type=int, default=0, help="threads of the CPU; 0: PyTorch's choice")
    arguments = parser.parse_args()
    if not os.path.isdir(arguments.base):
        raise Refusal(f"{arguments.base}: there is no such folder")
    if not arguments.evaluate:
        if not arguments.output:
            parser.error("--output is needed to train")
        if os.path.exists(arguments.output):
            raise Refusal(f"{arguments.output}: it exists already; name another folder")
        arguments.state = arguments.state or os.path.abspath(arguments.output) + ".state"
    for name in ("batch", "micro_batch"):
        if getattr(arguments, name) < 1:
            parser.error(f"--{name.replace('_', '-')} must be at least 1")
    return arguments


def main():
    arguments = read_arguments()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    sequences = [(number, ids, weights) for number, (ids, weights) in enumerate(read_sequences(arguments.data))]
    processes = Processes(arguments.fsdp)

    def log(**values):
        if processes.is_first:
            print(json.dumps(values), flush=True)

    def autocast():
        # Shards on GPUs are gathered as bfloat16 already; gloo, between CPUs, cannot send that.
        gathered = processes.is_sharded and processes.device.type == "cuda"
        return torch.autocast(processes.device.type, dtype=torch.bfloat16, enabled=arguments.bf16 and not gathered)

    def opened():
        result = Trainee(arguments)
        processes.place(result, arguments.bf16)
        return result

    trainee = processes.in_turn(opened)
    highest = max(int(ids.max()) for _, ids, _ in sequences)
    if highest >= trainee.vocabulary:
        raise Refusal(f"{arguments.data}: it has token id {highest}, the model of {arguments.base} ids up to {trainee.vocabulary - 1}: made for another model")
    log(**trainee.versions(), processes=processes.count, device=str(processes.device))
    log(sequences=len(sequences), tokens=sum(len(ids) for _, ids, _ in sequences), trained=sum(int((weights > 0).sum()) for _, _, weights in sequences),
        weight=sum(float(weights.sum()) for _, _, weights in sequences),
        parameters=sum(parameter.numel() for parameter in trainee.model.parameters()),
        trained_parameters=sum(parameter.numel() for parameter in trainee.model.parameters() if parameter.requires_grad))
    shown = sequences if arguments.evaluate or not arguments.evaluate_rows else sequences[: arguments.evaluate_rows]
    trainee.model.eval()
    log(evaluation="before", rows=len(shown), loss=mean_loss(trainee, shown, arguments, processes, autocast))
    if not arguments.evaluate:
        trainee.model.train()
        state = train(trainee, sequences, arguments, processes, autocast, log)
        trainee.model.eval()
        log(evaluation="after", rows=len(shown), loss=mean_loss(trainee, shown, arguments, processes, autocast))
        trained = processes.whole(trainee.model)
        if processes.is_first:
            trainee.save(trained)
            log(saved=os.path.abspath(arguments.output))
        processes.wait()
        state.close(is_done=True)
    processes.close()


def refuse(message):
    note("refused")
    if message:
        print(f"sft.py: {message}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    note("started")
    try:
        main()
    except Refusal as refusal:
        refuse(refusal)
    except SystemExit as end:
        # The options are wrong; that was said already.
        if end.code == 2:
            refuse(None)
        raise
    except torch.cuda.OutOfMemoryError as error:
        refuse(f"the GPU has too little memory ({str(error).splitlines()[0]}); lower --micro-batch, or train adapters (--lora-rank)")
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        refuse(f"{error.filename or 'the disk'}: {error.strerror}; what was kept of the training is used by the next one")
