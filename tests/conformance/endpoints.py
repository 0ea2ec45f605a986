"""Every path with its method and the permission that opens it (None: any key, (): several)."""

OPEN = [("GET", "/api_version")]

KEYED = [
    ("GET", "/client_info", None),
    ("GET", "/session_key", None),
    ("GET", "/verify_access_key", None),
    ("GET", "/get_services", ()),
    ("GET", "/get_service", ()),
    ("GET", "/add_urls/get_url_files", 0),
    ("GET", "/add_urls/get_url_info", 0),
    ("POST", "/add_urls/add_url", 0),
    ("GET", "/get_files/search_files", 3),
    ("GET", "/get_files/file_metadata", 3),
    ("GET", "/get_files/file", 3),
    ("GET", "/get_files/thumbnail", 3),
]

NOT_YET = [
    ("POST", "/add_files/add_file"),
    ("POST", "/add_urls/associate_url"),
    ("GET", "/add_tags/search_tags"),
    ("GET", "/get_files/render"),
    ("GET", "/get_files/file_path"),
    ("GET", "/manage_pages/get_pages"),
    ("GET", "/get_service_rating_svg"),
    ("GET", "/request_new_permissions"),
]
"""Paths of the contract that are not there; a path that is there does all that it should."""
