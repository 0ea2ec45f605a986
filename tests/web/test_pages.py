"""Where sign-in may lead (reliability.md A12)."""

import pytest

from app.web.pages import safe_next


@pytest.mark.parametrize(
    "wanted",
    ["/", "/downloads", "/downloads/12", "/library", "/library?tags=blue%20sky&sort=2", "/file/" + "a1" * 32,
     "/settings"],
)
def test_a12_a_page_of_ours_is_where_sign_in_leads(wanted):
    assert safe_next(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "", "//evil.example", "/\\evil.example", "\\\\evil.example", "http://evil.example", "https:evil.example",
        "/library\\", "/library/../../evil", "/library#x\n", "/library?a\r\nSet-Cookie: b=c", "javascript:alert(1)",
        " /library", "/library ", "/api/v1/sign-out", "/media/file/" + "a" * 64, "/sign-in", "/setup", "/%2f%2fevil",
        "/downloads/x", "/file/zz", "/library?a=\\", "/\t/evil.example", "/library\n",
    ],
)
def test_a12_anything_else_leads_home(wanted):
    assert safe_next(wanted) == "/"
