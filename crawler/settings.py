"""Scrapy's settings for the project. Each one that is overridden says the default it replaces, and why."""

import shlex
import sys
from os import cpu_count, environ

from crawler.user_agent import NAME, user_agent

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# default Scrapy's own; portals must see who asks, and whom to write to
USER_AGENT = user_agent(environ.get("NIANBAO_CONTACT", ""))
NIANBAO_CONTACT = environ.get("NIANBAO_CONTACT", "")  # what the archive says of the operator
DEFAULT_REQUEST_HEADERS = {  # default has Accept-Language: en, for which some portals show their English pages
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",  # default has zstd too, which readers of the archive need not know
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# Politeness
ROBOTSTXT_OBEY = True  # default False; crawler/robots.py does it
ROBOTSTXT_USER_AGENT = NAME  # default None, the whole user agent; rules name a crawler by its short name
DOWNLOAD_DELAY = 2  # seconds, default 0; what careful collectors of these portals keep
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8; county portals run on small machines
AUTOTHROTTLE_ENABLED = True  # default False; a slow host is asked more slowly
AUTOTHROTTLE_START_DELAY = 2  # seconds, default 5; DOWNLOAD_DELAY is the floor anyway
CONCURRENT_REQUESTS = 32  # default 16; hosts wait most of the time, so more of them can be open at once

# Limits
DOWNLOAD_TIMEOUT = 60  # seconds, default 180; a host that is closed to us mostly hangs, and each try costs as much
NIANBAO_FILE_TIMEOUT = 300  # seconds for what may be a report: a scan of 40 MB takes that long over a slow line
DOWNLOAD_MAXSIZE = 64 << 20  # bytes, default 1 GiB; home pages of 14 MB and scans of 40 MB occur
DOWNLOAD_WARNSIZE = 16 << 20  # bytes, default 32 MiB
RETRY_TIMES = 2  # default 2; kept, because portals do fail for seconds at a time
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]  # default has 429 too, which means that we asked enough
REDIRECT_MAX_TIMES = 5  # default 20; loops are common, chains are not
# default Scrapy's own, for which a page is another one whenever its address carries another session
REQUEST_FINGERPRINTER_CLASS = "crawler.sameness.Sameness"
DEPTH_LIMIT = 200  # default 0, none; a list of 200 pages is a trap

# Speed and memory
# default 100: that many tasks are started for each response, whatever it yields, which halves the speed (Scrapy #5182).
CONCURRENT_ITEMS = 1
# default True; it decodes every page to look for a refresh, which the spider does only where a page has no content.
METAREFRESH_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False  # default True; it parses the source of the callback again for every response

SCHEDULER_MEMORY_QUEUE = "crawler.waiting.Waiting"  # default one that keeps every request in memory

# Nothing else may listen or call home
TELNETCONSOLE_ENABLED = False  # default True; it opens a port
REMOTE_CONTROL_ENABLED = False  # default True; it opens another
LOG_LEVEL = "INFO"  # default DEBUG, which prints every item with its Chinese text

HTTPERROR_ALLOW_ALL = True  # default False; the spider records each refusal with its reason

# Ours
NIANBAO_DATA = environ.get("NIANBAO_DATA", "data")  # the folder with the archive and the database
NIANBAO_ARGUMENTS = shlex.join(sys.argv[1:])  # what the archive says that the run was asked for
NIANBAO_READERS = cpu_count() or 1  # processes that read documents while the crawl goes on
NIANBAO_LONGEST_WAIT = 300  # seconds that a crawl rests when a host asks for it; for longer it is left for another run
# Hosts, or hosts with their port, whose certificates are not verified and whose secure connections may be of any age.
NIANBAO_LEGACY_TLS = [host for host in environ.get("NIANBAO_LEGACY_TLS", "").replace(",", " ").split() if host]
NIANBAO_REGISTRY = environ.get("NIANBAO_REGISTRY", "")  # the operator's own portals, over those of the project
NIANBAO_RESUME = True  # whether a crawl that was asked for the same and died goes on, instead of a new one
NIANBAO_PORTALS_AT_MOST = 500  # portals in a run for which none were named; more wait for the next run
NIANBAO_WEBHOOK = environ.get("NIANBAO_WEBHOOK", "")  # address to which alarms are posted as JSON
NIANBAO_MAIL_TO = environ.get("NIANBAO_MAIL_TO", "")  # whom alarms are mailed to, with commas between
NIANBAO_MAIL_FROM = environ.get("NIANBAO_MAIL_FROM", "")  # default the first of them
NIANBAO_SMTP = environ.get("NIANBAO_SMTP", "")  # smtp:// or smtps://USER:PASSWORD@HOST:PORT, default localhost
NIANBAO_PROGRESS = False  # whether a line on the terminal tells how far the crawl has come

SPIDER_MIDDLEWARES = {
    # Each one that is on costs every response and request a generator.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # default 50; HTTPERROR_ALLOW_ALL leaves it nothing
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # an aid for writing spiders
}
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetching.Fetching",
    "https": "crawler.fetching.Fetching",
    **dict.fromkeys(("data", "file", "ftp", "s3")),  # default one each; only the web is crawled
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # default 100; takes a server error for leave
    "crawler.robots.RobotsObeyed": 100,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,  # default 600; drops what leads back to itself
    "crawler.redirects.Redirects": 600,
    "crawler.brake.Brake": 900,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # default 50; the boundary is stricter
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # default 300; no portal asks for a password
    "crawler.conditional.Conditional": 940,  # beside the archive, which keeps the 304 itself
    # Below HttpCompression (590): sees each response before it is unpacked, robots.txt and redirects too.
    "pipelines.adapters.archive_middleware.ArchiveMiddleware": 950,
    # Next to the network: nothing passes by it, and nothing that it refuses is archived.
    "crawler.middlewares.BoundaryMiddleware": 960,
    # Stands for the network where the archive has the answer.
    "pipelines.adapters.archive_middleware.ResumeMiddleware": 970,
}
ITEM_PIPELINES = {"pipelines.adapters.store_pipeline.StorePipeline": 500}
EXTENSIONS = {"crawler.progress.Progress": 0, "crawler.alarms.Alarms": 0, "crawler.returning.Returning": 0}
