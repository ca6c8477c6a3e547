"""Waiting in tests: for a condition, and for what somebody prints."""
import re
import time


class Failed(AssertionError):
    pass


def wait_until(condition, seconds, what, interval=0.2):
    """The first true value of condition(); what it says last is shown when the time passes."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failed(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(interval)


class Transcript:
    """Reads until a pattern appears, keeping all that was printed. read(seconds) adds to `text`; false at the end."""

    def __init__(self):
        self.text, self.seen = "", 0

    def expect(self, pattern, seconds=30):
        deadline = time.monotonic() + seconds
        while True:
            found = re.compile(pattern).search(self.text, self.seen)
            if found:
                self.seen = found.end()
                return found
            left = deadline - time.monotonic()
            if left <= 0 or not self.read(left):
                raise Failed(f"no {pattern!r} in {seconds} s; it ends with:\n{self.text[-3000:]}")
