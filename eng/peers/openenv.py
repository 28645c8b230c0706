"""OpenEnv's own client against Gleaner's server: the same observations, rewards and ends as by plain HTTP?

    python3 eng/peers/openenv.py --source OPENENV --gleaner ./gleaner
"""

import os
import re
import subprocess
import sys

import common

options = common.arguments(__doc__, source="OpenEnv's checkout", gleaner="the launcher, or the program and its arguments")
source = common.require_folder(options.source, "OpenEnv's checkout (--source)")
gleaner = (options.gleaner or "./gleaner").split()
sys.path.insert(0, os.path.join(source, "src"))
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

server = subprocess.Popen([*gleaner, "serve", "webshop", "--protocol", "openenv", "--products", "80", "--port", "0"], stdout=subprocess.PIPE, text=True)
try:
    url = re.search(r"http://\S+", server.stdout.readline()).group(0).rstrip(".,")
    equal = steps = 0
    for seed in range(10):
        with GenericEnvClient(base_url=url).sync() as client, requests.Session() as plain:
            first = client.reset(seed=seed)
            other = plain.post(url + "/reset", json={"seed": seed}).json()
            pairs = [(first.observation, first.reward, first.done, other)]
            for action in ("search[red shoes]", "click[next >]", "click[back to search]", "nonsense"):
                one = client.step({"message": action})
                other = plain.post(url + "/step", json={"action": {"message": action}}).json()
                pairs.append((one.observation, one.reward, one.done, other))
            for observation, reward, done, other in pairs:
                steps += 1
                equal += (observation, reward, done) == (other["observation"], other.get("reward"), other["done"])
    print(f"OpenEnv's client: {equal} of {steps} observations, rewards and ends are equal")
    sys.exit(0 if equal == steps else 1)
finally:
    server.terminate()
