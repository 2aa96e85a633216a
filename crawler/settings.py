"""Politeness, limits and stages. Every number that touches a server carries its reason."""

import os

from crawler.identity import identity

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Where things lie. The command line sets most of these.
DATABASE_URL = os.environ.get("NIANBAO_DB", "sqlite:///data/nianbao.sqlite")
DATA_DIR = os.environ.get("NIANBAO_DATA", "data")
SEEDS_FILE = None  # None = the seeds shipped with the package
YEARS = None  # a tuple of report years: only these are fetched and expected; None = all
ORGANS = "all"  # all | government
ALLOW_PRIVATE: list[str] = []  # CIDR networks of replicas on loopback
FETCHES_REPORTS = True  # False: the lists only, for `nianbao probe`
WARC_DIR = None  # a folder: what is fetched is written there as WARC, too
ARCHIVE_ONLY = False  # True: bytes are kept, nothing is read, no expected report is settled
COMMAND = ""  # what was typed, for the row of the run

# The stages of a document, in order.
ITEM_PIPELINES = {
    "pipelines.storage.archive.ArchivePipeline": 100,  # bytes are kept before anything reads them
    "pipelines.extract.pipeline.ExtractPipeline": 200,
    "pipelines.checks.report_checks.ChecksPipeline": 300,
    "pipelines.corrections.pipeline.CorrectionsPipeline": 350,
    "pipelines.storage.reports.store.StorePipeline": 400,
}
# True: every cell of every document is compared with what is drawn of it, and not only those in doubt. Seconds each.
LOOK_AT_ALL = os.environ.get("NIANBAO_LOOK", "") == "1"
EXTENSIONS = {
    "crawler.extensions.run_ledger.RunLedger": 100,
    "crawler.extensions.storage_watch.StorageWatch": 200,
    "crawler.extensions.reading_watch.ReadingWatch": 300,
    "crawler.extensions.page_limit.PageLimit": 400,
    "crawler.extensions.prompt_stop.PromptStop": 500,
    "crawler.extensions.warc.WarcWriter": 600,
}

# Who we are. `nianbao crawl` asks for the contact; without one, public hosts are not crawled.
_IDENTITY = identity(os.environ.get("NIANBAO_CONTACT", ""))
CONTACT = _IDENTITY["CONTACT"]
USER_AGENT = _IDENTITY["USER_AGENT"]
DEFAULT_REQUEST_HEADERS = _IDENTITY["DEFAULT_REQUEST_HEADERS"]
ROBOTSTXT_OBEY = True  # Scrapy's own default is False
ROBOTSTXT_USER_AGENT = "nianbao"

# How fast. One request a second and host, measured at the server.
DOWNLOAD_DELAY = 1.1  # 1.0 gave gaps of 0.957 s
DOWNLOAD_DELAY_JITTER = 0  # the default 0.5 is 0.5 to 1.5 times the delay: gaps of 0.62 s
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # the delay is between one host's requests only while they are one at a time
CONCURRENT_REQUESTS = 32  # hosts at once: 2,843 portals of 200 requests at 1.1 s are 5.4 hours
DOWNLOAD_HANDLERS = {  # wait for the host's turn, which all processes share through data/hosts, and mark old TLS
    "http": "crawler.middlewares.download.TurnHandler",
    "https": "crawler.middlewares.download.TurnHandler",
    **dict.fromkeys(("file", "data", "ftp", "s3")),  # off: a link to file:/// is fetched by default
}
AUTOTHROTTLE_ENABLED = True  # only ever raises the delay, for hosts that answer slowly
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# How much. All of these are counted by the spider when a request is made, as Scrapy's own limits overshoot.
HOST_REQUESTS = 200  # per host and run, robots.txt, redirects and retries included
HOST_BYTES = 1 << 30  # per host and run; a district's reports of all years are 100 MB, with every department 500
HOST_SECONDS = 4 * 3600  # per host and run; 200 requests with a Crawl-delay of 60 s take 3.4 hours
PORTAL_REQUESTS = 600  # per registrable name and run, all its hosts together; bureaus on hosts of their own count here
PORTAL_BYTES = 2 << 30  # per registrable name and run
PORTAL_SECONDS = 6 * 3600  # per registrable name and run
PAGE_CPU_SECONDS = 2  # of computing for one page, as all portals wait meanwhile; the largest real page takes 0.3
DISCOVERY_PAGES = 60  # pages looked at before a column counts as not found; real ways are three clicks
DEPTH_LIMIT = 0  # Scrapy counts a search of 60 pages as 60 deep and drops in silence; see crawler/discovery/frontier.py
URLLENGTH_LIMIT = 1000  # characters; longer ones are loops that append themselves

