"""Tinker's own Python client against Gleaner's training server: the same losses, log-probabilities and samples as by plain HTTP?

    python3 eng/peers/tinker_sdk.py --source TINKER --gleaner ./gleaner --model MODEL_FOLDER

Versions up to 0.14 speak JSON alone; later ones want protobuf, which the server does not have.
"""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import common

options = common.arguments(
    __doc__, source="a checkout of thinking-machines-lab/tinker", gleaner="the launcher, or the program and its arguments", model="a chat model's folder")
source = common.require_folder(options.source, "Tinker's checkout (--source)")
model = common.require_folder(options.model, "the model's folder (--model)")
gleaner = (options.gleaner or "./gleaner").split()
sys.path.insert(0, os.path.join(source, "src"))
with open(os.path.join(source, "pyproject.toml"), encoding="utf-8") as file:
    version = re.search(r'^version = "([^"]+)"', file.read(), re.MULTILINE).group(1)
installed = importlib.metadata.version
importlib.metadata.version = lambda name: version if name == "tinker" else installed(name)
stand_ins = common.stand_in("transformers", "torch")
try:
    import numpy  # noqa: F401
    import pydantic
    import tinker
    from tinker import types
except ImportError as error:
    common.skip(f"Tinker's client needs a package that is not installed: {error}")

STEPS = 5
IDS = [72, 101, 108, 108, 111, 33, 10, 65, 66, 67]
WEIGHTS = [0.0, 0.0, 0.25, 1.0, 0.5, 1.0, 0.0, 1.0, 1.0]


def call(url, path, body):
    request = urllib.request.Request(f"{url}/api/v1/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def result(url, accepted):
    while True:
        try:
            return call(url, "retrieve_future", {"request_id": accepted["request_id"]})
        except urllib.error.HTTPError as error:
            if error.code != 408:
                raise
            time.sleep(0.05)


def plain(url, name):
    """The same by HTTP: log-probabilities of each step, and a sample."""
    session = call(url, "create_session", {"tags": [], "sdk_version": "plain"})["session_id"]
    created = call(url, "create_model", {"session_id": session, "base_model": name, "lora_config": {"rank": 4, "seed": 7}})
    trained = result(url, created)["model_id"]
    datum = {
        "model_input": {"chunks": [{"type": "encoded_text", "tokens": IDS[:-1]}]},
        "loss_fn_inputs": {"target_tokens": {"data": IDS[1:]}, "weights": {"data": WEIGHTS}},
    }
    steps = []
    for _ in range(STEPS):
        passed = result(url, call(url, "forward_backward", {"model_id": trained, "forward_backward_input": {"data": [datum], "loss_fn": "cross_entropy"}}))
        result(url, call(url, "optim_step", {"model_id": trained, "adam_params": {"learning_rate": 0.01}}))
        steps.append((passed["metrics"]["loss:sum"], passed["loss_fn_outputs"][0]["logprobs"]["data"]))
    path = result(url, call(url, "save_weights_for_sampler", {"model_id": trained, "path": "plain"}))["path"]
    sampled = call(url, "asample", {
        "model_path": path, "num_samples": 2, "prompt": {"chunks": [{"tokens": IDS[:4]}]}, "sampling_params": {"max_tokens": 12, "seed": 3, "temperature": 1.0}})
    return steps, [sequence["tokens"] for sequence in result(url, sampled)["sequences"]]


server = subprocess.Popen([*gleaner, "serve", "model", model, "--protocol", "tinker", "--port", "0"], stdout=subprocess.PIPE, text=True)
try:
    url = re.search(r"http://\S+", server.stdout.readline()).group(0).rstrip(".,")
    service = tinker.ServiceClient(base_url=url, api_key="tml-none")
    name = service.get_server_capabilities().supported_models[0].model_name
    client = service.create_lora_training_client(base_model=name, rank=4, seed=7)
    datum = types.Datum(
        model_input=types.ModelInput.from_ints(IDS[:-1]),
        loss_fn_inputs={
            "target_tokens": types.TensorData(data=IDS[1:], dtype="int64", shape=[len(IDS) - 1]),
            "weights": types.TensorData(data=WEIGHTS, dtype="float32", shape=[len(WEIGHTS)]),
        },
    )
    steps = []
    for _ in range(STEPS):
        passed = client.forward_backward([datum], "cross_entropy")
        client.optim_step(types.AdamParams(learning_rate=0.01)).result()
        outcome = passed.result()
        steps.append((outcome.metrics["loss:sum"], list(outcome.loss_fn_outputs[0]["logprobs"].data)))
    saved = client.save_weights_for_sampler(name="sdk").result().path
    sampler = service.create_sampling_client(model_path=saved)
    sampled = sampler.sample(
        prompt=types.ModelInput.from_ints(IDS[:4]), num_samples=2, sampling_params=types.SamplingParams(max_tokens=12, seed=3, temperature=1.0)).result()
    state = client.save_state(name="state").result().path
    forward = client.forward([datum], "cross_entropy").result().loss_fn_outputs[0]["logprobs"].data
    resumed = service.create_training_client_from_state(state)
    again = resumed.forward([datum], "cross_entropy").result().loss_fn_outputs[0]["logprobs"].data

    expected_steps, expected_samples = plain(url, name)
    samples = [list(sequence.tokens) for sequence in sampled.sequences]
    checks = {
        "losses and log-probabilities of the steps": steps == expected_steps,
        "sampled ids": samples == expected_samples,
        "log-probabilities after resuming from saved weights": list(forward) == list(again),
        "the loss falls": steps[-1][0] < steps[0][0],
    }
    print(f"tinker {version}, pydantic {pydantic.VERSION}, {', '.join(sorted(stand_ins.used)) or 'nothing'} stood in for; {STEPS} steps from loss {steps[0][0]:.4f} to {steps[-1][0]:.4f}")
    for what, is_equal in checks.items():
        print(f"{'equal' if is_equal else 'DIFFERS'}: {what}")
    sys.exit(0 if all(checks.values()) else 1)
finally:
    server.terminate()
