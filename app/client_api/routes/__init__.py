"""The paths, one module a permission group."""
