"""Options of a crawl that say who asks, and which hosts may be asked over old secure connections."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def contact_option(command: Command) -> Command:
    """Adds --contact, which portals are told."""
    option = click.option(
        "--contact",
        default="",
        envvar="NIANBAO_CONTACT",
        show_envvar=True,
        metavar="ADDRESS",
        help="Your mail address or web page, told to every portal with the program's name.",
    )
    return option(command)


def legacy_tls_option(command: Command) -> Command:
    """Adds --legacy-tls, the hosts whose certificates are not verified."""
    option = click.option(
        "--legacy-tls",
        multiple=True,
        envvar="NIANBAO_LEGACY_TLS",
        show_envvar=True,
        metavar="HOST",
        help="Accept any certificate and any age of TLS from this host; may be given several times.",
    )
    return option(command)


def manners(contact: str, legacy_tls: tuple[str, ...]) -> dict[str, Any]:
    """The Scrapy settings that the two options stand for."""
    from crawler.user_agent import ContactError, user_agent

    try:
        return {"USER_AGENT": user_agent(contact), "NIANBAO_CONTACT": contact, "NIANBAO_LEGACY_TLS": list(legacy_tls)}
    except ContactError as error:
        raise click.BadParameter(str(error), param_hint="--contact") from error
