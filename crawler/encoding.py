"""A page's text in the charset it is really in: half of the old portals declare another one, or none."""

import re

from scrapy.http import Response, TextResponse

from pipelines.intake.charsets import guess

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def with_true_encoding(response: Response) -> Response:
    """The response read as its bytes prove: byte order mark, UTF-8, what is declared, GB18030, Big5."""
    if not isinstance(response, TextResponse):
        return response
    declared = _CHARSET.search(response.headers.get("Content-Type") or b"")
    charset = guess(response.body, declared[1].decode("ascii", "replace") if declared else "")
    return response if response.encoding == charset else response.replace(encoding=charset)
