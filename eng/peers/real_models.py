"""
EEF with real software on a CPU: a random Qwen2 is served by llama.cpp and by `transformers serve`, explores WebShop and a tool-calling agent, is trained by
trainers/sft.py with Transformers (and PEFT), published, and sampled again. Compared: the weight of every trained token with what the trainer saw, the ids
that were sampled with those that were trained, and their log-probabilities at the server and in the trainer.

    python3 eng/peers/real_models.py --samples DIR --form FormAgent.dll [--only NAME] [--work DIR]

GLEANER is the program and its arguments (./gleaner), GLEANER_PYTHON a Python with torch, transformers, peft, tokenizers, safetensors and gguf (python3),
LLAMA_SERVER and TRANSFORMERS the servers. DIR is what `eng/Gleaner.Campaigns -- samples` writes; FormAgent.dll is built from eng/peers/FormAgent.
"""

import collections
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import common

HERE = os.path.dirname(os.path.abspath(__file__))
TRAINERS = os.path.join(HERE, "..", "..", "trainers")
# A server rounds in single precision and adds in its own order.
TOLERANCE = 2e-2

WEBSHOP = """
environment: {kind: webshop, catalogue: generated, generated: {products: 80, seed: 7}, max_turns: 5}
tasks: {test: {first: 0, count: 3}, dev: {first: 20, count: 1}, train: {first: 30, count: 12}, disjoint: {count: 0}}
experts: [{kind: simulated-careful}]
"""
FORM = """
with: ['FORM_DLL']
environment: {kind: form}
tasks: {train: {first: 24, count: 32}, dev: {first: 12, count: 2}, test: {first: 0, count: 4}}
experts: [{kind: simulated-clerk}]
"""
STUDENT = """
seeds: [1]
student:
  kind: endpoint
  endpoint: http://127.0.0.1:PORT/v1
  model: MODEL
  tokens: TOKENS
  parallel: 2
  max_reply_tokens: 40
  tuning:
    kind: command
    folder: BASE
    # The data is kept, which a run deletes once a stage is done.
    command: [bash, -c, 'cp "$1" "$2.data" && shift 2 && exec "$@"', keep, '{data}', '{output}', TRAINERS/train.sh, --, --data, '{data}', --base, '{base}', --output, '{output}', --steps, '{steps}', --batch, '{batch}', --learning-rate, '{learning_rate}', --seed, '{seed}', --record, '{output}.record', --evaluate-rows, '8', --save-every, '10', --threads, '1'LORA]
    publish: [TRAINERS/publish.sh, --server, SERVER, --port, 'PORT', --base, BASE, --base-name, MODEL, --name, '{name}', --folder, '{folder}'SERVER_OPTIONS]
training:
  bc: {steps: STEPS, batch: 8, learning_rate: 0.005}
  iteration: {steps: 8, batch: 8, learning_rate: 0.001}
exploration: {iterations: 1, temperature: 1}
methods: [{kind: eef, leftover: unsolved}]
"""


class Mismatch(Exception):
    """Something that should be equal is not."""


def sequences(path):
    """The ids and weights of a file of sequences."""
    with open(path, "rb") as file:
        data = file.read()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])

    def column(name, form):
        begin, end = header[name]["data_offsets"]
        return [value for (value,) in struct.iter_unpack("<" + form, data[8 + length + begin : 8 + length + end])]

    ids, weights, offsets = column("ids", "i"), column("weights", "f"), column("offsets", "q")
    return [(ids[a:b], weights[a:b]) for a, b in zip(offsets, offsets[1:])]


def segments(ids, weights):
    """The trained runs of a sequence, each with where it begins."""
    found, start = [], None
    for position in range(len(ids) + 1):
        trained = position < len(ids) and weights[position] > 0
        if trained and start is None:
            start = position
        elif not trained and start is not None:
            found.append((start, tuple(ids[start:position])))
            start = None
    return found


def compare_weights(data, record):
    """Every trained token of the data, once per step in which its sequence was used, is what the loss was made of."""
    rows = sequences(data)
    rows = [row for row in rows if sum(row[1]) > 0]
    used = collections.Counter()
    for line in common.lines(record):
        ids, weights = rows[line["sequence"]]
        wanted = [(position, ids[position], weights[position]) for position in range(len(ids)) if weights[position] > 0]
        if wanted != list(zip(line["positions"], line["ids"], line["weights"])):
            raise Mismatch(f"{record}: step {line['step']}, sequence {line['sequence']}: other tokens or weights than in {data}")
        used[line["sequence"]] += 1
    if len(used) != len(rows):
        raise Mismatch(f"{record}: {len(used)} of {len(rows)} sequences were trained")
    return len(rows), sum(sum(1 for weight in weights if weight > 0) for _, weights in rows)


