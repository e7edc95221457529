"""Certificates are verified; a host that the operator names as old is taken as it is."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.certificates import context_of, write_certificate
from tests.loopback_host import Host, crawl, portal, report_page, serve

ANSWERS = portal({"某县人民政府2023年政府信息公开工作年度报告": "/nb/2023.html"}, {"/nb/2023.html": report_page(2023)})


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("valid"), datetime.now(UTC) + timedelta(days=20))


@pytest.fixture
def secure(certificate: Path) -> Iterator[Host]:
    with serve(ANSWERS, secure=context_of(certificate)) as host:
        yield host


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Host, tmp_path: Path) -> None:
    crawled = crawl(tmp_path, secure.home)
    ((state, reason),) = crawled.rows("SELECT state, reason FROM portals WHERE last_run_id IS NOT NULL")
    assert state == "tls_certificate"
    assert "--legacy-tls" in reason
    assert secure.asked == []


def test_a_certificate_that_the_machine_trusts_is_taken(secure: Host, certificate: Path, tmp_path: Path) -> None:
    crawled = crawl(tmp_path, secure.home, SSL_CERT_FILE=str(certificate))
    assert crawled.states() == {secure.portal: "ok"}


def test_a_host_named_as_old_is_taken_as_it_is_and_no_other(tmp_path: Path) -> None:
    expired = context_of(write_certificate(tmp_path, datetime.now(UTC) - timedelta(days=1)))
    with serve(ANSWERS, secure=expired) as old, serve(ANSWERS, secure=expired) as other:
        crawled = crawl(tmp_path / "data", old.home, other.home, "--legacy-tls", old.portal)
    assert crawled.states() == {old.portal: "ok", other.portal: "tls_certificate"}


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_a_server_that_speaks_an_old_protocol_is_told_and_taken_when_named(certificate: Path, tmp_path: Path) -> None:
    old = context_of(certificate)
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with serve(ANSWERS, secure=old) as host:
        assert crawl(tmp_path / "strict", host.home).states() == {host.portal: "tls_failed"}
        assert crawl(tmp_path / "named", host.home, NIANBAO_LEGACY_TLS=host.portal).states() == {host.portal: "ok"}
