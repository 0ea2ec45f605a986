"""Text of strangers through the page's API: it comes back as data, to the letter, and never as markup
(reliability.md I2). That the page then makes text nodes of it is tested in the browser."""

import pytest

from app.library.services import DOWNLOADER_TAGS
from tests.web.made_ui import drawn, error_of, make_ui

CORE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "</title><svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<a href=javascript:alert(1)>x</a>", "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>", "<math><mtext><script>alert(1)</script>",
    "<style>@import 'http://evil.example'</style>", "{{7*7}}", "${7*7}", "{% raw %}", "<%= 7*7 %>", "#{7*7}",
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
]
WRAPPED = [f"{before}{text}{after}" for before, after in (("", ""), ("a ", " b"), ("&lt;", "&gt;")) for text in CORE]
PAYLOADS = WRAPPED[:60]


@pytest.fixture(scope="module")
def strange(tmp_path_factory):
    """A house where every text field of a file holds markup."""
    made = make_ui(tmp_path_factory.mktemp("strange"))
    sha256 = made.add_file(
        drawn("olive", (64, 64)),
        tags={DOWNLOADER_TAGS: [f"creator:{text}" for text in PAYLOADS]},
        notes={f"note {number}": text for number, text in enumerate(PAYLOADS)},
        primary_urls=[f"https://site.example/{number}?q={text}" for number, text in enumerate(PAYLOADS)],
        source_urls=["javascript:alert(1)", "data:text/html,<script>alert(1)</script>"],
    )
    yield made, made.owners_browser(), sha256
    made.close()


def is_data(answer):
    """Check that a browser can only take the answer as data."""
    assert answer.content_type == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    return True


def test_there_are_sixty_payloads():
    assert len(set(PAYLOADS)) == 60


def test_i2_a_files_texts_come_back_to_the_letter_and_as_data(strange):
    _, browser, sha256 = strange
    answer = browser.get(f"/api/v1/files/{sha256}")
    assert is_data(answer)
    notes = answer.json["notes"]
    assert [notes[f"note {number}"] for number in range(60)] == PAYLOADS
    tags = {tag for service in answer.json["tags"].values() for tag in service["current"]}
    assert len(tags) == len({f"creator:{text}".lower() for text in PAYLOADS})
    assert all(tag.startswith("creator:") for tag in tags)


@pytest.mark.parametrize("text", PAYLOADS)
def test_i2_what_is_asked_with_markup_is_answered_as_data(strange, text):
    _, browser, _ = strange
    answers = [
        browser.post("/api/v1/autocomplete", json={"text": text}),
        browser.post("/api/v1/downloads", json={"text": text, "source": text}),
        browser.post("/api/v1/classify", json={"text": f"https://{text}", "source": text}),
        browser.patch("/api/v1/settings", json={text: text}),
        browser.delete("/api/v1/keys", json={"name": text}),
        browser.post("/api/v1/files/search", json={"tags": [text], "tag_service": text}),
        browser.get("/api/v1/queries/1/file-log", query_string={text: text}),
        browser.open(f"/api/v1/{text.replace('/', '')}".replace("?", "").replace("#", ""), method="POST"),
    ]
    for answer in answers:
        assert is_data(answer)
        if answer.status_code != 200:
            assert error_of(answer)["sentence"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}"])
def test_i2_the_shell_repeats_nothing_that_was_asked(strange, text):
    made, browser, _ = strange
    plain = browser.get("/library").text
    assert browser.get("/library", query_string={"tags": text, "next": text}).text == plain
    for answer in (browser.get(f"/{text}", headers={"Accept": "text/html"}),
                   made.browser().get(f"/{text}", headers={"Accept": "text/html"})):
        assert text not in answer.text
        assert answer.status_code in {401, 404}
