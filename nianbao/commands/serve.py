"""`nianbao serve`."""

from pathlib import Path

import click

from nianbao.options import data_option


@click.command()
@data_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port; 0 takes a free one."
)
def command(data: Path, port: int) -> None:
    """Serve the site on loopback until Ctrl-C."""
    from archive.site.serve import serve

    serve(data, port)
