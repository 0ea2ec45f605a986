"""The house that the suite talks to over HTTP."""

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


@pytest.fixture
def file(living):
    """The sha256 of a freshly imported PNG, 64 by 48."""
    return living.add()


@pytest.fixture(scope="package")
def limited(living):
    """A client whose key may only search."""
    return Api(living.base, living.limited_key)
