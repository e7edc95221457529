"""The site: what Datasette shows of the published database, and the archived documents behind it.

Datasette finds this package through its entry point in pyproject.toml and takes the hooks named here, the templates
and the static files beside it. It loads plugins while datasette.app is being imported, so the modules of this package
(but `serve`, which starts Datasette) import that one for type checking only.
"""

from archive.site.plugin import (
    asgi_wrapper,
    extra_css_urls,
    menu_links,
    prepare_connection,
    prepare_jinja2_environment,
    register_routes,
    render_cell,
    startup,
)

__all__ = [
    "asgi_wrapper",
    "extra_css_urls",
    "menu_links",
    "prepare_connection",
    "prepare_jinja2_environment",
    "register_routes",
    "render_cell",
    "startup",
]
