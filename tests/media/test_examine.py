"""Examining a file: its facts, its refusals, its bombs (I3)."""

import hashlib
import io
import json

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from app.core.errors import StorageTrouble
from app.core.reasons import REASONS
from app.media import picture, work
from tests.media import makers

FACTS = {
    # name: (filetype, extension, width, height, duration, frames, audio)
    "jpeg": (1, ".jpg", 96, 64, None, None, False),
    "progressive jpeg": (1, ".jpg", 96, 64, None, None, False),
    "png": (2, ".png", 96, 64, None, None, False),
    "apng": (23, ".png", 96, 64, 600, 6, False),
    "static gif": (68, ".gif", 96, 64, None, None, False),
    "animated gif": (3, ".gif", 96, 64, 600, 6, False),
    "webp": (33, ".webp", 96, 64, None, None, False),
    "lossless webp": (33, ".webp", 96, 64, None, None, False),
    "animated webp": (83, ".webp", 96, 64, 600, 6, False),
    "avif": (65, ".avif", 96, 64, None, None, False),
    "avif sequence": (66, ".avifs", 96, 64, 600, 6, False),
    "heic": (63, ".heic", 96, 64, None, None, False),
    "heif": (61, ".heif", 96, 64, None, None, False),
    "bitmap": (4, ".bmp", 96, 64, None, None, False),
    "tiff": (34, ".tiff", 96, 64, None, None, False),
    "packed tiff": (34, ".tiff", 96, 64, None, None, False),
    "icon": (7, ".ico", 64, 43, None, None, False),
    "mp4": (14, ".mp4", 160, 96, 3000, 30, True),
    "fast-start mp4": (14, ".mp4", 160, 96, 3000, 30, False),
    "fragmented mp4": (14, ".mp4", 160, 96, 3000, 30, False),
    "quicktime": (26, ".mov", 160, 96, 3000, 30, False),
    "webm": (21, ".webm", 160, 96, 3000, 30, True),
    "matroska": (20, ".mkv", 160, 96, 3000, 30, False),
}


@pytest.mark.parametrize("name", FACTS)
def test_every_kept_kind_has_its_facts_and_small_pictures(media, examine, name):
    seen = examine(media[name])
    filetype, extension, width, height, duration, frames, audio = FACTS[name]
    assert "refused" not in seen, seen
    assert (seen["filetype"], seen["ext"], seen["width"], seen["height"]) == (filetype, extension, width, height)
    assert (seen["num_frames"], seen["has_audio"]) == (frames, audio)
    assert seen["duration_ms"] == (None if duration is None else pytest.approx(duration, abs=60))
    assert seen["hashes"] == {kind: hashlib.new(kind, media[name]).hexdigest()
                              for kind in ("sha256", "md5", "sha1", "sha512")}
    assert seen["size"] == len(media[name])
    for kind in ("thumbnail", "preview"):
        with Image.open(seen[kind]["path"]) as small:
            assert small.size == (seen[kind]["width"], seen[kind]["height"])
            assert Image.MIME[small.format] == seen[kind]["mime"] == "image/jpeg"
    assert seen["blurhash"]
    is_still = duration is None
    assert (seen["pixel_hash"] is not None) is is_still
    assert (seen["perceptual_hash"] is not None) is is_still
    json.dumps(seen)


def test_the_same_pixels_have_the_same_pixel_hash_in_every_lossless_format(media, examine):
    found = {examine(media[name])["pixel_hash"] for name in ("png", "lossless webp", "bitmap", "tiff", "packed tiff")}
    assert found == {hashlib.sha256(makers.scene().tobytes()).hexdigest()}


def test_perceptual_hashes_of_one_picture_lie_near_each_other(media, examine):
    names = [name for name in FACTS if FACTS[name][4] is None and name not in ("icon", "static gif")]
    found = [int(examine(media[name])["perceptual_hash"], 16) for name in names]
    assert max((first ^ second).bit_count() for first in found for second in found) <= 4


