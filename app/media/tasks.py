"""The jobs that this room offers to a pool of workers; plain words, so that the hub need not load any decoder.

    media.examine      a new file: hashes, kind, measures, both small pictures        (`work.examine`)
    media.regenerate   both small pictures of a stored file again                     (`work.regenerate`)
    media.pixel_hash   the pixel hash that `examine` left for later                   (`work.pixel_hash_of`)
"""

TASKS: dict[str, str] = {
    "media.examine": "app.media.work:examine",
    "media.regenerate": "app.media.work:regenerate",
    "media.pixel_hash": "app.media.work:pixel_hash_of",
}
