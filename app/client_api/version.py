"""The numbers under which the tools of this field know the Client API; they switch features on by them."""

from __future__ import annotations

from typing import Final

API_VERSION: Final = 95
HYDRUS_VERSION: Final = 682
NETWORK_VERSION: Final = 20
"""What a tool's user agent may name as `hydrus/<n>`."""

SERVER: Final = f"client api/{API_VERSION} ({HYDRUS_VERSION})"
VERSIONS: Final = {"version": API_VERSION, "hydrus_version": HYDRUS_VERSION}
