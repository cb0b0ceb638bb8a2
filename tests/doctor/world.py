"""What lies outside a register's machine, on loopback: names, a proxy that does TLS, and a signer.

    world.py BACKEND [DNS]

(DNS: the address and port of the resolver, where it must be a certain one) prints {"dns": PORT, "https": PORT, "clear": PORT, "ca": PEM}. Then each line of standard input is one
JSON object, answered by one:

    {"zone": [[NAME, KIND, TEXT], ...]}       what the resolver knows from now on
    {"proxy": HOW, "clear": HOW, "certificate": HOW}
    {"sign": LETTER, "domain": D, "selector": S, "kind": "rsa" | "ed25519"}   by dkimpy
    {"verify": LETTER}                        by dkimpy, which asks that resolver for the key

It ends when its standard input is closed.
"""

import base64
import datetime
import http.client
import http.server
import json
import logging
import socket
import ssl
import sys
import threading

import dkim
import dns.resolver
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from dnslib import AAAA, MX, PTR, QTYPE, RCODE, RR, TXT, A
from dnslib.server import BaseResolver, DNSHandler, DNSLogger, DNSServer

NAME = "enkel.example"


def say(thing):
    print(json.dumps(thing), flush=True)


# --- names ------------------------------------------------------------------------------------


def pieces(text):
    """A text longer than 255 bytes is published in pieces."""
    raw = text.encode()
    return [raw[at : at + 255] for at in range(0, len(raw), 255)]


def mail_server(text):
    rank, name = text.split(" ")
    return MX(name, int(rank))


KINDS = {
    "A": A,
    "AAAA": AAAA,
    "PTR": PTR,
    "MX": mail_server,
    "TXT": lambda text: TXT(pieces(text)),
}


class Zone(BaseResolver):
    """Knows what it was told; of the name `broken.` it cannot say anything."""

    def __init__(self):
        self.records = []
        self.asked = []

    def resolve(self, request, handler):
        reply = request.reply()
        name = str(request.q.qname).rstrip(".").lower()
        kind = QTYPE[request.q.qtype]
        self.asked.append([handler.protocol, name, kind])
        if name.startswith("broken."):
            reply.header.rcode = RCODE.SERVFAIL
            return reply
        known = [record for record in self.records if record[0].lower() == name]
        if not known:
            reply.header.rcode = RCODE.NXDOMAIN
        for _, this, text in known:
            if this == kind:
                reply.add_answer(RR(name, request.q.qtype, rdata=KINDS[kind](text), ttl=60))
        return reply


class Short(DNSHandler):
    """A longer answer is cut off over UDP, as everywhere."""

    udplen = 512


def resolve(address, port):
    """The same port for UDP and TCP; where any will do, another test may be quicker to take one."""
    zone = Zone()
    given = port
    while True:
        common = {"address": address, "handler": Short, "logger": DNSLogger(logf=lambda line: None)}
        udp = DNSServer(zone, port=given, **common)
        port = udp.server.server_address[1]
        try:
            tcp = DNSServer(zone, port=port, tcp=True, **common)
        except OSError:
            if given:
                raise
            udp.server.server_close()
            continue
        udp.start_thread()
        tcp.start_thread()
        return zone, port


# --- a proxy ------------------------------------------------------------------------------------


class From127002(http.client.HTTPConnection):
    """A proxy is another machine than the visitor, so it has an address of its own."""

    def connect(self):
        self.sock = socket.create_connection((self.host, self.port), 5, ("127.0.0.2", 0))


class Proxy(http.server.BaseHTTPRequestHandler):
    backend = 0
    how = {"proxy": "write", "clear": "redirect"}

    def do_GET(self):
        connection = From127002("127.0.0.1", self.backend)
        sent = {k: v for k, v in self.headers.items() if k.lower() != "x-forwarded-for"}
        claimed = self.headers.get("X-Forwarded-For")
        # The visitors of this small world have an address that is not this machine's.
        visitor = "198.51.100.7"
        if self.how["proxy"] == "write":
            sent["X-Forwarded-For"] = visitor
        elif self.how["proxy"] == "append":
            sent["X-Forwarded-For"] = f"{claimed}, {visitor}" if claimed else visitor
        elif self.how["proxy"] == "pass" and claimed:
            sent["X-Forwarded-For"] = claimed
        try:
            connection.request("GET", self.path, headers=sent)
            answer = connection.getresponse()
        except OSError:
            return self.send_error(502)
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


