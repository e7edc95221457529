"""A national run on paper, from what crawls of 10 and of 50 hosts at once measure here, with politeness off.

`python national_run.py [PAGES_A_HOST]`: the pages of each measured host, default 20, which takes a minute or two. Nothing here
waits for a host; on paper each host is asked for a page in three seconds, and as many hosts are open at once as the
processor time of the crawling process feeds, which tells the same on a machine that has other work.
"""

import sys

from crawls import crawl, served

FEW, MANY = 10, 50  # hosts at once
NATION = 14_000  # hosts
INTERVAL = 3.0  # seconds between two pages of a host: the delay of two, and the answer
REPORTS = 130_000 * 7  # a year, and the years that portals keep: most go back to 2018 or so
COLUMNS = 60  # pages a host that are no report: home page, columns, lists, covers
OPEN_AT_ONCE = 32  # CONCURRENT_REQUESTS of the settings
DAY = 86_400


def main() -> None:
    """Measures, and prints what follows."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    measured = {}
    for hosts in (FEW, MANY):
        with served(hosts, pages) as homes:
            measured[hosts] = crawl("hosts", homes)
    print(f"\nMeasured: {pages} report pages of 38 to 75 kB a host, one connection a host, no delay\n")
    speeds, sizes = ("pages/s by clock", "pages/s of cpu"), ("archive kB/page", "database kB/page")
    names = ("hosts at once", *speeds, "crawl MB", "largest beside MB", *sizes)
    print("".join(f"{name:>19}" for name in names))
    for hosts, figures in measured.items():
        sizes = [figures[name] * 1000 / figures["pages"] for name in ("archive_mb", "database_mb")]
        by_clock = figures["pages"] / figures["seconds"]
        print(f"{hosts:19}{by_clock:19.0f}{_speed(figures):19.0f}", end="")
        print(f"{figures['crawl_mb']:19.0f}{figures['beside_mb']:19.0f}", end="")
        print("".join(f"{size:19.1f}" for size in sizes))
    _print_paper(measured[FEW], measured[MANY])


def _speed(figures: dict[str, float]) -> float:
    return figures["pages"] / figures["cpu_seconds"]


def _print_paper(few: dict[str, float], many: dict[str, float]) -> None:
    pages = REPORTS + NATION * COLUMNS
    most = int(_speed(many) * INTERVAL)
    per_host = max(0.0, (many["crawl_mb"] - few["crawl_mb"]) / (MANY - FEW))
    print(f"\nOn paper: {NATION:,} hosts, {pages:,} pages ({REPORTS:,} reports), one page in {INTERVAL:.0f} s a host\n")
    print(f"{'hosts at once':>14}{'first run, days':>17}{'nightly, hours':>16}{'crawl MB':>10}")
    for hosts in (OPEN_AT_ONCE, 200, min(most, NATION)):
        first = pages * INTERVAL / hosts / DAY
        # Every night: the home page, the columns on the way and the first page of the list; most answer with 304.
        nightly = NATION * 8 * INTERVAL / hosts / 3600
        print(f"{hosts:14,}{first:17.1f}{nightly:16.1f}{many['crawl_mb'] + per_host * max(0, hosts - MANY):10.0f}")
    disk = pages * many["archive_mb"] / many["pages"] / 1e6, REPORTS * many["database_mb"] / many["pages"] / 1e6
    print(f"\nThe last row is what one crawling process feeds at {_speed(many):.0f} pages/s.")
    print(
        f"Disk: archive {disk[0] * 1000:,.0f} GB if every page were a web page like these, database {disk[1] * 1000:,.0f} GB."
    )


if __name__ == "__main__":
    main()
