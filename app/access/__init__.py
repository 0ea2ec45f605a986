"""Who may come in: the owner, signed-in browsers, access keys and what each may do."""