class Clear(Proxy):
    """The port of those who type no scheme."""

    https = 0

    def do_GET(self):
        if self.how["clear"] == "serve":
            self.headers.replace_header("Host", f"{NAME}:{self.https}")
            return super().do_GET()
        to = NAME if self.how["clear"] == "redirect" else "elsewhere.example"
        self.send_response(308)
        self.send_header("Location", f"https://{to}:{self.https}{self.path}")
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()


def certificates():
    """One context for each state a certificate can be in; all but one by an authority we show."""
    authority, stranger = trustme.CA(), trustme.CA()
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    made = {
        "good": authority.issue_cert(NAME),
        "soon": authority.issue_cert(NAME, not_after=now + 5.5 * day),
        "ended": authority.issue_cert(NAME, not_before=now - 9 * day, not_after=now - day),
        "other": authority.issue_cert("other.example"),
        "stranger": stranger.issue_cert(NAME),
    }
    contexts = {}
    for name, certificate in made.items():
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(contexts[name])
    return contexts, authority.cert_pem.bytes().decode("ascii")


class TlsServer(http.server.ThreadingHTTPServer):
    """Takes the context that holds at that moment."""

    context = None

    def get_request(self):
        stream, peer = super().get_request()
        stream.settimeout(5)
        return self.context.wrap_socket(stream, server_side=True, do_handshake_on_connect=False), peer

    def handle_error(self, request, client_address):
        pass


def stand_before(backend):
    contexts, authority = certificates()
    Proxy.backend = backend
    front = TlsServer(("127.0.0.1", 0), Proxy)
    front.context = contexts["good"]
    clear = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Clear)
    Clear.https = front.server_address[1]
    for server in (front, clear):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return front, clear, contexts, authority


# --- signatures ---------------------------------------------------------------------------------

KEYS = {}


def key(kind):
    if kind not in KEYS:
        if kind == "rsa":
            made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            private = made.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.TraditionalOpenSSL,
                serialization.NoEncryption(),
            )
            public = made.public_key().public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        else:
            made = ed25519.Ed25519PrivateKey.generate()
            raw = serialization.Encoding.Raw
            private = base64.b64encode(
                made.private_bytes(
                    raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
                )
            )
            public = made.public_key().public_bytes(raw, serialization.PublicFormat.Raw)
        KEYS[kind] = private, base64.b64encode(public).decode()
    return KEYS[kind]


def sign(order):
    kind = order["kind"]
    private, public = key(kind)
    letter = order["sign"].encode()
    form = order.get("form", "relaxed/simple").encode().split(b"/")
    signature = dkim.sign(
        letter,
        order["selector"].encode(),
        order["domain"].encode(),
        private,
        canonicalize=tuple(form),
        signature_algorithm=b"rsa-sha256" if kind == "rsa" else b"ed25519-sha256",
    )
    record = f"v=DKIM1; k={kind}; p={public}"
    return {"signed": (signature + letter).decode(), "record": record}


def verify(letter, port):
    """Whether the signature holds; dkimpy asks our resolver, and nobody else, for the key."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], port

    def text(name, timeout=5):
        for record in resolver.resolve(name.decode().rstrip("."), "TXT"):
            return b"".join(record.strings)

    try:
        return {"holds": dkim.verify(letter.encode(), dnsfunc=text)}
    except dkim.DKIMException as error:
        return {"holds": False, "why": str(error)}


# ------------------------------------------------------------------------------------------------


def main(backend, at="127.0.0.1:0"):
    address, _, port = at.rpartition(":")
    zone, port = resolve(address, int(port))
    front, clear, contexts, authority = stand_before(backend)
    say(
        {
            "dns": port,
            "https": front.server_address[1],
            "clear": clear.server_address[1],
            "ca": authority,
        }
    )
    for line in sys.stdin:
        order = json.loads(line)
        if "sign" in order:
            say(sign(order))
            continue
        if "verify" in order:
            say(verify(order["verify"], port))
            continue
        zone.records = order.get("zone", zone.records)
        Proxy.how = {**Proxy.how, **order}
        front.context = contexts[order.get("certificate", "good")]
        asked, zone.asked = zone.asked, []
        say({"asked": asked})


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main(int(sys.argv[1]), *sys.argv[2:])
