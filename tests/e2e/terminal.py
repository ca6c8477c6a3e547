"""A person at a terminal: a program on a pseudo terminal, read until a pattern appears."""
import os
import pty
import select
import subprocess
import termios
import time

from cluster import BUILD
from transcript import Transcript

PROMPT = r"[$#] "


class Terminal(Transcript):
    def __init__(self, cluster, *command):
        ours, theirs = pty.openpty()
        super().__init__()
        self.descriptor = ours
        self.process = subprocess.Popen(cluster.enter(*command), stdin=theirs, stdout=theirs, stderr=theirs,
                                        env=cluster.environment, start_new_session=True)
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.descriptor)

    def read(self, seconds):
        if not select.select([self.descriptor], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:  # the program has ended
            return False
        self.text += data.decode("utf-8", "replace")
        return bool(data)

    def echoes(self):
        """Whether the terminal is as a shell leaves it: it shows what is typed."""
        return bool(termios.tcgetattr(self.descriptor)[3] & termios.ECHO)

    def send(self, text):
        os.write(self.descriptor, text.encode())

    def send_line(self, line):
        self.send(line + "\r")

    def wait(self, seconds=20):
        """Exit status, once all it printed is read."""
        deadline = time.monotonic() + seconds
        while self.read(max(0.1, deadline - time.monotonic())) and time.monotonic() < deadline:
            pass
        return self.process.wait(max(1, deadline - time.monotonic()))


class GuestConsole(Terminal):
    """`virtctl console`."""

    def __init__(self, cluster, name, *flags):
        super().__init__(cluster, f"{BUILD}/bin/virtctl", "console", name, *flags)

    def connected(self, seconds=90):
        self.expect("Successfully connected to .* console[.] The escape sequence is \\^\\]\\s*", seconds)

    def login(self, user="cirros", password="gocubsgo", seconds=90):
        if not self.seen:
            self.connected(seconds)
        # The prompt may have been printed before this session, or a shell may be open.
        self.send_line("")
        if self.expect(r"login: |[$#] ", seconds)[0].startswith("login"):
            self.send_line(user)
            self.expect("Password: ")
            self.send_line(password)
            self.expect(PROMPT)

    def run(self, command, seconds=60):
        """Runs one command line in the guest's shell: its status and output."""
        # The marks are written in two parts, so that they are not found in the terminal's echo of this line.
        self.send_line(f"echo '<be''gin>'; {command}; echo \"<st\"\"atus $?>\"")
        start = self.expect(r"<begin>\s*", seconds).end()
        status = self.expect(r"<status (\d+)>", seconds)
        output = self.text[start:status.start()].replace("\r", "").strip()
        self.expect(PROMPT)
        return int(status[1]), output

    def leave(self):
        self.send("\x1d")
        return self.wait()
