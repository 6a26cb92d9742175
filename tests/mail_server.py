"""A mail server on loopback that takes what it is sent, and fails when told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """`faults` are used up one a session: a word of SMTP or "text", and what is answered there; "" hangs up."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[str] = []
        self.faults: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, MailServer)
        at, said = server.faults.pop(0) if server.faults else ("", "")
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].decode().upper() if line.split() else ""
            if word == at.upper():
                if not said:
                    return
                self.wfile.write(f"{said}\r\n".encode())
                continue
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    if not part:
                        return
                    text += part
                if at in ("text", "taken"):  # before and after it is in the box
                    if at == "taken":
                        server.taken.append(text.decode())
                    if not said:
                        return
                    self.wfile.write(f"{said}\r\n".encode())
                    continue
                server.taken.append(text.decode())
            self.wfile.write(b"221 bye\r\n" if word == "QUIT" else b"250 ok\r\n")
            if word == "QUIT":
                return


@contextmanager
def running() -> Iterator[MailServer]:
    """A server for the length of a block."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
