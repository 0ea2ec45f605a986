"""Text in, posts out: formulae, string processing, content and page parsers. Never fetches, never stores.

What is parsed here and the definitions it is parsed by are both untrusted: sizes, counts and depths are bounded
(`limits`), and callers run a page in a worker that is killed at its deadline, because Python's `re` can't be stopped.
"""
