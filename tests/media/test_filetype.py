"""The table of kinds is the Client API's."""

import pytest

from app.media.filetype import ANIMATIONS, KEPT, KINDS, STILLS, VIDEOS, Filetype, Group, kind_of

CONTRACT = """
1 image/jpeg|jpeg|.jpg
2 image/png|png|.png
68 image/gif|static gif|.gif
4 image/bmp|bitmap|.bmp
33 image/webp|webp|.webp
34 image/tiff|tiff|.tiff
70 image/qoi|qoi|.qoi
7 image/x-icon|icon|.ico
61 image/heif|heif|.heif
63 image/heic|heic|.heic
65 image/avif|avif|.avif
85 image/jxl|jxl|.jxl
3 image/gif|animated gif|.gif
23 image/apng|apng|.png
83 image/webp|animated webp|.webp
88 image/jxl|animated jxl|.jxl
62 image/heif-sequence|heif sequence|.heifs
64 image/heic-sequence|heic sequence|.heics
66 image/avif-sequence|avif sequence|.avifs
74 application/zip|ugoira|.zip
14 video/mp4|mp4|.mp4
21 video/webm|webm|.webm
20 video/x-matroska|matroska|.mkv
27 video/x-msvideo|avi|.avi
9 video/x-flv|flv|.flv
26 video/quicktime|quicktime|.mov
25 video/mpeg|mpeg|.mpeg
47 video/ogg|ogv|.ogv
37 video/vnd.rn-realvideo|realvideo|.rm
18 video/x-ms-wmv|wmv|.wmv
13 audio/mp3|mp3|.mp3
15 audio/ogg|ogg|.ogg
16 audio/flac|flac|.flac
36 audio/mp4|m4a|.m4a
48 audio/x-matroska|matroska audio|.mkv
49 audio/mp4|mp4 audio|.mp4
38 audio/vnd.rn-realaudio|realaudio|.ra
39 audio/x-tta|tta|.tta
46 audio/x-wav|wave|.wav
53 audio/wavpack|wavpack|.wv
17 audio/x-ms-wma|wma|.wma
5 application/x-shockwave-flash|flash|.swf
10 application/pdf|pdf|.pdf
71 application/epub+zip|epub|.epub
72 image/vnd.djvu|djvu|.djvu
75 application/rtf|rtf|.rtf
80 application/msword|doc|.doc
35 image/vnd.adobe.photoshop|psd|.psd
45 application/clip|clip|.clip
54 application/sai2|sai2|.sai2
55 application/x-krita|krita|.kra
89 image/openraster|ora|.ora
86 application/x-paintnet|paint.net|.pdn
57 image/x-xcf|xcf|.xcf
69 application/x-procreate|procreate|.procreate
56 image/svg+xml|svg|.svg
73 application/vnd.comicbook+zip|cbz|.cbz
11 application/zip|zip|.zip
31 application/vnd.rar|rar|.rar
32 application/x-7z-compressed|7z|.7z
58 application/gzip|gzip|.gz
"""


@pytest.mark.parametrize("line", CONTRACT.split("\n")[1:-1])
def test_a_kind_has_the_number_and_names_of_the_contract(line):
    number, names = line.split(" ", 1)
    kind = KINDS[Filetype(int(number))]
    assert f"{kind.mime}|{kind.human}|{kind.extension}" == names


def test_every_number_has_its_row_and_every_row_its_number():
    assert set(KINDS) == set(Filetype)
    assert all(kind.filetype is filetype for filetype, kind in KINDS.items())


def test_what_is_kept_is_still_moving_or_film():
    assert len(KEPT) == len(STILLS) + len(ANIMATIONS) + len(VIDEOS)
    assert {KINDS[filetype].group for filetype in STILLS} == {Group.IMAGE}
    assert {KINDS[filetype].group for filetype in ANIMATIONS} == {Group.ANIMATION}
    assert {KINDS[filetype].group for filetype in VIDEOS} == {Group.VIDEO}


@pytest.mark.parametrize(("filetype", "has_thumbnail"), [
    (Filetype.JPEG, True), (Filetype.MP4, True), (Filetype.MP3, True), (Filetype.PDF, True), (Filetype.CBZ, True),
    (Filetype.SAI2, False), (Filetype.XCF, False), (Filetype.ZIP, False), (Filetype.RTF, False), (Filetype.HTML, False),
])
def test_thumbnails_exist_for_the_kinds_of_the_contract(filetype, has_thumbnail):
    assert KINDS[filetype].has_thumbnail is has_thumbnail


def test_a_number_that_nobody_knows_is_the_unknown_kind():
    assert kind_of(9999) is KINDS[Filetype.UNKNOWN]
    assert kind_of(1).human == "jpeg"
