"""What should not have happened between two visits to a portal."""

import sqlite3
from dataclasses import asdict, dataclass

_CURRENT = "SELECT portal, alarm, message FROM alarms WHERE is_current ORDER BY portal, alarm"
_NEW = "SELECT portal, alarm, message FROM alarms WHERE run_id = ? AND is_new ORDER BY portal, alarm"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One row of the view `alarms`: `alarm` is no_reports, list_shrank or success_fell."""

    portal: str
    alarm: str
    message: str

    def __str__(self) -> str:
        return f"{self.alarm}: {self.portal}: {self.message}"

    def as_row(self) -> dict[str, str]:
        return asdict(self)


def current_alarms(connection: sqlite3.Connection) -> list[Alarm]:
    """Those that the latest visit to a portal shows."""
    return [Alarm(*row) for row in connection.execute(_CURRENT)]


def new_alarms(connection: sqlite3.Connection, run_id: str) -> list[Alarm]:
    """Those that a run raised."""
    return [Alarm(*row) for row in connection.execute(_NEW, (run_id,))]
