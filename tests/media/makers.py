"""Small media made for the tests: every kind that is kept, many that are not, and bombs."""

import io
import struct
import zlib

import av
import numpy
from PIL import Image


def scene(width=96, height=64, seed=1, mode="RGB"):
    """A picture with shapes in it, so that hashes have something to hold on to."""
    noise = numpy.random.default_rng(seed).integers(0, 256, (5, 7, len(mode)), dtype=numpy.uint8)
    return Image.fromarray(noise, mode).resize((width, height), Image.Resampling.BICUBIC)


def body(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def frames(count, **options):
    return [scene(seed=number, **options) for number in range(1, count + 1)]


def animation(form, count=6, duration=100, **options):
    first, *rest = frames(count)
    return body(first, form, save_all=True, append_images=rest, duration=duration, **options)


def heic(image=None):
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(image or scene()).save(out)
    return out.getvalue()


def heif():
    """The same picture under the brand that names no codec."""
    made = heic()
    return made[:8] + b"mif1" + made[12:]


def film(path, codec, *, count=30, size=(160, 96), sound=None, form=None, options=None):
    """Write a film at 10 frames a second whose redness grows; return its bytes."""
    with av.open(str(path), "w", format=form, options=options or {}) as container:
        picture = container.add_stream(codec, rate=10)
        picture.width, picture.height = size
        picture.pix_fmt = "yuv420p"
        picture.thread_count = 1
        picture.gop_size = 5
        heard = container.add_stream(sound, rate=48000) if sound else None
        for number in range(count):
            shown = av.VideoFrame.from_image(Image.new("RGB", size, (number * 255 // count, 40, 40)))
            container.mux(picture.encode(shown))
        container.mux(picture.encode(None))
        if heard is not None:
            for number in range(30):
                silence = av.AudioFrame.from_ndarray(numpy.zeros((1, 960 * 2), dtype=numpy.int16), format="s16",
                                                     layout="stereo")
                silence.sample_rate = 48000
                silence.pts = number * 960
                container.mux(heard.encode(silence))
            container.mux(heard.encode(None))
    return path.read_bytes()


def png_chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of_size(width, height):
    """A whole PNG whose header promises that many pixels and whose data holds almost none."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")


def gif_of_size(width, height):
    made = bytearray(body(scene(8, 8), "GIF"))
    made[6:10] = struct.pack("<HH", width, height)
    return bytes(made)


def jpeg_of_size(width, height):
    made = bytearray(body(scene(16, 16), "JPEG"))
    at = made.index(b"\xff\xc0")
    made[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(made)


def bmp_of_size(width, height):
    made = bytearray(body(scene(8, 8), "BMP"))
    made[18:26] = struct.pack("<ii", width, height)
    return bytes(made)


def tiff_of_size(width, height):
    made = body(scene(8, 8), "TIFF")
    for tag, value in ((256, width), (257, height)):
        at = made.index(struct.pack("<HH", tag, 4)) if struct.pack("<HH", tag, 4) in made else made.index(
            struct.pack("<HH", tag, 3))
        made = made[:at] + struct.pack("<HHII", tag, 4, 1, value) + made[at + 12 :]
    return made


def webp_of_size(width, height):
    made = bytearray(body(scene(8, 8, mode="RGBA"), "WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"))
    assert made[12:16] == b"VP8X"
    made[24:30] = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return bytes(made)


def avif_of_size(width, height):
    made = body(scene(64, 64), "AVIF")
    at = made.index(b"ispe")
    return made[: at + 8] + struct.pack(">II", width, height) + made[at + 16 :]


def heic_of_size(width, height):
    made = heic(scene(64, 64))
    at = made.index(b"ispe")
    return made[: at + 8] + struct.pack(">II", width, height) + made[at + 16 :]
