"""Films: which frame, which way up, which kind, what they may open."""

import struct

import pytest
from PIL import Image

from app.media.filetype import Filetype
from app.media.identify import identify
from tests.media import makers


def redness(seen):
    with Image.open(seen["preview"]["path"]) as small:
        return small.resize((1, 1)).getpixel((0, 0))[0]


@pytest.mark.parametrize("name", ["mp4", "quicktime", "webm", "matroska"])
def test_the_frame_is_the_key_frame_before_35_percent(media, examine, name):
    # 30 frames, a key frame each 5: 35 % is frame 10, whose redness is 85
    assert 30 <= redness(examine(media[name])) <= 110


def test_a_film_turned_by_its_container_comes_upright(media, examine):
    whole = media["quicktime"]
    at = whole.index(b"tkhd") + 4 + 40
    quarter = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    seen = examine(whole[:at] + quarter + whole[at + 36 :])
    assert (seen["width"], seen["height"]) == (96, 160)
    with Image.open(seen["thumbnail"]["path"]) as small:
        assert small.height > small.width


def test_a_quarter_turn_goes_the_right_way_round(tmp_path, examine):
    import av

    path = tmp_path / "turn.mov"
    picture = Image.new("RGB", (160, 96), "blue")
    picture.paste("red", (0, 0, 40, 96))  # the left edge; turned clockwise it is the top one
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 96, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode(None))
    whole = path.read_bytes()
    at = whole.index(b"tkhd") + 4 + 40
    clockwise = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 96 << 16, 0, 1 << 30)
    seen = examine(whole[:at] + clockwise + whole[at + 36 :])
    with Image.open(seen["preview"]["path"]) as small:
        top, bottom = small.getpixel((48, 8)), small.getpixel((48, 150))
    assert top[0] > 150 > top[2]
    assert bottom[2] > 150 > bottom[0]


def test_matroska_with_the_codecs_of_the_web_is_webm(tmp_path, examine):
    assert examine(makers.film(tmp_path / "a.mkv", "libvpx"))["filetype"] == Filetype.WEBM
    assert examine(makers.film(tmp_path / "b.mkv", "libx264", sound="libopus"))["filetype"] == Filetype.MATROSKA


def test_a_recording_that_states_no_length_is_measured(tmp_path, examine):
    whole = makers.film(tmp_path / "live.webm", "libvpx", options={"live": "1"})
    seen = examine(whole)
    assert (seen["num_frames"], seen["filetype"]) == (30, Filetype.WEBM)
    assert seen["duration_ms"] == pytest.approx(3000, abs=120)
    assert examine(whole[: len(whole) * 2 // 3])["refused"] == "truncated"


def test_a_sequence_of_heic_pictures_is_read_as_a_film(tmp_path, examine):
    whole = makers.film(tmp_path / "a.mp4", "libx265", options={"brand": "hevc"})
    assert identify(whole) is Filetype.HEIC_SEQUENCE
    seen = examine(whole)
    assert (seen["filetype"], seen["num_frames"], seen["ext"]) == (Filetype.HEIC_SEQUENCE, 30, ".heics")


def test_a_list_of_files_under_the_name_of_a_film_opens_nothing(tmp_path, examine):
    (tmp_path / "secret.txt").write_text("secret")
    for text in ("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "ffconcat version 1.0\nfile secret.txt\n"):
        assert examine(text.encode())["refused"] == "unsupported"
        hidden = b"\0\0\0\x14ftypisom\0\0\0\0isom" + text.encode()
        assert examine(hidden)["refused"] in ("truncated", "damaged")
