"""A page's text in the charset it is really in: half of the old portals declare another one, or none."""

from scrapy.http import Response, TextResponse

CHARSETS = ("utf-8", "gb18030", "big5")  # the order matters: almost every byte sequence passes for the later ones


def with_true_encoding(response: Response) -> Response:
    """The response re-read in the first charset all its bytes fit, when the declared one leaves replacement characters."""
    if not isinstance(response, TextResponse) or "�" not in response.text:
        return response
    for charset in CHARSETS:
        try:
            response.body.decode(charset)
        except UnicodeDecodeError:
            continue
        return response.replace(encoding=charset)
    return response