def test_a_large_jpeg_leaves_its_pixel_hash_for_later_and_gives_it_when_asked(examine, tmp_path):
    content = makers.body(makers.scene(1600, 1200), "JPEG")
    seen = examine(content)
    assert (seen["width"], seen["height"], seen["pixel_hash"]) == (1600, 1200, None)
    assert (seen["thumbnail"]["width"], seen["thumbnail"]["height"]) == (150, 112)
    assert (seen["preview"]["width"], seen["preview"]["height"]) == (512, 384)
    asked = examine(content, wants_pixel_hash=True)
    with Image.open(io.BytesIO(content)) as image:
        assert asked["pixel_hash"] == hashlib.sha256(image.tobytes()).hexdigest()
    later = work.pixel_hash_of({"path": str(tmp_path / "incoming")})
    assert (int(asked["perceptual_hash"], 16) ^ int(seen["perceptual_hash"], 16)).bit_count() <= 4
    assert later == {"pixel_hash": asked["pixel_hash"]}


def test_what_moves_has_no_pixel_hash_later_either(examine, media, tmp_path):
    examine(media["animated gif"])
    assert work.pixel_hash_of({"path": str(tmp_path / "incoming")}) == {"pixel_hash": None}


def test_small_pictures_can_be_made_again(examine, media, tmp_path):
    seen = examine(media["png"])
    first = (tmp_path / "thumbnail").read_bytes()
    (tmp_path / "thumbnail").unlink()
    again = work.regenerate({"path": str(tmp_path / "incoming"), "thumbnail_path": str(tmp_path / "thumbnail")})
    assert (tmp_path / "thumbnail").read_bytes() == first
    assert again == {"thumbnail": seen["thumbnail"], "preview": None, "blurhash": seen["blurhash"]}


# orientation ----------------------------------------------------------------------------------------------------

def turned(orientation, form="JPEG", size=(96, 64)):
    """A picture stored turned, whose red corner is at the top left once it is upright."""
    upright = Image.new("RGB", size, "blue")
    upright.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    backwards = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transpose that undoes EXIF's
    stored = upright.transpose(Image.Transpose(backwards[orientation])) if orientation in backwards else upright
    exif = Image.Exif()
    exif[274] = orientation
    return makers.body(stored, form, exif=exif, **({"quality": 95} if form == "JPEG" else {}))


@pytest.mark.parametrize("size", [(96, 64), (1500, 900)])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_jpeg_comes_upright(examine, orientation, size):
    seen = examine(turned(orientation, size=size))
    assert (seen["width"], seen["height"]) == size
    with Image.open(seen["thumbnail"]["path"]) as small:
        assert small.width > small.height
        corners = [small.getpixel(at) for at in ((2, 2), (small.width - 3, 2), (2, small.height - 3))]
    assert [corner[0] > corner[2] for corner in corners] == [True, False, False]


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_other_kinds_turn_too_and_only_once(examine, form, orientation):
    seen = examine(turned(orientation, form))
    assert (seen["width"], seen["height"]) == (96, 64)
    with Image.open(seen["thumbnail"]["path"]) as small:
        red, _, blue = small.getpixel((2, 2))
    assert red > blue


def test_a_nonsense_orientation_is_no_orientation(examine):
    assert examine(turned(77))["width"] == 96


# transparency, flags ---------------------------------------------------------------------------------------------

