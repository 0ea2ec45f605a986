"""A booru that is not there: thousands of made posts, told in the JSON and HTML shapes that real sites speak.

It is a loopback proxy which answers for the real host names, so that the site definitions run against it as they are:

    with ServedBooru(posts=3000) as booru:
        settings.with_values(proxy=booru.proxy, ca_bundle=booru.ca_file)
        booru.fail("danbooru.donmai.us/posts.json", "429", times=2, retry_after="5")

    python -m tests.served_booru --port 8898 --ca ca.pem

Nothing leaves the machine. Every post, its tags and its picture follow from the seed and the post's number.
"""

from tests.served_booru.faults import KINDS, Fault
from tests.served_booru.posts import Collection, Post
from tests.served_booru.server import Hit, ServedBooru

__all__ = ["KINDS", "Collection", "Fault", "Hit", "Post", "ServedBooru"]
