"""The full crawl (WARC, reading, checks, database) against bare Scrapy that only downloads the same pages."""

from statistics import median

from crawls import crawl, served

PORTALS, PAGES, ROUNDS = 4, 2500, 3
VARIANTS = {
    "default": "bare Scrapy, its defaults",
    "settings": "bare Scrapy, our settings",
    "full": "nianbao crawl, everything",
}


def main() -> None:
    """Runs the variants in turn, in the other order every second round, and prints a table."""
    speeds: dict[str, list[float]] = {variant: [] for variant in VARIANTS}
    with served(PORTALS, PAGES) as homes:
        for number in range(ROUNDS):
            for variant in list(VARIANTS)[:: -1 if number % 2 else 1]:
                figures = crawl(variant, homes)
                speeds[variant].append(figures["pages"] / figures["seconds"])
    print(f"\n{PORTALS * PAGES} report pages of 38 to 75 kB on {PORTALS} portals, {ROUNDS} rounds\n")
    print(f"{'':28}{'pages/s':>9}{'min-max':>13}{'of default':>12}{'of settings':>13}")
    for variant, name in VARIANTS.items():
        middle = median(speeds[variant])
        ratios = [middle / median(speeds[other]) for other in ("default", "settings")]
        span = f"{min(speeds[variant]):.0f}-{max(speeds[variant]):.0f}"
        print(f"{name:28}{middle:9.0f}{span:>13}{ratios[0]:11.2f}x{ratios[1]:12.2f}x")


if __name__ == "__main__":
    main()
