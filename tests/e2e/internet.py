"""A small internet: the far end of a link, in a network namespace of its own. Answers each HTTP request with the address
that it came from, over IPv4 and IPv6. Prints "up" when it listens, ends with its standard input."""
import http.server
import socket
import subprocess
import sys
import threading

# Addresses for documentation: they are nobody's (RFC 5737, RFC 3849).
V4, V6 = "203.0.113.1", "2001:db8:1::1"


class WhoAsks(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = (self.client_address[0].removeprefix("::ffff:") + "\n").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6  # takes IPv4, too


if __name__ == "__main__":
    print("inside", flush=True)
    sys.stdin.readline()  # the link has been moved here
    for words in ("link set lo up", f"addr add {V4}/24 dev far", f"-6 addr add {V6}/64 dev far nodad", "link set far up"):
        subprocess.run(["ip", *words.split()], check=True)
    server = Server(("::", 8000), WhoAsks)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("up", flush=True)
    sys.stdin.read()
