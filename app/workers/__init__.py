"""The pool of child processes: frames, limits, deadlines, restarts. What the children run lives in other rooms.

This file imports nothing: a child imports `app.workers.child` and must stay a plain, small Python process.
"""
