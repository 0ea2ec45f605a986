"""One living house for this folder's tests; each makes files of its own."""

from __future__ import annotations

import pytest

from tests.client_api.living import Api, Living


@pytest.fixture(scope="package")
def living(tmp_path_factory):
    living = Living(tmp_path_factory.mktemp("house") / "data")
    yield living
    living.close()


@pytest.fixture(scope="package")
def api(living):
    return Api(living.base, living.key)


@pytest.fixture(scope="package")
def file(living):
    """The sha256 of a PNG, 64 by 48, that tests do not change."""
    return living.add()
