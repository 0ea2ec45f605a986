"""Bowerbird: a media downloader and collection server for your own machine, used from the browser."""
