#!/usr/bin/env python3
"""A register on a small machine: memory at rest and while doors open, and doors a second.

    benches/small_machine.py PROGRAM MEMORY_MB [SECONDS]

Runs the program as it is given out, in a memory group of that size without swap, on one core; asks
from the other cores. Needs root for the group. docs/performance.md says how to read it.
"""
import concurrent.futures
import http.client
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

PROGRAM, MEGABYTES = os.path.abspath(sys.argv[1]), int(sys.argv[2])
SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else 30.0
PORT = 18080
HOST = "127.0.0.1:8080"
VISITORS = 8
QUICK = {
    "ENKEL_WEB_LISTEN": f"127.0.0.1:{PORT}",
    "ENKEL_DOOR_MINIMUM_FORM_AGE_SECONDS": "0",
    "ENKEL_WEB_CODE_REQUESTS_PER_PREFIX_PER_HOUR": "1000000",
    "ENKEL_WEB_CODE_REQUESTS_PER_MINUTE": "1000000",
    "ENKEL_WEB_POSTS_PER_PREFIX_PER_MINUTE": "1000000",
    "ENKEL_MAIL_LETTERS_PER_DOMAIN_PER_DAY": "1000000",
    "ENKEL_DERIVATION_WORKERS": "1",
}


class Group:
    """A memory group, of whichever version of control groups this machine has."""

    def __init__(self):
        first = pathlib.Path("/sys/fs/cgroup/memory")
        self.old = first.is_dir()
        self.folder = (first if self.old else pathlib.Path("/sys/fs/cgroup")) / "enkel-small"
        self.folder.mkdir(exist_ok=True)
        size = str(MEGABYTES * 1024 * 1024)
        if self.old:
            self.write("memory.limit_in_bytes", size)
            if (self.folder / "memory.memsw.limit_in_bytes").exists():
                self.write("memory.memsw.limit_in_bytes", size)
        else:
            self.write("memory.max", size)
            self.write("memory.swap.max", "0")

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def enter(self):
        self.write("cgroup.procs", str(os.getpid()))
        os.sched_setaffinity(0, {0})

    def refused(self):
        """How often the group was full, and how often somebody was ended for it."""
        if self.old:
            control = (self.folder / "memory.oom_control").read_text()
            ended = re.search(r"oom_kill (\d+)", control)
            return ended.group(1) if ended else "?"
        return re.search(r"oom_kill (\d+)", (self.folder / "memory.events").read_text()).group(1)


class Visitor:
    """One browser, which keeps its cookie."""

    def __init__(self):
        self.cookie, self.page, self.at = "", "", ""

    def ask(self, method, path, fields=None):
        line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        headers = {"Host": HOST, "Cookie": f"visit={self.cookie}"}
        body = None
        if fields is not None:
            token = re.search(r'name="token" value="([^"]*)"', self.page)
            body = "&".join(f"{k}={v}" for k, v in {"token": token.group(1), **fields}.items())
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, body, headers)
        answer = line.getresponse()
        self.page, self.at = answer.read().decode(), path
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.split(";")[0].split("=", 1)[1]
        line.close()
        to = answer.getheader("Location")
        return self.ask("GET", to) if to else answer.status


class Post:
    """The folder of letters, read by one thread for all who wait: a code for each address."""

    def __init__(self, folder):
        self.folder, self.codes, self.seen = folder, {}, set()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            for entry in os.scandir(self.folder) if self.folder.is_dir() else ():
                if entry.name.endswith(".eml") and entry.name not in self.seen:
                    self.seen.add(entry.name)
                    text = pathlib.Path(entry.path).read_text()
                    to = re.search(r"^To: (.*?)\r?$", text, re.M).group(1).strip()
                    code = re.search(r"^ *(\d[\d ]{7,9}\d) *\r?$", text, re.M).group(1)
                    self.codes[to] = code.replace(" ", "")
            time.sleep(0.02)

    def code(self, address):
        since = time.monotonic()
        while address not in self.codes:
            if time.monotonic() - since > 60:
                raise TimeoutError("no letter came")
            time.sleep(0.01)
        return self.codes[address]


def opens_a_door(post, number):
    visitor, address = Visitor(), f"somebody-{number}@example.org"
    visitor.ask("GET", "/nl/start")
    visitor.ask("POST", "/nl/start", {"address": address.replace("@", "%40")})
    code = post.code(address)
    began = time.monotonic()
    visitor.ask("POST", "/nl/code", {"code": code})
    assert visitor.at == "/nl/choose", visitor.page
    return time.monotonic() - began


def memory(pid, name):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) // 1024


def is_ready():
    try:
        line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
        line.request("GET", "/readyz", headers={"Host": HOST})
        return line.getresponse().status == 200
    except OSError:
        return False


def measure(program, post):
    while not is_ready():
        assert program.poll() is None, "it ended"
        time.sleep(0.05)
    time.sleep(5)
    rest = memory(program.pid, "VmRSS")
    waits, until, number = [], time.monotonic() + SECONDS, iter(range(10**9))
    began = time.monotonic()

    def visits():
        while time.monotonic() < until:
            waits.append(opens_a_door(post, next(number)))

    with concurrent.futures.ThreadPoolExecutor(VISITORS) as pool:
        for visit in [pool.submit(visits) for _ in range(VISITORS)]:
            visit.result()
    took = time.monotonic() - began
    busy = memory(program.pid, "VmRSS")
    waits.sort()
    middle = waits[len(waits) // 2] * 1000
    most = memory(program.pid, "VmHWM")
    print(f"| {MEGABYTES} | {rest} | {busy} | {most} | {len(waits) / took:.1f} | {middle:.0f} |", end="")


def main():
    group = Group()
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([PROGRAM, "init", "--dir", f"{home}/r", "--yes"], check=True, stdout=subprocess.DEVNULL)
        others = os.sched_getaffinity(0) - {0} or {0}
        serve = [PROGRAM, "serve", "--config", f"{home}/r/enkel.toml"]
        log = open(f"{home}/log", "w")
        program = subprocess.Popen(serve, env=QUICK, preexec_fn=group.enter, stdout=log, stderr=log)
        os.sched_setaffinity(0, others)
        try:
            measure(program, Post(pathlib.Path(home) / "r/mail"))
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(60)
        print(f" {group.refused()} |")
    group.folder.rmdir()


main()