# How long and how large. Total time for one try.
DOWNLOAD_TIMEOUT = 30  # seconds; with 180 a dead host cost 543 s an address, with 30 and one retry 61 s
FILE_TIMEOUT = 120  # seconds for a report or attachment: 5 MB over the slow lines of small towns
DNS_TIMEOUT = 15  # seconds; a name that needs longer has no server
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024  # bytes, decompressed too; a bomb of 500 MB took 1.08 GB, with this 0.14 GB
DOWNLOAD_WARNSIZE = 16 * 1024 * 1024
REDIRECT_MAX_TIMES = 8  # real chains have three; the default 20 lets a loop cost 21 requests
METAREFRESH_MAXDELAY = 5  # seconds; a slower refresh reloads the page instead of leading on
RETRY_ENABLED = False  # asks again at once, three times in 10 ms; crawler/middlewares/backoff.py asks minutes later
BACKOFF_FIRST = 60  # seconds before the second try, doubled for each further one
BACKOFF_ROUNDS = 5  # tries in all, within 60 + 120 + 240 + 480 s: a restart of a server takes 5 to 15 minutes
BACKOFF_ROUNDS_SLOW = 3  # where each try costs DOWNLOAD_TIMEOUT or DNS_TIMEOUT: 90 s of one slot for a dead host
BACKOFF_MAX = 3600  # seconds; a host that asks for a longer pause is not asked again in this run
HOST_REFUSALS = 5  # in a row; the host is then closed for the run. With robots.txt that is 6 requests of a wall
HOST_TIMEOUTS = 4  # in a row; the host is then closed: at 30 s each, a dead host costs 2 minutes of one slot
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1 << 40  # bytes; the default of 5 MB counts until a document is read and stops all hosts
SCHEDULER = "crawler.scheduler.PatientScheduler"  # keeps what has to wait, so that no slot does
MEMUSAGE_LIMIT_MB = 3000
CLOSESPIDER_TIMEOUT = 8 * 3600  # seconds: one night; a second line behind the budgets

# What must not happen.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # on by default in 2.19: a server that runs code
HTTPPROXY_ENABLED = False  # no proxy from the environment: the guard checks the address connected to
COOKIES_ENABLED = True  # some servers redirect to the same address and want to see the cookie they set with that
REFERRER_POLICY = "same-origin"
TWISTED_DNS_RESOLVER = "crawler.middlewares.private_addresses.GuardResolver"
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.private_addresses.GuardMiddleware": 10,  # before all others, so it sees every redirect
    "crawler.middlewares.backoff.MannersMiddleware": 15,  # a closed host costs no budget
    "crawler.middlewares.shared_machine.SharedMachineMiddleware": 18,
    "crawler.middlewares.budget.BoundsMiddleware": 20,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes failures as permission
    "crawler.middlewares.robots.PoliteRobotsMiddleware": 100,
    "crawler.middlewares.response_check.GateMiddleware": 585,  # after decompression (590), before meta refresh (580)
    "crawler.middlewares.response_check.WholeMiddleware": 595,  # before decompression: as on the wire
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # asks the internet for a list of suffixes
    "crawler.middlewares.once.OnceMiddleware": 620,  # sees answers as they came over the wire
    "crawler.middlewares.cookies.LocalCookiesMiddleware": 700,
    "crawler.middlewares.budget.WeightMiddleware": 900,
    "crawler.middlewares.network.NetworkMiddleware": 950,  # nearest to the network
}
DOWNLOAD_VERIFY_CERTIFICATES = (
    False  # expired and self-signed certificates are common on county portals; pages are public
)
HTTPCACHE_ENABLED = False  # the archive keeps the bytes

LOG_LEVEL = "INFO"
