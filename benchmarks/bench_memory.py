"""Peak memory of the full crawl against the number of pages."""

from crawls import crawl, served

PAGES = 1000  # a portal
PORTALS = (5, 20)


def main() -> None:
    """Crawls a small and a large number of pages, and prints the peaks of both processes."""
    print(f"\n{'pages':>8}{'crawl MB':>11}{'reading MB':>12}{'both MB':>10}{'pages/s':>9}")
    peaks = []
    for portals in PORTALS:
        with served(portals, PAGES) as homes:
            figures = crawl("full", homes)
        both = figures["crawl_mb"] + figures["beside_mb"]
        peaks.append(both)
        speed = figures["pages"] / figures["seconds"]
        print(f"{portals * PAGES:8}{figures['crawl_mb']:11.0f}{figures['beside_mb']:12.0f}{both:10.0f}{speed:9.0f}")
    print(f"\nratio {peaks[-1] / peaks[0]:.3f}")


if __name__ == "__main__":
    main()
