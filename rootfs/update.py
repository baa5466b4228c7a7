#!/usr/bin/env python3
"""Update files, as firmware/update/file_reader.h describes them, and the key that signs them.

    rootfs/update.py key KEY PUBLIC                    the key, made when it is not there; its public half
    rootfs/update.py pack KEY RELEASE PAYLOAD FILE     an update file

RELEASE holds the lines board= version= built= schema=. RSA with PKCS #1 v1.5: the same key signs the same
text the same way each time."""

import hashlib
import os
import subprocess
import sys

MAGIC = b"jackfield update\n"
SIGNATURE = 384


def openssl(*words, **options):
    return subprocess.run(["openssl", *words], check=True, capture_output=True, **options).stdout


def make_key(path):
    """Whether there was none."""
    if os.path.exists(path):
        return False
    os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
    key = openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072")
    making = f"{path}.{os.getpid()}"
    with open(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    os.rename(making, path)
    return True


def public_half(key):
    return openssl("pkey", "-in", key, "-pubout")


def manifest(release, payload):
    digest = hashlib.sha256(payload).hexdigest()
    return f"format=1\n{release}size={len(payload)}\nsha256={digest}\n\n".encode()


def sign(key, text):
    signature = openssl("dgst", "-sha256", "-sign", key, input=text)
    if len(signature) != SIGNATURE:
        raise SystemExit(f"{key} is no RSA key of 3072 bits: updates are signed with such a one")
    return signature


def pack(key, release, payload):
    text = manifest(release, payload)
    return MAGIC + sign(key, text) + text + payload


def main():
    if sys.argv[1] == "key":
        key, public = sys.argv[2:]
        made = make_key(key)
        with open(public, "wb") as file:
            file.write(public_half(key))
        print("made" if made else "there")
        return
    _, _, key, release, payload, target = sys.argv
    with open(release, encoding="ascii") as lines, open(payload, "rb") as octets:
        packed = pack(key, lines.read(), octets.read())
    with open(target, "wb") as file:
        file.write(packed)


if __name__ == "__main__":
    main()
