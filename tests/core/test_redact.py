"""The redactor: secrets go, the rest of the line stays."""

import logging

import pytest

from app.core.redact import MASK, Redactor

KEY = "0123456789abcdef" * 4


@pytest.mark.parametrize("text", [
    f"GET /get_files/file?Hydrus-Client-API-Access-Key={KEY}&hash=abc HTTP/1.1",
    f"Hydrus-Client-API-Access-Key: {KEY}",
    f"Hydrus-Client-API-Session-Key: {KEY}",
    f"Cookie: session={KEY}; b=c",
    f"{{'Cookie': 'session={KEY}', 'Accept': '*/*'}}",
    f'{{"Authorization": "Bearer {KEY}"}}',
    f"Authorization: Basic {KEY}",
    f"Set-Cookie: a={KEY}; Path=/; HttpOnly",
    f"https://gelbooru.com/index.php?page=dapi&api_key={KEY}&user_id=77",
    f"https://danbooru.donmai.us/posts.json?login=me&api_key={KEY}",
    f"event=x password={KEY}",
    f'{{"password": "{KEY}", "name": "x"}}',
    f"https://user:{KEY}@proxy.example:8080/",
    f"http://127.0.0.1:45868/setup?token={KEY}",
    f"session_key={KEY}",
    f"x-api-key: {KEY}",
    f"pass_hash={KEY}; x",
])
def test_a_secret_goes(text):
    redacted = Redactor().redact(text)
    assert KEY not in redacted
    assert MASK in redacted


@pytest.mark.parametrize("text", [
    "event=import_done seed=5 file=abc", "tags=blue_sky+passenger page=2", "https://a.example/posts?page=2&tags=a",
    "The site asked to slow down.", "compass=north bypass=no", f"sha256={KEY}", "12:30:01 GET /files/search 200",
])
def test_the_rest_stays(text):
    assert Redactor().redact(text) == text


def test_only_the_secret_part_of_an_address_goes():
    redacted = Redactor().redact(f"https://a.example/x?tags=sky&api_key={KEY}&page=2")
    assert redacted == f"https://a.example/x?tags=sky&api_key={MASK}&page=2"


def test_redacting_twice_changes_nothing():
    redactor = Redactor()
    once = redactor.redact(f"Cookie: a={KEY}\nx?api_key={KEY}&y=1")
    assert redactor.redact(once) == once


def test_a_record_is_redacted_with_its_arguments_and_its_exception():
    logger = logging.Logger("test")
    seen = []

    class Keep(logging.Handler):
        def emit(self, record):
            seen.append(self.format(record))

    handler = Keep()
    handler.addFilter(Redactor())
    logger.addHandler(handler)
    try:
        int(f"api_key={KEY}")
    except ValueError:
        logger.exception("event=failed url=%s", f"https://a.example/?api_key={KEY}")
    logger.warning("broken %s %s", f"token={KEY}")
    logger.warning("where", stack_info=True)
    assert len(seen) == 3
    assert KEY not in "".join(seen)
    assert "event=failed" in seen[0]
    assert "ValueError" in seen[0]
