"""Run as a child with the patched hub: many requests at once to a fault server in another process, over plain HTTP and
TLS, with a drip among them; prints one JSON line. Arguments: http port, https port, CA file, folder."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app import runtime


def main() -> None:
    runtime.start("eventlet")  # before anything that touches sockets is imported
    import json
    import time
    from datetime import timedelta

    from app.core.clock import SystemClock
    from app.core.events import Events
    from app.core.settings import settle
    from app.network.limits import Limits
    from app.network.network import Network
    from app.network.request import Cancelled, NetworkTrouble, Request
    from app.network.vault import Vault
    from app.storage.database import Database
    from app.storage.migration import migrate
    from app.storage.writer import Writer

    plain, secure, authority, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    migrate(folder / "bowerbird.db", folder / "backups")
    database = Database(folder / "bowerbird.db", readers=2)
    writer = Writer(database)
    settings = settle({}, {}, {}).with_values(
        allowed_private_hosts=("127.0.0.1",), request_interval=timedelta(0), ca_bundle=authority,
        concurrent_downloads=20,
    )
    limits = Limits(
        header_seconds=1.0, rate_window_seconds=0.5, watch_tick_seconds=0.05, at_once_per_site=20,
        retry_waits_seconds=(0.1, 0.1),
    )
    network = Network(
        settings, database, writer, Vault(folder / "credentials.key"), SystemClock(), Events(), limits=limits
    )
    outcomes: dict[str, str] = {}
    stop = runtime.event()

    def fetch(name: str, url: str, **options: object) -> None:
        begin = time.monotonic()
        try:
            fetched = network.fetch_file(Request(url, is_page=False), folder / name, **options)  # type: ignore[arg-type]
            outcomes[name] = str(fetched.size)
        except NetworkTrouble as trouble:
            outcomes[name] = trouble.reason.code
        except Cancelled:
            outcomes[name] = "cancelled"
        if time.monotonic() - begin > 8:
            outcomes[name] += " late"

    gap = runtime.HubGap()
    runtime.spawn(gap.run)
    tasks = [runtime.spawn(fetch, f"plain{number}", f"http://127.0.0.1:{plain}/media") for number in range(6)]
    tasks += [runtime.spawn(fetch, f"secure{number}", f"https://localhost:{secure}/media") for number in range(6)]
    tasks.append(runtime.spawn(fetch, "drip", f"http://127.0.0.1:{plain}/drip"))
    tasks.append(runtime.spawn(fetch, "secure_drip", f"https://localhost:{secure}/drip"))
    tasks.append(runtime.spawn(fetch, "header_drip", f"https://localhost:{secure}/header_drip"))
    tasks.append(runtime.spawn(fetch, "stopped", f"http://127.0.0.1:{plain}/silent", stop=stop))
    tasks.append(runtime.spawn(fetch, "untrusted", f"https://127.0.0.1:{secure}/media"))
    runtime.sleep(0.5)
    stop.set()
    for task in tasks:
        task.wait(15)
    gap.stop()
    network.close()
    writer.close()
    print(json.dumps({"outcomes": outcomes, "gap_ms": gap.milliseconds(0.5), "mode": runtime.mode()}), flush=True)


main()
