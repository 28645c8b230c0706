"""OpenEnv's own client against Gleaner's server, and Gleaner's client against OpenEnv's servers.

    python3 eng/peers/openenv.py --source OPENENV --gleaner ./gleaner

Its client plays WebShop on Gleaner's server, and OpenEnv's grid world and maze on their own, at random. Then `gleaner replay` does the same on the same
servers: the same texts, rewards and ends? Packages that these do not use, but whose names OpenEnv imports, have stand-ins where they are not installed.
"""

import importlib.util
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

import common

options = common.arguments(__doc__, source="OpenEnv's checkout", gleaner="the launcher, or the program and its arguments")
source = common.require_folder(options.source, "OpenEnv's checkout (--source)")
gleaner = (options.gleaner or "./gleaner").split()
folder = tempfile.mkdtemp(prefix="gleaner-peers-")
# Python imports a sitecustomize of its path before anything else, in OpenEnv's servers as well.
missing = [name for name in ("fastmcp", "gradio", "mcp") if importlib.util.find_spec(name) is None]
with open(os.path.join(folder, "sitecustomize.py"), "w", encoding="utf-8") as file:
    file.write(f"""import sys
from unittest.mock import MagicMock

for name in {missing!r}:
    for part in ("", ".client", ".client.client", ".exceptions", ".themes", ".themes.utils", ".types"):
        sys.modules[name + part] = MagicMock(name=name)
        for member in ("Client", "FastMCP", "CallToolResult", "TextContent"):
            setattr(sys.modules[name + part], member, type(member, (), {{}}))
""")
sys.path[:0] = [folder, os.path.join(source, "src")]
exec(open(os.path.join(folder, "sitecustomize.py"), encoding="utf-8").read())
print(f"stand-ins for {', '.join(missing) or 'nothing'}")
try:
    import pydantic
    import requests
    import websockets
except ImportError as error:
    common.skip(f"OpenEnv's client needs a package that is not installed: {error}")
if int(pydantic.VERSION.split(".")[0]) < 2:
    common.skip(f"OpenEnv's client needs pydantic 2; here is {pydantic.VERSION}")
try:
    from openenv.core.generic_client import GenericEnvClient
except ImportError as error:
    common.skip(f"OpenEnv's client cannot be imported: {error}")

failed = False


def play(client, name, task, task_field, field, actions):
    """An episode by OpenEnv's client, as a line of Gleaner's trajectories."""
    def text(result):
        # Without a text of its own an observation is shown as JSON, members in order.
        return result.observation.get("text") or json.dumps(result.observation, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    result, turns, value = client.reset(**{task_field: task, "episode_id": f"openenv/{name}/{task}"}), [], 0.0
    for action in actions:
        seen = text(result)
        result = client.step({field: action})
        turns.append({"observation": seen, "action": str(action), "author": "expert", "reward": result.reward or 0, "possible": True})
        value += result.reward or 0
        if result.done:
            break
    return {"version": 1, "task": f"openenv/{name}/{task}", "policy": "random", "return": value, "stopReason": "done" if result.done else "noAction", "turns": turns, "final": text(result)}


def compare(name, url, task_field, choices):
    global failed
    field, = requests.get(url + "/schema").json()["action"]["required"]
    recorded, config = os.path.join(folder, name + ".jsonl"), os.path.join(folder, name + ".yaml")
    with open(recorded, "w", encoding="utf-8") as file:
        for task in range(12):
            with GenericEnvClient(base_url=url).sync() as client:
                file.write(json.dumps(play(client, name, task, task_field, field, [random.choice(choices) for _ in range(20)])) + "\n")
    with open(config, "w", encoding="utf-8") as file:
        file.write(f"name: peers\nenvironment: {{kind: openenv, name: {name}, url: '{url}', task_field: {task_field}, max_turns: 20}}\ntasks: {{train: {{first: 0, count: 8}}, test: {{first: 8, count: 4}}}}\n"
                   f"experts: [{{kind: recorded, name: random, file: '{recorded}'}}]\nstudent: {{kind: text}}\nmethods: [{{kind: eef}}]\n")
    result = subprocess.run([*gleaner, "replay", "--config", config, recorded], capture_output=True, text=True)
    print(f"{name}: exit code {result.returncode}\n{result.stderr.strip()}\n{result.stdout.strip()}".replace(recorded, name))
    failed |= result.returncode != 0


def compare_server(name, choices, port):
    log = open(os.path.join(folder, name + ".log"), "w")
    paths = os.pathsep.join([folder, os.path.join(source, "src"), source])
    server = subprocess.Popen([sys.executable, "-m", "uvicorn", f"envs.{name}_env.server.app:app", "--port", str(port)], cwd=source, env=dict(os.environ, PYTHONPATH=paths), stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        for attempt in range(600):
            try:
                requests.get(url + "/schema", timeout=1)
                break
            except requests.RequestException:
                if server.poll() is not None:
                    print(f"skipped: the server of {name} does not start: " + open(log.name).read()[-400:])
                    return
                time.sleep(0.1)
        compare(name, url, "seed", choices)
    finally:
        server.terminate()


random.seed(1)
server = subprocess.Popen([*gleaner, "serve", "webshop", "--protocol", "openenv", "--products", "80", "--port", "0"], stdout=subprocess.PIPE, text=True)
try:
    url = re.search(r"http://\S+", server.stdout.readline()).group(0).rstrip(".,")
    compare("webshop", url, "task_number", ["search[red shoes]", "click[next >]", "click[back to search]", "nonsense"])
finally:
    server.terminate()

try:
    import fastapi  # noqa: F401
    import uvicorn  # noqa: F401

    compare_server("grid_world", ["UP", "DOWN", "LEFT", "RIGHT", "DOWN", "RIGHT"], 36011)
    compare_server("maze", [0, 1, 2, 3], 36012)
except ImportError:
    print("skipped: OpenEnv's servers need the packages fastapi and uvicorn")
sys.exit(1 if failed else 0)
