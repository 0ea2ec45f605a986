"""Houses for the security tests; those of the page need one with an owner, and one without."""

import pytest

from tests.web.made_ui import make_ui


@pytest.fixture
def ui(tmp_path):
    """A house with an owner; its clock stands."""
    made = make_ui(tmp_path)
    yield made
    made.close()


@pytest.fixture
def fresh_ui(tmp_path):
    """A house that nobody has set up; its clock stands."""
    made = make_ui(tmp_path, owner=False)
    yield made
    made.close()
