"""What known programs send when they connect and look round, byte for byte where their spelling is unusual."""

from __future__ import annotations

import http.client
import json

import pytest

from app.library.services import ALL_KNOWN_TAGS, ALL_LOCAL_MEDIA
from tests.client_api.living import ACCESS, SESSION, good, token

ORIGIN = {"Origin": "https://app.example"}


@pytest.fixture
def tagged(living):
    file, tag = living.add(), token()
    living.tag(file, tag)
    return file, tag


def raw(living, method, target, headers=None, body=None):
    """Send a request line as it stands; return status, headers, body."""
    connection = http.client.HTTPConnection("127.0.0.1", living.listener.port, timeout=10)
    try:
        connection.request(method, target, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_hydrus_web_looks_at_the_grid_and_a_file(api, tagged, living):
    file, tag = tagged
    query = {"tags": [[tag, "x"]], "file_sort_type": 2, "file_sort_asc": False, "tag_service_key": ALL_KNOWN_TAGS,
             "file_service_key": ALL_LOCAL_MEDIA, "return_file_ids": True, "return_hashes": False}
    preflight = api.raw("OPTIONS", "/get_files/search_files", auth=False, headers={
        **ORIGIN, "Access-Control-Request-Headers": "hydrus-client-api-access-key,cache-control,ngsw-bypass"})
    assert preflight.headers["Access-Control-Allow-Headers"] == "*"
    (file_id,) = api.read("/get_files/search_files", **query)["file_ids"]
    grid = api.read("/get_files/file_metadata", file_ids=[file_id], only_return_identifiers=False,
                    only_return_basic_information=True, include_blurhash=True)["metadata"]
    assert grid[0]["blurhash"]
    sheet = api.raw("GET", "/get_files/file_metadata", headers={**ORIGIN, "Cache-Control": "no-cache"}, params={
        "hashes": json.dumps([file]), "only_return_identifiers": "false", "only_return_basic_information": "false",
        "detailed_url_information": "true", "include_notes": "true", "include_milliseconds": "true"})
    assert good(sheet).json()["metadata"][0]["tags"][ALL_KNOWN_TAGS]["display_tags"] == {"0": [tag]}
    picture = api.raw("GET", "/get_files/thumbnail", auth=False, params={"hash": file, ACCESS: api.key})
    assert good(picture).headers["Content-Type"] == "image/jpeg"


def test_hydrui_sends_a_content_type_with_every_get(api, tagged):
    file, _ = tagged
    answer = api.raw("GET", "/get_files/file_metadata", headers={**ORIGIN, "Content-Type": "application/json"},
                     params={"hashes": json.dumps([file])})
    body = good(answer).json()
    assert isinstance(body["version"], int)
    assert isinstance(body["services"], dict)
    assert isinstance(body["metadata"][0]["size"], int)
    video = api.raw("GET", "/get_files/file", auth=False, headers={"Range": "bytes=0-"},
                    params={"file_id": body["metadata"][0]["file_id"], ACCESS: api.key, "download": "false"})
    assert video.status_code == 206


def test_hyshare_asks_by_service_name_and_hands_its_visitors_headers_on(api, tagged):
    file, tag = tagged
    query = f"tags=[%22{tag}%22]&tag_service_name=all+known+tags&file_service_name=my+files&return_hashes=true" \
            "&return_file_ids=false&file_sort_type=2&file_sort_asc=false"
    headers = {"Host": "gallery.example", "Cookie": "visitor=1", "If-None-Match": '"other"'}
    answer = api.raw("GET", "/get_files/search_files?" + query, headers=headers)
    assert good(answer).json()["hashes"] == [file]
    row = api.read("/get_files/file_metadata", hashes=[file], hide_service_names_tags=False)["metadata"][0]
    assert row["tags"][ALL_KNOWN_TAGS]["name"] == "all known tags"
    part = api.raw("GET", "/get_files/file", params={"hash": file}, headers={**headers, "Range": "bytes=0-9"})
    assert part.status_code == 206
    assert part.headers["Content-Disposition"].split("filename=")[1] == f'"{file}.png"'
    assert api.row("ab" * 32)["file_id"] is None


def test_flipflip_builds_its_lists_by_hand(living, tagged):
    _, tag = tagged
    status, _, body = raw(living, "GET", "/session_key", {ACCESS: living.key})
    assert status == 200
    assert json.loads(body)["session_key"]
    status, _, body = raw(living, "GET", f'/get_files/search_files?tags=["{tag}"]&{ACCESS}={living.key}')
    ids = json.loads(body)["file_ids"]
    status, _, body = raw(living, "GET", f"/get_files/file_metadata?file_ids=[{ids[0]}]&{ACCESS}={living.key}")
    assert json.loads(body)["metadata"][0]["ext"] == ".png"
    status, headers, _ = raw(living, "GET", f"/get_files/file?file_id={ids[0]}&{ACCESS}={living.key}&ext=.png")
    assert (status, headers["Content-Type"]) == (200, "image/png")
    status, _, body = raw(living, "GET", "/get_files/search_files", {ACCESS: living.key})
    assert (status, json.loads(body)["file_ids"]) == (200, [])


def test_lolisnatcher_checks_its_key_with_head_and_searches_for_anything_tagged(living, tagged):
    file, _ = tagged
    assert raw(living, "HEAD", "/verify_access_key", {ACCESS: living.key})[0] == 200
    target = "/get_files/search_files?tags=[%22*%22]&file_sort_asc=false&file_sort_type=17"
    status, _, body = raw(living, "GET", target, {ACCESS: living.key})
    assert status == 200
    assert living.id_of(file) in json.loads(body)["file_ids"]


def test_hydra_vista_sends_an_empty_list_of_domains_and_its_key_in_the_body(api, tagged, living):
    file, tag = tagged
    answer = api.raw("GET", "/get_files/search_files", auth=False, params={
        "tags": json.dumps([tag]), "file_sort_type": "2", "file_sort_asc": "true", "file_service_keys": "[]",
        ACCESS: api.key})
    assert good(answer).json()["file_ids"] == [living.id_of(file)]
    body = json.dumps({"url": f"https://{token()}.example/x", ACCESS: api.key})
    headers = {"Content-Type": "application/json; charset=utf-8"}
    good(api.raw("POST", "/add_urls/add_url", auth=False, data=body, headers=headers))


def test_iwara_waits_for_the_word_successfully(api):
    assert {0, 2} <= set(api.read("/verify_access_key")["basic_permissions"])
    answer = good(api.post("/add_urls/add_url", destination_page_name="Hydrus Iwara", url=f"https://{token()}.example/v",
                           service_names_to_additional_tags={"my tags": ["creator:a"]}))
    assert "successfully" in answer.json()["human_result_text"]


def test_video_deduplicator_finds_the_domain_in_the_old_list(api):
    services = api.read("/get_services")
    key = services["all_local_files"][0]["service_key"]
    assert services["services"][key]["type"] == 15
    assert set(range(13)) <= set(api.read("/verify_access_key")["basic_permissions"])


def test_older_tools_send_retired_flags(api, tagged):
    file, tag = tagged
    assert api.search([tag], system_inbox=True, system_archive=False) == [file]
    assert api.search([tag], system_inbox="false", system_archive="true") == [file]


def test_a_body_in_chunks_is_read(living):
    def pieces():
        yield b'{"url": "https://'
        yield token().encode() + b'.example/x"}'

    headers = {ACCESS: living.key, "Content-Type": "application/json"}
    assert raw(living, "POST", "/add_urls/add_url", headers, pieces())[0] == 200


def test_a_session_key_works_where_an_address_is_all_there_is(api, tagged):
    file, _ = tagged
    session = api.read("/session_key")["session_key"]
    good(api.raw("GET", "/get_files/thumbnail", auth=False, params={"hash": file, SESSION: session}))
