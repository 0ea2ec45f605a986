"""The Client API: the tools of this field talk to Bowerbird as if it were hydrus.

A face of the rooms below, with its own port and URL map; it never reads a cookie. `api.create_api` builds it.
"""
