"""A folder with one file of every kind that is kept, and a way to examine bytes."""

import pytest

from app.media import work
from tests.media import makers


@pytest.fixture
def examine(tmp_path):
    """Return a function that examines bytes (or a path) as a worker would."""

    def run(content, **options):
        path = tmp_path / "incoming"
        path.write_bytes(content)
        return work.examine({
            "path": str(path),
            "thumbnail_path": str(tmp_path / "thumbnail"),
            "preview_path": str(tmp_path / "preview"),
            **options,
        })

    return run


@pytest.fixture(scope="session")
def media(tmp_path_factory):
    """Return the bytes of one file of every kept kind, by name."""
    folder = tmp_path_factory.mktemp("media")
    scene, body = makers.scene(), makers.body
    return {
        "jpeg": body(scene, "JPEG"),
        "progressive jpeg": body(scene, "JPEG", progressive=True),
        "png": body(scene, "PNG"),
        "apng": makers.animation("PNG"),
        "static gif": body(scene, "GIF"),
        "animated gif": makers.animation("GIF"),
        "webp": body(scene, "WEBP"),
        "lossless webp": body(scene, "WEBP", lossless=True),
        "animated webp": makers.animation("WEBP"),
        "avif": body(scene, "AVIF"),
        "avif sequence": makers.animation("AVIF"),
        "heic": makers.heic(),
        "heif": makers.heif(),
        "bitmap": body(scene, "BMP"),
        "tiff": body(scene, "TIFF"),
        "packed tiff": body(scene, "TIFF", compression="tiff_lzw"),
        "icon": body(scene, "ICO", sizes=[(32, 32), (64, 43)]),
        "mp4": makers.film(folder / "a.mp4", "libx264", sound="aac"),
        "fast-start mp4": makers.film(folder / "f.mp4", "libx264", options={"movflags": "faststart"}),
        "fragmented mp4": makers.film(folder / "b.mp4", "libx264", options={"movflags": "frag_keyframe+empty_moov"}),
        "quicktime": makers.film(folder / "a.mov", "libx264"),
        "webm": makers.film(folder / "a.webm", "libvpx", sound="libopus"),
        "matroska": makers.film(folder / "a.mkv", "libx264"),
    }
