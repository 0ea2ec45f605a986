"""Made posts and their pictures. All of a post follows from the collection's seed and its number."""

from __future__ import annotations

import hashlib
import io
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from PIL import Image, ImageDraw

FIRST_POST = datetime(2015, 3, 1, tzinfo=UTC)
GENERAL = (
    "blue_sky", "1girl", "solo", "long_hair", "smile", "tree", "water", "night", "rain", "cat", "bird", "flower",
    "mountain", "city", "sunset", "hat", "book", "sword", "forest", "snow", "train", "umbrella", "window", "star_(sky)",
)
ARTISTS = ("ada_fern", "bo_lind", "cho_mori", "dag_holt", "eva_roux", "finn_o'dea", "gen_aoki", "hal_quist")
CHARACTERS = ("robin_(story)", "wren", "kite_(fleet)", "merle", "finch", "swift_(sky)")
SERIES = ("fleet_of_kites", "story_of_birds", "original")
META = ("highres", "absurdres", "translated")
SPECIES = ("bowerbird", "fox", "dragon")
RATINGS = ("g", "s", "q", "e")
FORMATS = (("jpg", "JPEG"), ("jpg", "JPEG"), ("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"))


@dataclass(frozen=True)
class Post:
    """One post, before any site's shape."""

    id: int
    artist: str
    characters: tuple[str, ...]
    series: tuple[str, ...]
    general: tuple[str, ...]
    meta: tuple[str, ...]
    species: tuple[str, ...]
    rating: str
    extension: str
    source: str
    created_at: datetime
    seed: int
    size: tuple[int, int]

    @property
    def tags(self) -> tuple[str, ...]:
        """Every tag, as a site writes it."""
        return tuple(sorted({self.artist, *self.characters, *self.series, *self.general, *self.meta}))

    @property
    def picture(self) -> bytes:
        """The file's bytes."""
        return picture(self.seed, self.id, self.extension, self.size)

    @property
    def md5(self) -> str:
        """The file's md5, hex."""
        found = md5_of_picture(self.seed, self.id, self.extension, self.size)
        _NUMBER_BY_MD5[self.seed, found] = self.id
        return found

    @property
    def sha512(self) -> str:
        """The file's sha512, hex."""
        return hashlib.sha512(self.picture).hexdigest()


_NUMBER_BY_MD5: dict[tuple[int, str], int] = {}
"""Which post a told md5 belongs to, by the collection's seed."""


def make_post(seed: int, number: int, size: tuple[int, int]) -> Post:
    """Return the post of that number."""
    dice = random.Random(f"{seed}-{number}")
    has_source = dice.random() < 0.6
    return Post(
        number, dice.choice(ARTISTS), tuple(dice.sample(CHARACTERS, dice.randint(0, 2))),
        tuple(dice.sample(SERIES, dice.randint(0, 1))), tuple(dice.sample(GENERAL, dice.randint(5, 14))),
        tuple(dice.sample(META, dice.randint(0, 2))), tuple(dice.sample(SPECIES, 1)), dice.choice(RATINGS),
        dice.choice(FORMATS)[0], f"https://art.example.org/works/{seed}{number}" if has_source else "",
        FIRST_POST + timedelta(minutes=37 * number), seed, size,
    )


@lru_cache(maxsize=2048)
def picture(seed: int, number: int, extension: str, size: tuple[int, int]) -> bytes:
    """Draw the picture that only this post has."""
    dice = random.Random(f"picture-{seed}-{number}")
    colours = [tuple(dice.randrange(256) for _ in range(3)) for _ in range(8)]
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image = Image.blend(image, Image.new("RGB", size, colours[0]), 0.6)
    draw = ImageDraw.Draw(image)
    for colour in colours:
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        draw.ellipse((x, y, x + dice.randrange(8, size[0]), y + dice.randrange(8, size[1])), fill=colour)
    draw.text((4, 4), f"{seed}/{number}", fill=(255, 255, 255))
    out = io.BytesIO()
    image.save(out, dict(FORMATS)[extension])
    return out.getvalue()


@lru_cache(maxsize=100_000)
def md5_of_picture(seed: int, number: int, extension: str, size: tuple[int, int]) -> str:
    """Return the md5 of the picture, hex."""
    return hashlib.md5(picture(seed, number, extension, size)).hexdigest()


@dataclass
class Collection:
    """All posts of the booru. Every site that it plays shows the same ones."""

    seed: int = 1
    count: int = 3000
    size: tuple[int, int] = (160, 120)
    posts: list[Post] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._by_tag: dict[str, list[Post]] = defaultdict(list)
        self.hidden: set[int] = set()
        self.grow(self.count)

    def grow(self, more: int) -> None:
        """Add newer posts."""
        for number in range(len(self.posts) + 1, len(self.posts) + more + 1):
            post = make_post(self.seed, number, self.size)
            self.posts.append(post)
            for tag in {*post.tags, *post.species, f"rating:{post.rating}"}:
                self._by_tag[tag].append(post)
        self.count = len(self.posts)

    def get(self, number: int) -> Post | None:
        """Return the post of that number, if there is one that is not hidden."""
        found = self.posts[number - 1] if 1 <= number <= len(self.posts) else None
        return None if found is None or found.id in self.hidden else found

    def by_md5(self, md5: str) -> Post | None:
        """Return the post whose file has that md5."""
        number = _NUMBER_BY_MD5.get((self.seed, md5))
        if number is None:  # told by an earlier process: look through them all
            number = next((post.id for post in self.posts if post.md5 == md5), 0)
        return self.get(number)

    def search(self, query: str) -> list[Post]:
        """Return what has all the terms, newest first. `id:7` names one; an empty query is everything."""
        found = self.posts
        for term in query.replace("+", " ").split():
            if term.startswith("id:"):
                number = int(term[3:]) if term[3:].isdigit() else 0
                found = [post for post in found if post.id == number]
            elif not term.startswith(("order:", "sort:")):
                wanted = {post.id for post in self._by_tag.get(term.lower(), [])}
                found = [post for post in found if post.id in wanted]
        return [post for post in reversed(found) if post.id not in self.hidden]

    def page(self, query: str, number: int, per_page: int) -> list[Post]:
        """Return the n-th page, from 1."""
        start = (max(number, 1) - 1) * per_page
        return self.search(query)[start:start + per_page]