def compare_samples(iteration, data, record):
    """The turns that the student sampled are trained with the ids, and under the log-probability, that the server gave."""
    rollouts = common.lines(os.path.join(iteration, "rollouts.jsonl"))
    rows = sequences(data)
    examples = common.lines(os.path.join(iteration, "dataset.jsonl"))
    # An example has several rows where the server's template writes earlier turns differently.
    left = [(number, start, segment) for number, (ids, weights) in enumerate(rows) for start, segment in segments(ids, weights)]
    first = {line["sequence"]: line for line in common.lines(record) if line["step"] == 1}
    equal = text = compared = 0
    widest = 0.0
    for index, example in enumerate(examples):
        count = sum(1 for action in example["actions"] if action["weight"] > 0)
        trained, left = left[:count], left[count:]
        if len(trained) != count:
            raise Mismatch(f"{data}: {len(trained)} trained turns are left for example {index}, which has {count}")
        own = [action for action in example["actions"] if action["author"] == "student"]
        if not own:
            continue
        rollout = next(
            (rollout for rollout in rollouts
             if rollout["task"] == example["task"] and rollout["expert"] == example["startExpert"] and rollout["step"] == example["startStep"]
             and [turn["action"] for turn in rollout["turns"]][-len(own):] == [action["action"] for action in own]), None)
        if rollout is None:
            raise Mismatch(f"{iteration}: no rollout has the student's actions of example {index}")
        sampled = iter(rollout["turns"][-len(own):])
        for action in example["actions"]:
            turn = next(sampled) if action["author"] == "student" else None
            if action["weight"] == 0:
                continue
            number, start, segment = trained.pop(0)
            if turn is None:
                continue
            if turn.get("ids") is None:
                text += 1
                continue
            if segment != tuple(turn["ids"]):
                raise Mismatch(f"example {index}: sampled {turn['ids']}, trained {list(segment)}")
            equal += 1
            if number in first:
                line = first[number]
                nll = sum(value for position, value in zip(line["positions"], line["nll"]) if start <= position < start + len(segment))
                widest = max(widest, abs(nll + turn["logProbability"]))
                compared += 1
    if left:
        raise Mismatch(f"{data}: {len(left)} trained turns belong to no example")
    if widest > TOLERANCE:
        raise Mismatch(f"{iteration}: log-probabilities of server and trainer differ by {widest:.4f}")
    return equal, text, compared, widest


