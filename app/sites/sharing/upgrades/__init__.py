"""Old objects brought up to the current version of their kind, one version at a time, as plain JSON.

`STEPS[(kind, version)]` takes the content of that version and returns the content of the next.
"""

from __future__ import annotations

from collections.abc import Callable

from app.sites.sharing.errors import BadObject, step
from app.sites.sharing.kinds import CURRENT, Kind
from app.sites.sharing.objects import Json, SharedObject, shared_object
from app.sites.sharing.upgrades import formulae, logins, parsers, strings, url_classes

STEPS: dict[tuple[Kind, int], Callable[[Json], Json]] = {
    **strings.STEPS,
    **formulae.STEPS,
    **parsers.STEPS,
    **url_classes.STEPS,
    **logins.STEPS,
}


def current(raw: Json, *kinds: Kind) -> SharedObject:
    """Return the object in its kind's current version; objects inside are left as they lie.

    Raises BadObject naming the step that failed, also for an object of none of the `kinds`.
    """
    given = shared_object(raw)
    if kinds and given.kind not in kinds:
        raise BadObject(f"there is a {given.kind.words} where a {' or '.join(kind.words for kind in kinds)} should be")
    content = given.content
    for version in range(given.version, CURRENT[given.kind]):
        upgrade = STEPS.get((given.kind, version))
        if upgrade is None:
            raise BadObject(f"version {version} of a {given.kind.words} is not read")
        with step(f"upgrade of a {given.kind.words} from version {version}"):
            content = upgrade(content)
    return SharedObject(given.kind, given.name, CURRENT[given.kind], content)
