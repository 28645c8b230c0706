"""AgentGym's own client against Gleaner's server, and Gleaner's client against AgentGym's TextCraft server.

    python3 eng/peers/agentgym.py --source AGENTGYM --gleaner ./gleaner

Its client (agentenv/agentenv/envs) holds scripted conversations with each server and writes them as AgentGym keeps conversations. Then
`gleaner import agentgym` plays the same actions on the same server, and says how many observations were as recorded.
"""

import contextlib
import importlib.util
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

import common

options = common.arguments(__doc__, source="AgentGym's checkout", gleaner="the launcher, or the program and its arguments")
source = common.require_folder(options.source, "AgentGym's checkout (--source)")
gleaner = (options.gleaner or "./gleaner").split()
try:
    import requests
except ImportError:
    common.skip("the package requests is not installed")

# The client's package imports what its trainers and other environments need.
stand_ins = common.stand_in("torch", "transformers", "openai", "trl", "scipy", "accelerate", "deepspeed", "wandb", "jsonlines", "tqdm", "vllm", "torch_npu", "datasets", "numpy")
sys.path.insert(0, os.path.join(source, "agentenv"))
from agentenv.envs import TextCraftEnvClient, WebshopEnvClient

commit = subprocess.run(["git", "-C", source, "log", "-1", "--format=%h %cs"], capture_output=True, text=True).stdout.strip() or "of unknown commit"
print(f"AgentGym {commit}; stand-ins for {', '.join(sorted(stand_ins.used)) or 'nothing'}")
folder = tempfile.mkdtemp(prefix="gleaner-peers-")
failed = False


def hold(client, item, task, actions):
    """A conversation of its client, as AgentGym keeps one."""
    client.reset(task)
    said = [dict(message) for message in client.conversation_start]
    said.append({"from": "human", "loss": None, "value": client.observe()})
    for action in actions(client):
        turn = f"Thought:\nas scripted\n\nAction:\n{action}"
        said.append({"from": "gpt", "loss": True, "value": turn})
        with contextlib.redirect_stdout(io.StringIO()):
            output = client.step(turn)
        said.append({"from": "human", "loss": None, "value": output.state})
        if output.done:
            break
    return {"conversations": said, "item_id": f"{item}_{task}"}


def compare(name, conversations, url, environment):
    global failed
    recorded, config = os.path.join(folder, name + ".json"), os.path.join(folder, name + ".yaml")
    with open(recorded, "w", encoding="utf-8") as file:
        json.dump(conversations, file)
    with open(config, "w", encoding="utf-8") as file:
        file.write(f"name: peers\nenvironment: {{kind: agentgym, name: {environment}, url: '{url}'}}\n"
                   "tasks: {train: {first: 0, count: 2}, test: {first: 5, count: 2}}\nexperts: [{kind: recorded, name: x, file: x.jsonl}]\nstudent: {kind: text}\nmethods: [{kind: eef}]\n")
    result = subprocess.run([*gleaner, "import", "agentgym", "--config", config, "--output", os.path.join(folder, name + ".jsonl"), recorded], capture_output=True, text=True)
    print(f"{name}: exit code {result.returncode}\n{result.stderr.strip()}\n{result.stdout.strip()}")
    failed |= result.returncode != 0


def shopping(client):
    yield "search[red shoes]"
    for step in range(4):
        buttons = re.findall(r"\[SEP\] ([^\[]+?) (?=\[SEP\]|$)", client.observe())
        yield f"click[{random.choice(buttons) if buttons else 'buy now'}]"
    yield "click[buy now]"


def crafting(client):
    yield "inventory"
    yield "get 1 oak log"
    for line in re.findall(r"craft .*", client.observe())[:3]:
        yield line
    yield "craft 4 oak planks using 1 oak log"
    yield "inventory"


random.seed(1)
server = subprocess.Popen([*gleaner, "serve", "webshop", "--protocol", "agentgym", "--products", "80", "--port", "0"], stdout=subprocess.PIPE, text=True)
try:
    url = re.search(r"http://\S+", server.stdout.readline()).group(0).rstrip(".,")
    client = WebshopEnvClient(url, 100)
    compare("webshop", [hold(client, "webshop", task, shopping) for task in range(12)], url, "webshop")
finally:
    server.terminate()

try:
    import fastapi
    import uvicorn
except ImportError:
    print("skipped: TextCraft's server needs the packages fastapi and uvicorn")
    sys.exit(1 if failed else 0)

craft = os.path.join(source, "agentenv-textcraft")
stub = os.path.join(folder, "stub")
# Its environment takes nothing from these but a base class and a name that it never uses.
for package, content in (("gymnasium", "class Env:\n    def __class_getitem__(cls, item):\n        return cls\n\n    def reset(self, **_):\n        pass\n"), ("numpy", "rec = None\n")):
    if importlib.util.find_spec(package) is None or package in stand_ins.names:
        os.makedirs(os.path.join(stub, package))
        with open(os.path.join(stub, package, "__init__.py"), "w", encoding="utf-8") as file:
            file.write(content)
        print(f"TextCraft: a stand-in for {package}")
# Observations are in the order of a set: the order is fixed by the hash seed.
environment = dict(os.environ, PYTHONPATH=os.pathsep.join([craft, stub]), PYTHONHASHSEED="0")
log = open(os.path.join(folder, "textcraft.log"), "w")
server = subprocess.Popen([sys.executable, "-m", "uvicorn", "agentenv_textcraft:app", "--port", "36001"], cwd=craft, env=environment, stdout=log, stderr=log)
try:
    url = "http://127.0.0.1:36001"
    for attempt in range(600):
        try:
            requests.get(url, timeout=1)
            break
        except requests.RequestException:
            if server.poll() is not None:
                common.skip("TextCraft's server does not start: " + open(log.name).read()[-400:])
            time.sleep(0.1)
    client = TextCraftEnvClient(url, 100)
    compare("textcraft", [hold(client, "textcraft", task, crafting) for task in range(12)], url, "textcraft")
finally:
    server.terminate()
sys.exit(1 if failed else 0)
