"""Looks for alarms when a run has ended, and tells the operator."""

import logging
from contextlib import closing
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler

from archive.alarms import Alarm, new_alarms
from archive.database import DATABASE_NAME, open_for_reading
from crawler.telling import TellingFailed, mail, post
from pipelines.adapters.archive_middleware import ArchiveMiddleware

logger = logging.getLogger(__name__)


class Alarms:
    """Counts the alarms that a run raised in the stat nianbao/alarms, and tells them where the settings say."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Alarms":
        alarms = cls(crawler)
        # By then the database is complete.
        crawler.signals.connect(alarms.engine_stopped, signals.engine_stopped)
        return alarms

    def engine_stopped(self) -> None:
        archive = self._crawler.get_downloader_middleware(ArchiveMiddleware)
        assert archive is not None  # settings.py names both
        database = Path(self._crawler.settings["NIANBAO_DATA"]) / DATABASE_NAME
        with closing(open_for_reading(database)) as connection:
            raised = new_alarms(connection, archive.run.run_id)
        self._crawler.stats.set_value("nianbao/alarms", len(raised))  # type: ignore[union-attr]
        for alarm in raised:
            logger.warning("%s", alarm)
        if raised:
            self._tell(archive.run.run_id, raised)

    def _tell(self, run_id: str, raised: list[Alarm]) -> None:
        settings = self._crawler.settings
        try:
            if settings["NIANBAO_WEBHOOK"]:
                post(settings["NIANBAO_WEBHOOK"], run_id, raised)
        except TellingFailed as failure:
            logger.error("%s", failure)
        try:
            if settings["NIANBAO_MAIL_TO"]:
                mail(
                    settings["NIANBAO_SMTP"], settings["NIANBAO_MAIL_FROM"], settings["NIANBAO_MAIL_TO"], run_id, raised
                )
        except TellingFailed as failure:
            logger.error("%s", failure)
