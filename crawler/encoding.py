"""A page's text in the charset it is really in: half of the old portals declare another one, or none."""

from scrapy.http import Response, TextResponse

CHARSETS = ("utf-8", "gb18030", "big5")  # the order matters: almost every byte sequence passes for the later ones


def with_true_encoding(response: Response) -> Response:
    """The response read as UTF-8 if all its bytes are that; else as declared; else as one of the others."""
    if not isinstance(response, TextResponse) or response.encoding.startswith("utf-16"):
        return response
    for charset in CHARSETS:
        try:
            response.body.decode(charset)
        except UnicodeDecodeError:
            if charset == CHARSETS[0] and "\ufffd" not in response.text:
                return response
            continue
        return response if response.encoding == charset else response.replace(encoding=charset)
    return response
