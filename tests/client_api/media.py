"""Pictures whose bytes and pixels never repeat."""

from __future__ import annotations

import hashlib
import io
import os

from PIL import Image


def noise(width=64, height=48, mode="RGB"):
    depth = {"L": 1, "RGB": 3, "RGBA": 4}[mode]
    return Image.frombytes(mode, (width, height), os.urandom(width * height * depth))


def encode(image, form="PNG", **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def picture(width=64, height=48, mode="RGB", form="PNG", **options):
    return encode(noise(width, height, mode), form, **options)


def animation(form="GIF", frames=4, ms=250, size=(32, 32)):
    stills = [noise(*size) for _ in range(frames)]
    return encode(stills[0], form, save_all=True, append_images=stills[1:], duration=ms, loop=0)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def decode(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
