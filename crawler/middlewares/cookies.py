"""Scrapy's cookies, which ask no one but the portal: the list of public suffixes is the one that tldextract brings.

Left to itself tldextract asks two hosts of the internet for the newest list at the first cookie, on the event loop's
thread and through whatever proxy the environment names.
"""

from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

cookies._split_domain = TLDExtract(
    suffix_list_urls=(), fallback_to_snapshot=True, include_psl_private_domains=True, cache_dir=None
)


class LocalCookiesMiddleware(cookies.CookiesMiddleware):
    """The same middleware; named in the settings, it brings the list above with it."""