def see_through():
    image = makers.scene(mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def test_useful_transparency_is_kept_in_both_small_pictures(examine):
    seen = examine(makers.body(see_through(), "PNG"))
    assert seen["has_transparency"]
    assert (seen["thumbnail"]["mime"], seen["preview"]["mime"]) == ("image/png", "image/webp")
    for kind in ("thumbnail", "preview"):
        with Image.open(seen[kind]["path"]) as small:
            assert small.mode == "RGBA"
    assert seen["pixel_hash"] == hashlib.sha256(see_through().tobytes()).hexdigest()


def test_transparency_that_nobody_can_see_is_dropped(examine):
    image = makers.scene().convert("RGBA")
    seen = examine(makers.body(image, "PNG"))
    assert not seen["has_transparency"]
    assert seen["thumbnail"]["mime"] == "image/jpeg"
    assert seen["pixel_hash"] == hashlib.sha256(makers.scene().tobytes()).hexdigest()


def test_a_palette_with_a_see_through_colour_is_transparent(examine):
    image = Image.new("P", (60, 60), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.paste(1, (0, 0, 30, 60))
    seen = examine(makers.body(image, "PNG", transparency=1))
    assert seen["has_transparency"]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK", "F"])
def test_every_mode_of_pixel_becomes_a_small_picture(examine, mode):
    grey = makers.scene().convert("L")
    image = grey.convert("F").point(lambda value: value * 1.0) if mode == "F" else (
        Image.frombytes("I;16", grey.size, b"".join(bytes((value, value)) for value in grey.tobytes()))
        if mode == "I;16" else grey.convert(mode) if mode != "CMYK" else makers.scene().convert("CMYK"))
    form = {"CMYK": "JPEG", "F": "TIFF"}.get(mode, "PNG")
    seen = examine(makers.body(image, form))
    assert "refused" not in seen, seen
    with Image.open(seen["thumbnail"]["path"]) as small:
        extremes = small.convert("L").getextrema()
        assert extremes[0] < extremes[1]


FLAGS = ("has_exif", "has_xmp", "has_iptc", "has_human_readable", "has_software_source", "has_icc_profile")


def flags(seen):
    return {name for name in FLAGS if seen[name]}


def exif_with(**values):
    exif = Image.Exif()
    for tag, value in values.items():
        exif[int(tag[1:])] = value
    return exif


@pytest.mark.parametrize(("content", "expected"), [
    (lambda: makers.body(makers.scene(), "JPEG"), set()),
    (lambda: makers.body(makers.scene(), "JPEG", exif=exif_with(t271="Camera")), {"has_exif"}),
    (lambda: makers.body(makers.scene(), "JPEG", exif=exif_with(t305="Painter")), {"has_exif", "has_software_source"}),
    (lambda: makers.body(makers.scene(), "JPEG", exif=exif_with(t270="A hill")), {"has_exif", "has_human_readable"}),
    (lambda: makers.body(makers.scene(), "JPEG", comment="hello"), {"has_human_readable"}),
    (lambda: makers.body(makers.scene(), "JPEG", xmp=b"<x:xmpmeta/>"), {"has_xmp"}),
    (lambda: makers.body(makers.scene(), "TIFF"), set()),
    (lambda: makers.body(makers.scene(), "JPEG", icc_profile=ImageCms.ImageCmsProfile(
        ImageCms.createProfile("sRGB")).tobytes()), {"has_icc_profile"}),
])
def test_what_a_picture_carries_is_told(examine, content, expected):
    assert flags(examine(content())) == expected


def test_words_in_a_png_are_told_apart(examine):
    for key, expected in (("parameters", {"has_human_readable"}), ("Software", {"has_software_source"}),
                          ("XML:com.adobe.xmp", {"has_xmp"})):
        words = PngInfo()
        words.add_itxt(key, "some words")
        assert flags(examine(makers.body(makers.scene(), "PNG", pnginfo=words))) == expected


def test_iptc_in_a_photoshop_segment_is_seen(examine):
    block = b"8BIM\x04\x04\0\0" + (6).to_bytes(4, "big") + b"\x1c\x02\x05\0\x01x"
    content = b"Photoshop 3.0\0" + block
    whole = makers.body(makers.scene(), "JPEG")
    segment = b"\xff\xed" + (len(content) + 2).to_bytes(2, "big") + content
    assert flags(examine(whole[:2] + segment + whole[2:])) == {"has_iptc"}


def test_nothing_private_travels_into_the_small_pictures(examine):
    words = PngInfo()
    words.add_text("secret", "canary")
    exif = exif_with(t270="canary")
    for content in (makers.body(makers.scene(), "PNG", pnginfo=words, exif=exif),
                    makers.body(makers.scene(), "JPEG", comment="canary", exif=exif),
                    makers.body(see_through(), "PNG", pnginfo=words, exif=exif)):
        seen = examine(content)
        for kind in ("thumbnail", "preview"):
            with open(seen[kind]["path"], "rb") as small:
                assert b"canary" not in small.read()


def test_a_broken_colour_profile_or_exif_does_not_cost_the_picture(examine):
    assert "refused" not in examine(makers.body(makers.scene(), "JPEG", icc_profile=b"nonsense" * 20))
    assert "refused" not in examine(makers.body(makers.scene(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f"))


def profile_with_red_and_green_exchanged():
    """An sRGB profile under another name whose first two primaries have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be")).replace(b"sRGB", b"xRGB")
    return profile.replace(b"rXYZ", b"swap", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"swap", b"gXYZ", 1)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(60, 40), (1300, 1100)])
def test_another_colour_space_is_brought_to_srgb(examine, form, size):
    red = Image.new("RGB", size, (255, 0, 0))
    seen = examine(makers.body(red, form, icc_profile=profile_with_red_and_green_exchanged()))
    assert seen["has_icc_profile"]
    for kind in ("thumbnail", "preview"):
        with Image.open(seen[kind]["path"]) as small:
            assert small.getpixel((5, 5))[1] > 240 > 15 > small.getpixel((5, 5))[0]


# animations ------------------------------------------------------------------------------------------------------

def growing_redder(form, count=10):
    shown = [Image.new("RGB", (40, 30), (number * 20, 0, 60)) for number in range(count)]
    return makers.body(shown[0], form, save_all=True, append_images=shown[1:], duration=100)


def redness(seen):
    with Image.open(seen["preview"]["path"]) as small:
        return small.getpixel((20, 15))[0]


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "AVIF"])
def test_an_animation_shows_its_frame_at_35_percent(examine, form):
    assert redness(examine(growing_redder(form))) == pytest.approx(60, abs=8)


def test_a_frame_that_costs_too_much_to_reach_is_replaced_by_an_earlier_one(examine, monkeypatch):
    monkeypatch.setattr(picture, "MAX_COMPOSED_PIXELS", 40 * 30 * 2)
    assert redness(examine(growing_redder("GIF"))) == pytest.approx(20, abs=8)


def test_an_animation_with_a_damaged_later_frame_shows_its_first(examine):
    whole = bytearray(growing_redder("PNG"))
    for at in [at for at in range(len(whole)) if whole[at : at + 4] == b"fdAT"]:
        whole[at + 8 : at + 14] = b"\x55" * 6
    assert redness(examine(bytes(whole))) == pytest.approx(0, abs=8)


# refusals --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("content", "code", "detail"), [
    (b"", "empty", ""),
    (b"<!doctype html><title>Sign in</title>\n  please", "not_media", "<!doctype html><title>Sign in</title> please"),
    (b'{"success": false}', "not_media", '{"success": false}'),
    (b"Rate limit exceeded", "unsupported", "plain text: Rate limit exceeded"),
    (b"MZ\x90\0\3" + bytes(60), "unsupported", "windows exe"),
    (b"%PDF-1.4\n%\xe2\xe3", "unsupported", "pdf"),
    (b"PK\x03\x04" + bytes(60), "unsupported", "zip"),
    (b"ID3\x04" + bytes(60), "unsupported", "mp3"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported", "svg"),
    (b"8BPS\0\1" + bytes(60), "unsupported", "psd"),
    (b"RIFF\0\0\0\0AVI LIST", "unsupported", "avi"),
    (bytes(range(1, 30)), "unsupported", "unknown filetype"),
    (b"\x89PNG", "truncated", ""),
])
def test_what_is_not_kept_says_why(examine, content, code, detail):
    seen = examine(content)
    assert (seen["refused"], seen["detail"]) == (code, detail)
    assert seen["refused"] in REASONS
    assert seen["sha256"] == hashlib.sha256(content).hexdigest()


def test_sound_in_a_film_container_is_unsupported_not_damaged(examine, tmp_path):
    import av
    import numpy

    for name, codec in (("a.mp4", "aac"), ("a.webm", "libopus")):
        with av.open(str(tmp_path / name), "w") as container:
            stream = container.add_stream(codec, rate=48000)
            for number in range(10):
                quiet = av.AudioFrame.from_ndarray(numpy.zeros((1, 1920), dtype=numpy.int16), format="s16",
                                                   layout="stereo")
                quiet.sample_rate, quiet.pts = 48000, number * 960
                container.mux(stream.encode(quiet))
            container.mux(stream.encode(None))
        seen = examine((tmp_path / name).read_bytes())
        assert (seen["refused"], seen["detail"]) == ("unsupported", "sound without a picture")


BOMBS = {
    "png": lambda: makers.png_of_size(50_000, 50_000),
    "png with a long side": lambda: makers.png_of_size(70_000, 10),
    "gif": lambda: makers.gif_of_size(65_535, 65_535),
    "jpeg": lambda: makers.jpeg_of_size(65_500, 65_500),
    "bmp": lambda: makers.bmp_of_size(100_000, 100_000),
    "tiff": lambda: makers.tiff_of_size(100_000, 100_000),
    "webp": lambda: makers.webp_of_size(16_384, 16_384),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_its_header(examine, name):
    seen = examine(BOMBS[name]())
    assert seen["refused"] == "too_many_pixels", seen


@pytest.mark.parametrize("make", [makers.avif_of_size, makers.heic_of_size])
def test_a_bomb_that_its_own_decoder_refuses_first_is_refused_all_the_same(examine, make):
    assert examine(make(60_000, 60_000))["refused"] in ("too_many_pixels", "damaged")


def test_an_icon_with_a_bomb_inside_is_refused(examine):
    inner = makers.png_of_size(50_000, 50_000)
    entry = makers.struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(inner), 22)
    assert examine(b"\0\0\1\0\1\0" + entry + inner)["refused"] in ("too_many_pixels", "damaged")


def test_a_film_that_promises_too_many_pixels_is_refused(examine, media):
    assert examine(media["mp4"], max_pixels=100)["refused"] == "too_many_pixels"


def test_the_limit_of_pixels_can_be_lowered(examine, media):
    assert examine(media["png"], max_pixels=96 * 64)["filetype"] == 2
    for name in ("png", "jpeg", "animated gif", "webp", "avif", "heic", "tiff", "bitmap", "mp4", "webm"):
        assert examine(media[name], max_pixels=96 * 64 // 3)["refused"] == "too_many_pixels", name


@pytest.mark.parametrize("name", [name for name in FACTS if "jpeg" not in name])
def test_damaged_files_end_as_a_reason_and_never_as_an_error(media, examine, name):
    import random

    chance = random.Random(3)
    whole = media[name]
    for _ in range(25):
        damaged = bytearray(whole)
        for _ in range(12):
            damaged[chance.randrange(12, len(damaged))] = chance.randrange(256)
        seen = examine(bytes(damaged))
        assert seen.get("refused", "damaged") in REASONS


def test_a_picture_whose_data_is_rubbish_is_damaged(examine):
    whole = bytearray(makers.body(makers.scene(), "PNG"))
    at = whole.index(b"IDAT") + 4
    whole[at : at + 40] = b"\x55" * 40
    assert examine(bytes(whole))["refused"] == "damaged"


def test_a_full_disk_is_not_the_files_fault(examine, media, tmp_path):
    with pytest.raises(StorageTrouble):
        examine(media["png"], thumbnail_path=str(tmp_path / "nowhere" / "thumbnail"))
