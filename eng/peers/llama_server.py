"""llama.cpp's llama-server as the expert of a collection: replies, tokens, and the same bytes for the same questions.

    python3 eng/peers/llama_server.py --model MODEL.gguf --gleaner ./gleaner
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

import common

options = common.arguments(__doc__, model="a chat model as GGUF", gleaner="the launcher, or the program and its arguments")
program = shutil.which("llama-server")
if not program:
    common.skip("there is no llama-server on the PATH")
if not options.model or not os.path.isfile(options.model):
    common.skip(f"there is no model: {options.model} (--model)")

gleaner = (options.gleaner or "./gleaner").split()
print(subprocess.run([program, "--version"], capture_output=True, text=True).stderr.strip().splitlines()[0])
folder = tempfile.mkdtemp(prefix="gleaner-peers-")
server = subprocess.Popen([program, "-m", options.model, "--port", "36002", "--jinja", "--parallel", "1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for attempt in range(600):
        try:
            urllib.request.urlopen("http://127.0.0.1:36002/health", timeout=1)
            break
        except OSError:
            time.sleep(0.5)
    config = os.path.join(folder, "peers.yaml")
    with open(config, "w", encoding="utf-8") as file:
        file.write("name: peers\nenvironment: {kind: maze, size: 3, count: 40, max_turns: 4}\ntasks: {train: {first: 10, count: 10}, test: {first: 0, count: 4}}\n"
                   "experts: [{kind: chat, name: llama, endpoint: 'http://127.0.0.1:36002/v1', model: m, temperature: 0, parallel: 1}]\nstudent: {kind: text}\nmethods: [{kind: eef}]\n")
    files = []
    for number in (1, 2):
        output = os.path.join(folder, f"collected-{number}.jsonl")
        result = subprocess.run([*gleaner, "collect", config, "--episodes", "5", "--output", output], capture_output=True, text=True)
        print(result.stdout.strip() or result.stderr.strip())
        if result.returncode != 0:
            sys.exit(1)
        files.append(open(output, "rb").read())
    print("collected twice: " + ("the same bytes" if files[0] == files[1] else "other bytes"))
    sys.exit(0 if files[0] == files[1] else 1)
finally:
    server.terminate()
