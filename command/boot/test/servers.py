"""Loopback servers for the suite: http, https and a proxy; what they saw is one line a request in DIR/log.

usage: servers.py DIR   (DIR holds files/, cert.pem, key.pem; DIR/ports is written when all listen)
Paths: /files/NAME  /cut/TIMES/ID/NAME (dies in the middle, then works)  /busy/TIMES/ID/NAME (503, then works)
       /to-http/NAME  /to-https/NAME  /loop/NAME (redirects)  /endless/NAME  anything else: 404
"""
import collections
import http.server
import os
import pathlib
import select
import socket
import ssl
import sys
import threading

root = pathlib.Path(sys.argv[1])
seen = collections.Counter()
ports = {}
lock = threading.Lock()


def note(line):
    with lock, open(root / "log", "a") as log:
        log.write(line + "\n")


class Files(http.server.BaseHTTPRequestHandler):
    scheme = "http"

    def log_message(self, *_):
        pass

    def do_GET(self):
        note(f"{self.scheme} {self.path}")
        kind, *rest = self.path.strip("/").split("/")
        if kind in ("cut", "busy"):
            with lock:
                seen[self.path] += 1
                faulty = seen[self.path] <= int(rest[0])
            self.serve(rest[-1], cut=faulty and kind == "cut", status=503 if faulty and kind == "busy" else 200)
        elif kind == "to-http":
            self.redirect(f"http://127.0.0.1:{ports['http']}/files/{rest[-1]}")
        elif kind == "to-https":
            self.redirect(f"https://localhost:{ports['https']}/files/{rest[-1]}")
        elif kind == "loop":
            self.redirect(f"https://localhost:{ports['https']}/loop/{rest[-1]}")
        elif kind == "endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
        else:
            self.serve(rest[-1] if kind == "files" and rest else "?")

    def redirect(self, target):
        self.send_response(302)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def serve(self, name, cut=False, status=200):
        file = root / "files" / name
        if status != 200 or not file.is_file():
            self.send_error(status if status != 200 else 404)
            return
        body = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)


class SecureFiles(Files):
    scheme = "https"


class Proxy(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        note(f"proxy GET {self.path}")
        self.send_error(403)

    def do_CONNECT(self):
        note(f"proxy CONNECT {self.path}")
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as far:
            self.send_response(200)
            self.end_headers()
            ends = [self.connection, far]
            while True:
                for end in select.select(ends, [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[1 - ends.index(end)].sendall(data)


def listen(name, handler, tls=False):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(root / "cert.pem", root / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None
    ports[name] = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()


listen("http", Files)
listen("https", SecureFiles, tls=True)
listen("proxy", Proxy)
(root / "ports.new").write_text("".join(f"{name}={port}\n" for name, port in ports.items()))
os.rename(root / "ports.new", root / "ports")
threading.Event().wait()
