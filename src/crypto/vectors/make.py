"""Computes the known answers that src/crypto/known_answers.rs checks, on other people's code:
Python's hmac and hashlib, `cryptography` (Argon2id with a secret) and PyNaCl (libsodium).

    python3 -m venv v && v/bin/pip install cryptography pynacl && v/bin/python make.py > answers.txt

Written from the formulas in docs/threats.md, not from the Rust. `name = hexadecimal`, a line each.
"""
import hashlib, hmac, struct
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as xchacha
from nacl.public import PrivateKey, SealedBox

RECORD, SLIP, VISIT, LETTER = 512, 14, 384, 278


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


def expand(key, label):  # RFC 5869 with one block of output
    return mac(key, label, b"\x01")


def seal(key, nonce, bound_to, plain):
    return nonce + xchacha(plain, bound_to, nonce, key)


def ratchet(state, steps):
    for _ in range(steps):
        state = expand(state, b"next")
    return expand(state, b"key")


def say(name, value):
    print(f"{name} = {value.hex()}")


register, salt = bytes([1]) * 32, bytes([2]) * 16
address = b"fatima@example.nl"
for name, memory in (("root_standard", 46 * 1024), ("root_small", 64)):
    slow = Argon2id(salt=salt, length=32, iterations=1, lanes=1, memory_cost=memory,
                    secret=register).derive(address)
    root = mac(b"enkel/1", slow)
    say(name, root)
mark, record_key = expand(root, b"registration"), expand(root, b"record")
say("mark", mark)

epoch = ratchet(bytes([3]) * 32, 2)  # a file at step 1, asked for step 3
tag_key, wrap_key = expand(epoch, b"tag"), expand(epoch, b"wrap")
tag = mac(tag_key, mark)
say("tag", tag)
say("epoch_check", expand(epoch, b"check")[:8])
ident = bytes([4]) * 16
record = bytes(i % 251 for i in range(RECORD))
inner = seal(record_key, bytes([5]) * 24, b"\x01" + ident, record)
row = seal(wrap_key, bytes([6]) * 24, b"\x01" + struct.pack(">I", 3) + tag, mark + ident + inner)
say("row", b"\x01" + row)

counting = PrivateKey(bytes([7]) * 32)
say("counting_public", bytes(counting.public_key))
slip = bytes(range(SLIP))
boxed = SealedBox(counting.public_key).encrypt(slip)  # differs in each run
say("box", boxed)
ballot = seal(wrap_key, bytes([8]) * 24, b"\x02" + struct.pack(">I", 3) + b"ballot" + ident + b"2026-Q4",
              boxed)
say("ballot", b"\x02" + ballot)

day = 20_780
head = b"\x01" + struct.pack(">i", day)
visit = ratchet(bytes([9]) * 32, 1)  # a file at the day before
for used, digits in ((0, 8), (1, 8), (0, 16)):
    code = mac(visit, b"code", address, struct.pack(">I", used), bytes([digits]))[:16]
    number = int.from_bytes(code[:8] if digits == 8 else code, "big") % 10**digits
    say(f"code_{digits}_{used}", str(number).zfill(digits).encode())
nonce = bytes([10]) * 16
say("transit_tag", mac(expand(visit, b"tag"), b"budget  ", address)[:16])
say("form_token", mac(expand(visit, b"form"), nonce, b"form/1")[:16])
say("cookie", head + seal(expand(visit, b"visit"), bytes([11]) * 24, head, bytes([12]) * VISIT))
post = ratchet(bytes([13]) * 32, 1)
say("letter", head + seal(expand(post, b"letter"), bytes([14]) * 24, head, bytes([15]) * LETTER))

# A ceremony's noise: HKDF with one block of output, then ChaCha20 from its beginning.
drawn, export = bytes([17]) * 32, hashlib.sha256(b"an export").digest()
seed = expand(mac(b"enkel/ceremony/1", bytes([7]) * 32), drawn + b"2026-Q3" + export)
stream = Cipher(algorithms.ChaCha20(seed, bytes(16)), mode=None).encryptor()
say("ceremony_stream", stream.update(bytes(96)))


# Canonne, Kamath and Steinke (2020), algorithm 2, from a new stream: each uniform number takes
# eight bytes, little-endian, of which only as many low bits count as its range needs;
# a range of one number takes none.
def below(bits, end):
    if end == 1:
        return 0
    while True:
        found = int.from_bytes(bits(8), "little") & ((1 << (end - 1).bit_length()) - 1)
        if found < end:
            return found


def happens(bits, above, line):
    tries = 1
    while below(bits, line * tries) < above:
        tries += 1
    return tries % 2 == 1


def laplace(bits, above, line):
    while True:
        within = below(bits, above)
        while not happens(bits, within, above):
            within = below(bits, above)
        turns = 0
        while happens(bits, 1, 1):
            turns += 1
        far = (within + above * turns) // line
        negative = below(bits, 2) == 1
        if far or not negative:
            return -far if negative else far


fresh = Cipher(algorithms.ChaCha20(seed, bytes(16)), mode=None).encryptor()
take = lambda many: fresh.update(bytes(many))
draws = [laplace(take, *scale) for scale in ((10, 1), (10, 3), (20, 1)) for _ in range(8)]
say("ceremony_noise", b"".join(struct.pack(">i", draw) for draw in draws))
