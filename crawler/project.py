"""The settings a crawl starts from: this project's module, whatever lies in the home folder or where one stands.

Scrapy's own helper reads the scrapy.cfg of both, and fails for a user without a home.
"""

from scrapy.settings import Settings


def project_settings() -> Settings:
    """Scrapy's defaults with those of `crawler.settings` over them."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    return settings
