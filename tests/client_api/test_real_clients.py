"""The module that most Python tools are built on, talking to us. It is a tool's own licence: only tests use it."""

from __future__ import annotations

import pytest

from app.library.services import ALL_LOCAL_MEDIA, DOWNLOADER_TAGS, MY_TAGS
from tests.client_api.living import nobody, token
from tests.client_api.media import picture

hydrus_api = pytest.importorskip("hydrus_api", reason="the PyPI package hydrus-api is not installed")

pytestmark = pytest.mark.long


@pytest.fixture
def client(living):
    import requests

    session = requests.Session()
    session.trust_env = False
    return hydrus_api.Client(living.key, living.base, session)


@pytest.fixture
def tagged(living):
    data, tag = picture(), token()
    file = living.add(data)
    living.tag(file, tag)
    return file, tag, data


def test_it_connects(client):
    assert client.get_api_version() == {"version": 95, "hydrus_version": 682}
    assert set(client.verify_access_key()["basic_permissions"]) == set(hydrus_api.Permission)
    assert len(client.get_session_key()["session_key"]) == 64
    assert client.get_client_info()["boot_time"] > 0
    assert client.get_services()["all_local_media"][0]["service_key"] == ALL_LOCAL_MEDIA
    assert client.get_service(service_name="my tags")["service"]["service_key"] == MY_TAGS


def test_it_searches_and_reads_what_it_found(client, tagged, living):
    file, tag, data = tagged
    found = client.search_files([tag, ["system:inbox", "x"]], file_service_keys=[ALL_LOCAL_MEDIA],
                                file_sort_type=hydrus_api.FileSortType.FILE_SIZE, file_sort_asc=False,
                                return_hashes=True, return_file_ids=True, include_pending_tags=False)
    assert found["hashes"] == [file]
    assert found["file_ids"] == [living.id_of(file)]
    (row,) = client.get_file_metadata(file_ids=found["file_ids"], include_notes=True, detailed_url_information=True,
                                      include_milliseconds=True, include_blurhash=True)["metadata"]
    assert row["tags"][MY_TAGS]["storage_tags"] == {"0": [tag]}
    (row,) = client.get_file_metadata(hashes=[file], only_return_identifiers=True)["metadata"]
    assert row == {"file_id": living.id_of(file), "hash": file}
    assert client.get_file(hash_=file).content == data
    assert client.get_file(file_id=found["file_ids"][0], download=True).content == data
    assert client.get_thumbnail(file_id=found["file_ids"][0]).headers["Content-Type"] == "image/jpeg"


def test_it_looks_up_and_adds_urls(client, tagged, living):
    file, _, _ = tagged
    url = f"https://{token('h')}.example/p"
    living.associate(file, url)
    assert client.get_url_info(url)["url_type"] == hydrus_api.URLType.UNKNOWN_URL
    (status,) = client.get_url_files(url, doublecheck_file_system=True)["url_file_statuses"]
    assert status["status"] == hydrus_api.ImportStatus.EXISTS
    added = client.add_url(f"{url}2", destination_page_name="tool", show_destination_page=False,
                           service_keys_to_additional_tags={DOWNLOADER_TAGS: ["x"]}, filterable_tags=["y"])
    assert added["normalised_url"] == f"{url}2"


def test_it_tells_our_errors_apart(client, living):
    with pytest.raises(hydrus_api.MissingParameter):
        client.search_files(["system:nonsense"])
    with pytest.raises(hydrus_api.APIError):
        client.get_file(hash_=nobody())
    with pytest.raises(hydrus_api.InsufficientAccess):
        hydrus_api.Client("ab" * 32, living.base).verify_access_key()
    with pytest.raises(hydrus_api.InsufficientAccess):
        hydrus_api.Client(living.limited_key, living.base).get_url_info("https://one.example/")
