#!/usr/bin/env python3
"""Opens many OpenEnv sessions at once, plays a little in each, and tells what the server takes in memory.

    bench/serving/sockets.py URL PID [SESSIONS]

URL and PID are those of a running 'gleaner serve webshop --protocol openenv --sessions 10000'. Needs Python's own library
only. Sessions are spread over 127.0.0.1..127.0.0.8 as senders, so that ports do not run out. The last line is JSON.
"""
import asyncio
import base64
import json
import os
import resource
import sys
import time
from urllib.parse import urlsplit

SENDERS = 8
AT_ONCE = 200
MESSAGES = [
    {"type": "reset", "data": {"seed": 7}},
    {"type": "step", "data": {"action_str": "search[blue shirt]"}},
    {"type": "step", "data": {"action_str": "click[next >]"}},
]


def resident_mib(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) // 1024


def frame(message):
    """A masked text frame."""
    payload = json.dumps(message).encode()
    mask = os.urandom(4)
    assert len(payload) < 126
    return bytes([0x81, 0x80 | len(payload)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


async def receive(reader):
    _, size = await reader.readexactly(2)
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    elif size == 127:
        size = int.from_bytes(await reader.readexactly(8), "big")
    reply = json.loads(await reader.readexactly(size))
    if reply["type"] != "observation":
        raise RuntimeError(f"the server answered {reply}")


async def open_session(url, number, gate):
    async with gate:
        reader, writer = await asyncio.open_connection(url.hostname, url.port, local_addr=(f"127.0.0.{1 + number % SENDERS}", 0))
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /ws HTTP/1.1\r\nHost: {url.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(head.decode())
        await play(reader, writer)
        return reader, writer


async def play(reader, writer):
    for message in MESSAGES:
        writer.write(frame(message))
        await receive(reader)


async def main():
    url, pid, sessions = urlsplit(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    before = resident_mib(pid)
    gate = asyncio.Semaphore(AT_ONCE)
    connections = await asyncio.gather(*(open_session(url, i, gate) for i in range(sessions)))
    opened = resident_mib(pid)
    started = time.monotonic()
    for first in range(0, sessions, AT_ONCE):
        await asyncio.gather(*(play(*connection) for connection in connections[first:first + AT_ONCE]))
    seconds = time.monotonic() - started
    print(json.dumps({
        "bench": "serve-sockets", "sessions": sessions, "resident_mib_before": before, "resident_mib_open": opened,
        "resident_mib_played": resident_mib(pid), "messages_per_second_with_this_client": round(sessions * len(MESSAGES) / seconds),
    }))


asyncio.run(main())
