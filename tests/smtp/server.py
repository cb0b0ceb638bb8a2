"""Mail servers that behave and misbehave, on loopback, made of aiosmtpd.

    server.py BEHAVIOUR | moody

prints one JSON object per line: first {"ready": PORT, "ca": PEM or null}, then one per letter as
Python's own mail parser read it. It ends when its standard input is closed. A moody one changes
its behaviour with every line that it reads there.
"""

import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


def say(thing):
    print(json.dumps(thing), flush=True)


def content(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else None


class Accept:
    """Takes everything, and tells what it took."""

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.SMTP)
        say(
            {
                "hello": session.host_name,
                "encrypted": session.ssl is not None,
                "peer": session.peer[1],
                "at_once": getattr(envelope, "at_once", False),
                "mail_from": envelope.mail_from,
                "rcpt_tos": envelope.rcpt_tos,
                "size": len(envelope.original_content),
                "raw": envelope.original_content.decode("ascii"),
                "headers": [[name, str(value)] for name, value in message.items()],
                "type": message.get_content_type(),
                "parts": [part.get_content_type() for part in message.iter_parts()],
                "text": content(message, "plain"),
                "html": content(message, "html"),
                "defects": [repr(defect) for defect in message.defects],
            }
        )
        return self.answer()

    def answer(self):
        return "250 2.0.0 taken"


class Greylist(Accept):
    """450 for a recipient's first try."""

    def __init__(self):
        self.known = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address not in self.known:
            self.known.add(address)
            return f"450 4.2.0 <{address}>: greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"


class RefuseRecipient(Accept):
    """550, with the address in the answer, as Postfix does; others are taken."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return f"550 5.1.1 <{address}>: no such user here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"


class RefuseSender(Accept):
    async def handle_MAIL(self, server, session, envelope, address, options):
        return f"550 5.7.1 <{address}>: sender not allowed"


class RefuseContent(Accept):
    def answer(self):
        return "554 5.7.1 this looks like spam"


class Full(Accept):
    def answer(self):
        return "452 4.3.1 disk full"


class Slow(Accept):
    """Thinks longer about a recipient than anybody waits."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        await asyncio.sleep(3600)


class DropAfterData(Accept):
    """Takes the letter and hangs up without a word."""

    async def handle_DATA(self, server, session, envelope):
        await super().handle_DATA(server, session, envelope)
        server.transport.abort()
        return "250 nobody hears this"


class HangUpBetween(Accept):
    """Takes each letter properly and then closes the connection."""

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        asyncio.get_running_loop().call_soon(server.transport.close)
        return answer


class Down(Accept):
    """Hangs up on whoever is still connected."""

    async def handle_MAIL(self, server, session, envelope, address, options):
        server.transport.abort()
        return "421 4.3.2 nobody hears this"


class Moody(Accept):
    """Does as its present mood does."""

    def __init__(self):
        self.mood = Accept()

    async def handle_MAIL(self, server, session, envelope, address, options):
        if hasattr(self.mood, "handle_MAIL"):
            return await self.mood.handle_MAIL(server, session, envelope, address, options)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 fine"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if hasattr(self.mood, "handle_RCPT"):
            return await self.mood.handle_RCPT(server, session, envelope, address, options)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        return await self.mood.handle_DATA(server, session, envelope)


class Offers(Accept):
    """Says that it takes several commands at once, in clear or under TLS, and sees who does so."""

    def __init__(self, under_tls):
        self.under_tls = under_tls

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        if (session.ssl is not None) == self.under_tls:
            responses.insert(1, "250-PIPELINING")
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        envelope.at_once = b"RCPT" in server._reader._buffer
        return "250 2.1.0 fine"


class Forgets(Offers):
    """Forgets who signed in when hello is said again."""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.authenticated = False
        return await super().handle_EHLO(server, session, envelope, hostname, responses)


class SlippedIn(SMTP):
    """As if somebody on the way put answers in clear behind the one to STARTTLS."""

    slipped = b""

    async def push(self, status):
        if status == "220 Ready to start TLS":
            self._writer.write(status.encode() + b"\r\n" + self.slipped)
        else:
            await super().push(status)


