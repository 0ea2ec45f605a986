"""Houses for the tests of the page."""

import pytest

from tests.web.made_ui import make_ui


@pytest.fixture
def ui(tmp_path):
    """A house with an owner; its clock stands."""
    made = make_ui(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def read_ui(tmp_path_factory):
    """A house with an owner for tests that change nothing; they share it."""
    made = make_ui(tmp_path_factory.mktemp("read"))
    yield made
    made.close()
