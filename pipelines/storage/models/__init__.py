"""The SQL schema: what is expected, what was fetched, what was read. SQLite (STRICT) and PostgreSQL alike.

STRICT tables take only INTEGER, TEXT, REAL, BLOB and ANY, so dates and times are ISO text (times UTC, seconds),
JSON is text, and the one numeric column that must hold printed figures exactly is `Number`.
"""

from pipelines.storage.models.base import Base as Base
from pipelines.storage.models.crawls import Event as Event
from pipelines.storage.models.crawls import Portal as Portal
from pipelines.storage.models.crawls import Progress as Progress
from pipelines.storage.models.crawls import Run as Run
from pipelines.storage.models.crawls import Target as Target
from pipelines.storage.models.places import Description as Description
from pipelines.storage.models.places import Field as Field
from pipelines.storage.models.places import Organ as Organ
from pipelines.storage.models.places import Region as Region
from pipelines.storage.models.places import RegionName as RegionName
from pipelines.storage.models.places import RegionSuccessor as RegionSuccessor
from pipelines.storage.models.reports import Correction as Correction
from pipelines.storage.models.reports import Document as Document
from pipelines.storage.models.reports import Download as Download
from pipelines.storage.models.reports import Finding as Finding
from pipelines.storage.models.reports import Report as Report
from pipelines.storage.models.reports import Section as Section
from pipelines.storage.models.reports import Takedown as Takedown
from pipelines.storage.models.reports import Value as Value
from pipelines.storage.models.reports import ValueHistory as ValueHistory