class SlippedInOne(SlippedIn):
    slipped = b"250-x\r\n250 PIPELINING\r\n"


class SlippedInAll(SlippedIn):
    """The whole conversation, up to the letter that nobody took."""

    slipped = SlippedInOne.slipped * 2 + b"250 x\r\n250 x\r\n354 x\r\n250 x\r\n"


class Garbage(asyncio.Protocol):
    """Speaks something else."""

    def connection_made(self, transport):
        transport.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
        transport.close()


class Silent(asyncio.Protocol):
    """Takes the connection and never speaks."""


def only_secret(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"relay-user", b"relay-secret")
    return AuthResult(success=right, handled=right)


def certificate():
    """A context with a certificate for localhost, and the authority that signed it."""
    import trustme

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context, authority.cert_pem.bytes().decode("ascii")


HANDLERS = {
    "accept": Accept,
    "greylist": Greylist,
    "refuse-recipient": RefuseRecipient,
    "refuse-sender": RefuseSender,
    "refuse-content": RefuseContent,
    "full": Full,
    "slow": Slow,
    "drop-after-data": DropAfterData,
    "hang-up-between": HangUpBetween,
    "down": Down,
}


BEHIND_STARTTLS = {
    "starttls": lambda **options: SMTP(Accept(), **options),
    "offers-in-clear": lambda **options: SMTP(Offers(under_tls=False), **options),
    "offers-under-tls": lambda **options: SMTP(Offers(under_tls=True), **options),
    "slipped-in-one": lambda **options: SlippedInOne(Accept(), **options),
    "slipped-in-all": lambda **options: SlippedInAll(RefuseSender(), **options),
}


def protocol(behaviour):
    """What answers a connection; the context it is wrapped in; the authority."""
    common = {"hostname": "localhost", "ident": "test"}
    if behaviour == "garbage":
        return Garbage, None, None
    if behaviour == "silent":
        return Silent, None, None
    if behaviour == "small":
        return lambda: SMTP(Accept(), data_size_limit=1000, **common), None, None
    if behaviour in ("auth", "auth-forgets"):
        handler = Accept() if behaviour == "auth" else Forgets(under_tls=False)
        options = {"authenticator": only_secret, "auth_required": True, "auth_require_tls": False}
        return lambda: SMTP(handler, **common, **options), None, None
    if behaviour in BEHIND_STARTTLS:
        context, authority = certificate()
        options = {"tls_context": context, "require_starttls": True}
        return lambda: BEHIND_STARTTLS[behaviour](**common, **options), None, authority
    if behaviour == "tls":
        context, authority = certificate()
        return lambda: SMTP(Accept(), **common), context, authority
    handler = HANDLERS[behaviour]()
    return lambda: SMTP(handler, **common), None, None


async def serve(behaviour):
    factory, context, authority = protocol(behaviour)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(factory, "127.0.0.1", 0, ssl=context)
    over = asyncio.Event()

    def until_closed():
        sys.stdin.read()
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=until_closed, daemon=True).start()
    say({"ready": server.sockets[0].getsockname()[1], "ca": authority})
    await over.wait()


async def serve_moods():
    """Each line of standard input names a mood; while it is "down" nobody can connect."""
    moody = Moody()
    loop = asyncio.get_running_loop()

    def factory():
        return SMTP(moody, hostname="localhost", ident="test")

    server = await loop.create_server(factory, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    moods = asyncio.Queue()

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(moods.put_nowait, line.strip())
        loop.call_soon_threadsafe(moods.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    say({"ready": port, "ca": None})
    while (mood := await moods.get()) is not None:
        if mood == "down":
            server.close()
        elif not server.is_serving():
            server = await loop.create_server(factory, "127.0.0.1", port)
        moody.mood = HANDLERS[mood]()


if __name__ == "__main__":
    # Broken conversations are what these servers are for.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    asyncio.run(serve_moods() if sys.argv[1] == "moody" else serve(sys.argv[1]))
