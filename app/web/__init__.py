"""The page's side of the house: its API under `/api/v1`, sign-in, live events, the shell and the media behind it."""
