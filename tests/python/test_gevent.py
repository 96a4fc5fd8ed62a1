"""A program that gevent has patched: blocking calls belong in gevent's own thread pool."""

import subprocess
import sys

PROGRAM = """
from gevent import monkey

monkey.patch_all()

import gevent
from gevent import get_hub
from gevent.event import Event

from webex_broadworks.testing import Sandbox

SLOW = {"name": "slow", "seconds": 0.3}

def count(turns, done):
    while not done.is_set():
        turns.append(None)
        gevent.sleep(0.01)

with Sandbox(enterprises=3, all_synced=True, faults=[SLOW]) as sandbox, sandbox.client() as webex:
    turns, done = [], Event()
    counter = gevent.spawn(count, turns, done)
    pool = get_hub().threadpool
    first = pool.apply(lambda: webex.enterprises.list().first())
    calls = [pool.spawn(webex.directory_sync.get_status, first) for _ in range(4)]
    states = [call.get() for call in calls]
    done.set()
    counter.join()
    print(len(states), len(turns) > 1)
"""


def test_other_greenlets_run_while_a_call_waits_in_the_pool_of_threads() -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert (ran.stdout, ran.returncode) == ("4 True\n", 0), ran.stderr
