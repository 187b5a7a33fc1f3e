"""A real SMTP server on loopback that can misbehave: for the tests of delivery."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message


class SmtpServer(socketserver.ThreadingTCPServer):
    """`mode`: accept, later (451), never (554), silent (no greeting), cut (hangs up on DATA),
    slow (`delay` seconds before each answer), held (has the mail, has not accepted it yet), mute
    (has accepted it, and does not say so).

    `refused`: an address it takes no mail for, whatever the mode. `has_mail`: set once a mail is
    held or its acceptance kept silent.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mode = "accept"
        self.delay = 0.0
        self.has_mail = threading.Event()
        self.refused = ""
        self.received: list[tuple[list[str], Message]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Session(socketserver.StreamRequestHandler):
    server: SmtpServer

    def say(self, line: str) -> None:
        if self.server.mode == "slow":
            time.sleep(self.server.delay)
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client may lose patience, or be killed
            self._talk()

    def _talk(self) -> None:
        if self.server.mode == "silent":
            time.sleep(5)
            return
        self.say("220 essai")
        recipients: list[str] = []
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word.split(" ")[0].upper()
            if verb == "RCPT":
                if self.server.mode == "later":
                    self.say("451 come back later")
                    continue
                if self.server.mode == "never":
                    self.say("554 no")
                    continue
                address = word.partition(":")[2].strip("<>")
                if address == self.server.refused:
                    self.say("550 unknown here")
                    continue
                recipients.append(address)
            elif verb == "DATA":
                if self.server.mode == "cut":
                    return
                self.say("354 go on")
                message = message_from_bytes(self._body())
                if self.server.mode == "held":
                    self._keep_waiting()
                    return
                self.server.received.append((recipients, message))
                recipients = []
                if self.server.mode == "mute":
                    self._keep_waiting()
                    return
            elif verb == "QUIT":
                self.say("221 bye")
                return
            self.say("250 ok")

    def _keep_waiting(self) -> None:
        """Until the client has gone."""
        self.server.has_mail.set()
        self.rfile.read()

    def _body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


@contextmanager
def smtp_server() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