def gleaner(*arguments):
    result = subprocess.run([*os.environ.get("GLEANER", "./gleaner").split(), *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        raise Mismatch(f"gleaner {arguments[0]} ended with {result.returncode}:\n{result.stdout[-3000:]}\n{result.stderr[-3000:]}")
    return result.stdout


def trial(name, server, environment, work, base, port, lora, form):
    """One run, and what it is compared with."""
    folder = os.path.join(work, name)
    exact = server == "llamacpp"
    values = {
        "PORT": str(port), "TRAINERS": os.path.abspath(TRAINERS), "BASE": base, "SERVER_OPTIONS": ", --, --parallel, '2', -c, '16384', --threads, '1'" if exact else "",
        "FORM_DLL": form, "SERVER": server, "TOKENS": "llama_cpp" if exact else "none", "MODEL": "tiny",
        "LORA": ", --lora-rank, '8', --no-merge" if lora else "", "STEPS": "12" if not exact and environment is WEBSHOP else "70" if exact and environment is FORM else "40",
    }
    text = f"name: {name}\n" + environment + STUDENT
    if not exact:
        # It generates a token at a time in Python.
        text = text.replace("count: 32", "count: 8").replace("count: 12", "count: 6")
    for key in ("FORM_DLL", "SERVER_OPTIONS", "TRAINERS", "SERVER", "PORT", "BASE", "TOKENS", "MODEL", "LORA", "STEPS"):
        text = text.replace(key, values[key])
    config = os.path.join(work, name + ".yaml")
    with open(config, "w", encoding="utf-8") as file:
        file.write(text)
    gleaner("run", config, "--output", folder, "--resume")

    print(f"{name}:")
    models = os.path.join(folder, "student", "models")
    for stage in ("BC", "EEF"):
        iteration = os.path.join(folder, "seed-1", stage, "iteration-1")
        with open(os.path.join(iteration, "checkpoint", "served.json"), encoding="utf-8") as file:
            model = json.load(file)["model"]
        record, data = (os.path.join(models, f".{model}.tmp.{kind}") for kind in ("record", "data"))
        rows, tokens = compare_weights(data, record)
        print(f"  {stage}: {rows} sequences, {tokens} trained tokens: the trainer saw each with its id and its weight")
        if stage == "EEF":
            equal, unknown, compared, widest = compare_samples(iteration, data, record)
            print(f"  {stage}: {equal} turns of the student trained as sampled, {unknown} as text"
                  + (f"; log-probabilities of {compared} turns at the server and in the trainer differ by at most {widest:.1e}" if compared else ""))
            if exact and not equal and environment is FORM and not lora:
                raise Mismatch("the student solved nothing, so nothing that it sampled was trained")
            if not equal + unknown:
                print("  the random student solved nothing here, so only the experts' turns were trained")
    print("  " + "\n  ".join(line for line in gleaner("report", folder).splitlines() if "tokens" in line.lower())[:600])


def main():
    options = common.arguments(__doc__, samples="what Gleaner.Campaigns -- samples writes", form="FormAgent.dll", only="the trials whose names hold this", work="where to work; kept")
    python = [os.environ.get("GLEANER_PYTHON", "python3")]
    samples = common.require_folder(options.samples, "the samples (--samples)")
    if not options.form or not os.path.isfile(options.form):
        common.skip(f"there is no FormAgent.dll: {options.form} (--form)")
    versions = subprocess.run(
        [*python, "-c", "import sys, torch, transformers, peft, tokenizers, safetensors, gguf; print('Python', sys.version.split()[0], 'torch', torch.__version__, "
         "'transformers', transformers.__version__, 'peft', peft.__version__, 'tokenizers', tokenizers.__version__)"], capture_output=True, text=True)
    if versions.returncode != 0:
        common.skip(f"{python[0]} lacks a package: {versions.stderr.strip().splitlines()[-1]} (GLEANER_PYTHON)")
    llama = shutil.which(os.environ.get("LLAMA_SERVER", "llama-server"))
    if not llama:
        common.skip("there is no llama-server (LLAMA_SERVER)")
    print(versions.stdout.strip())
    print("llama-server", subprocess.run([llama, "--version"], capture_output=True, text=True).stderr.strip().splitlines()[0])

    work = os.path.abspath(options.work or tempfile.mkdtemp(prefix="gleaner-real-"))
    os.makedirs(work, exist_ok=True)
    os.environ.setdefault("GLEANER_STATE", os.path.join(work, "servers"))
    # Threads that wait for each other by spinning take forever on a busy machine.
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["LLAMA_SERVER"] = llama
    os.environ["GLEANER_CONVERT"] = os.environ["GLEANER_CONVERT_LORA"] = " ".join([*python, os.path.join(HERE, "tiny_gguf.py")])
    bases = {"": os.path.join(work, "base"), "thinking": os.path.join(work, "base-thinking")}
    for kind, base in bases.items():
        if not os.path.isdir(base):
            subprocess.run(
                [*python, os.path.join(HERE, "tiny_qwen.py"), base + ".tmp", os.path.join(samples, "openai.jsonl"), *([kind] if kind else [])], check=True, stderr=subprocess.DEVNULL)
            os.rename(base + ".tmp", base)

    trials = [
        ("form-llamacpp", "llamacpp", FORM, False), ("form-llamacpp-lora", "llamacpp", FORM, True), ("webshop-llamacpp", "llamacpp", WEBSHOP, False),
        ("form-llamacpp-thinking", "llamacpp", FORM, False),
    ]
    if shutil.which(os.environ.get("TRANSFORMERS", "transformers")):
        trials += [("form-transformers", "transformers", FORM, False), ("webshop-transformers", "transformers", WEBSHOP, False)]
    else:
        print("transformers serve is not there: left out (TRANSFORMERS)")
    failed = 0
    for number, (name, server, environment, lora) in enumerate(trials):
        if options.only and options.only not in name:
            continue
        port = 36021 + number
        try:
            trial(name, server, environment, work, bases["thinking" if name.endswith("-thinking") else ""], port, lora, os.path.abspath(options.form))
        except Mismatch as mismatch:
            print(f"{name}: {mismatch}")
            failed += 1
        finally:
            subprocess.run(["bash", "-c", f"source '{TRAINERS}/server.sh'; stop_server {port}"])
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
