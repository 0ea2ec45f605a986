"""The shared format: downloader objects as people pass them on, in a PNG's pixels or as JSON text.

Untrusted bytes in, definitions of `app.sites` and `app.parsing` out, and back again. Old objects are brought up version
by version (`upgrades`), then read (`reading`); what is newer than we know, or damaged, is refused one object at a time.
"""
