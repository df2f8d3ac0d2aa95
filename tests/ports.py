"""Free TCP ports for servers that tests start."""

from __future__ import annotations

import random
import socket

LOOPBACK = "127.0.0.1"
BELOW_EPHEMERAL = range(20_000, 32_000)
"""Linux gives outgoing connections ports from 32,768 up: one from below stays free while a killed node is away."""


def free_ports(count: int) -> list[int]:
    """Different ports on loopback that nothing listens on now."""
    chosen: list[int] = []
    for port in random.sample(BELOW_EPHEMERAL, len(BELOW_EPHEMERAL)):
        if _is_free(port):
            chosen.append(port)
        if len(chosen) == count:
            return chosen
    raise OSError(f"no {count} free ports between {BELOW_EPHEMERAL.start} and {BELOW_EPHEMERAL.stop}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # as the servers do: a port whose last connections are still timing out counts as free
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
