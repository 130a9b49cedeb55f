"""A server that does to its one client whatever a test wants, below HTTP."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


@contextmanager
def listening(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that treats its one client as `behave` says."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client:
                client.recv(65536)
                try:
                    behave(client)
                except OSError:  # the client has gone, as it should
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def trickle(client: socket.socket) -> None:
    """Headers that take a minute."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1200:
        client.sendall(bytes([byte]))
        sleep(0.05)


def wait(client: socket.socket) -> None:
    """Say nothing until the client has gone."""
    while client.recv(65536):
        pass


def send(text: bytes) -> Callable[[socket.socket], None]:
    return lambda client: client.sendall(text)
