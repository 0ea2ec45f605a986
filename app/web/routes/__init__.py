"""The operations of the page's API, one noun a file; `app.web.catalogue` names them all."""
