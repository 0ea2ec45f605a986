"""Another snapshot of the definitions takes effect at once, without a restart."""

from __future__ import annotations

from app.downloads.addresses import Addresses
from app.downloads.reading import Reader
from app.parsing.page_parser import PageParser
from app.sites.catalogue import Definitions

POST = "https://e621.net/posts/1"


def test_addresses_forget_what_an_older_snapshot_said():
    addresses = Addresses(Definitions.empty())
    assert addresses.facts(POST).url_class is None
    assert addresses.sources == {}
    addresses.use(Definitions.own())
    assert addresses.facts(POST).url_class == "e621 post page"
    assert "e621 tag search" in addresses.sources


class Listening:
    """A pool that keeps what it was asked."""

    def __init__(self):
        self.jobs = []

    def run(self, task, payload, *, timeout):
        self.jobs.append(payload)
        return {"posts": []}


def test_a_changed_parser_that_kept_its_name_is_the_one_that_reads():
    pool = Listening()
    reader = Reader(pool)
    old, new = PageParser("p"), PageParser("p", example_urls=("https://example.com/",))
    for parser in (old, new, new):
        reader.posts(parser, {}, "")
    assert [job["parser"]["example_urls"] for job in pool.jobs] == [[], [*new.example_urls], [*new.example_urls]]
