"""Pages: any property of CSS, tag, attribute or character that Chromium knows, on a random figure of a table."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from functools import cache
from random import Random

from pipelines.readers.html import chromium
from tests.city.forms import render_html
from tests.pipelines.extract.looks.case import FORM, Case, colour, content

_FIGURE = re.compile(r"<td>(\d[\d.]*)</td>")
_SHORTHANDS = (
    "all animation background border border-block border-block-start border-inline border-radius "
    "border-image columns column-rule container flex flex-flow font font-synthesis gap grid grid-area "
    "grid-column grid-row grid-template inset inset-block inset-inline list-style margin margin-block "
    "margin-inline mask mask-border offset outline overflow overscroll-behavior padding padding-block "
    "padding-inline place-content place-items place-self position-try scroll-margin scroll-padding "
    "text-box text-decoration text-emphasis text-wrap transition white-space -webkit-text-stroke "
    "-webkit-mask -webkit-columns -webkit-transform -webkit-filter -webkit-clip-path -webkit-opacity "
    "-webkit-transform-origin -webkit-perspective -webkit-margin-start -webkit-margin-collapse "
    "-webkit-writing-mode -webkit-user-modify -webkit-column-width -webkit-logical-width "
    "-webkit-padding-start -webkit-shape-outside -webkit-animation -webkit-appearance "
    "-webkit-background-clip -webkit-text-emphasis -webkit-flex -webkit-order font-family "
    "background-position-x grid-gap word-wrap clip page-break-after -epub-text-transform --own mso-hide "
    "behavior filter zoom"
).split()
_VALUES = (  # tried with every property; Chromium says which make sense
    "0;1;-1;7;0.01;0.5;2;100;-9999px;-60px;-8px;-2px;0px;1px;3px;20px;400px;0%;1%;50%;100%;150%;0.1em;1em;4em;-1em;90deg;180deg;"
    "1s;10fr;none;auto;normal;hidden;visible;collapse;scroll;clip;absolute;relative;fixed;sticky;static;block;inline;inline-block;"
    "flex;inline-flex;grid;inline-grid;table;table-cell;table-row;table-column;table-caption;ruby;ruby-text;list-item;contents;"
    "flow-root;math;left;right;center;justify;start;end;rtl;ltr;bidi-override;isolate-override;plaintext;"
    "vertical-rl;vertical-lr;sideways-rl;sideways-lr;upright;sideways;mixed;all;digits 2;super;sub;top;middle;bottom;text-top;"
    "uppercase;lowercase;capitalize;full-width;full-size-kana;math-auto;line-through;underline;overline;blink;underline line-through;"
    "disc;circle;square;decimal;cjk-decimal;line-through 9px red;small-caps;all-small-caps;oldstyle-nums;tabular-nums;ordinal;"
    "slashed-zero;diagonal-fractions;titling-caps;transparent;white;#fff;#fefefe;#f2f2f2;black;red;yellow;currentcolor;canvas;"
    "canvastext;rgb(0 0 0/1%);rgba(0,0,0,.02);hsl(0 0% 100%);color-mix(in srgb,white,white);light-dark(white,white);lab(100 0 0);"
    "color(srgb 1 1 1);'7';'07' / 'x';counter(a);open-quote;url(x.png);linear-gradient(#000,#000);"
    "linear-gradient(transparent,transparent);linear-gradient(white,white);radial-gradient(circle,#000,#fff);scaleX(-1);rotate(180deg);"
    "scale(0);scale(0.1);translateX(-900px);translate(20px);matrix(1,0,0,1,40,0);rotateY(90deg);rotateY(180deg);skewX(60deg);"
    "perspective(1px);-1 1;0 0;1 0;180deg;x 180deg;inset(0 50% 0 0);circle(2px);circle(100%);polygon(0 0,1px 0,0 1px);rect(0,1px,9px,0);"
    "inset(50%);opacity(0);blur(9px);invert(1);brightness(9);contrast(0);sepia(1);drop-shadow(9px 0 red);grayscale(1);"
    "0 0 0 99px black;inset 0 0 0 99px #000;5px 0 0 #000;0 0 9px #fff;multiply;screen;difference;plus-lighter;color-dodge;"
    "bold;900;100;italic;oblique;oblique 60deg;condensed;50%;0 0/0 none;Symbol;Wingdings;Webdings;serif;monospace;fantasy;'Noto Sans';"
    "20px serif;1px serif;0/0 a;xx-small;smaller;larger;x-large;pre;nowrap;pre-wrap;break-all;keep-all;anywhere;balance;dot;"
    "filled sesame;'7';both;row-reverse;column-reverse;wrap-reverse;row;column;1 / 1;1 / 2;span 2;a;force-end;first last;"
    "disc inside;'7' inside;outside;strict;content;size;paint;layout;style;inline-size;border-box;padding-box;text;content-box;"
    "fill-box;3px solid black;99px solid #fff;solid;double;wavy;dotted;thick;thin;2px red;exact;economy;allow-keywords;show;hide;"
    "inside;under;over;read-write;read-only;disabled;squeeze;vertical;horizontal;reset;a 7;a;spin 1s;spin 1s forwards;color 9s;"
    "button;textfield;checkbox;menulist;ew-resize;pointer;below 0 ;above;blink 1s infinite;below;2 2;1.5 'A';trim-both cap alphabetic;"
    "path('M 0 0 L 9 9');paint(x);fit-content;max-content;min-content;stretch;avoid;always;page;column;space-between;baseline;"
    "first baseline;last baseline;dense;masonry;ideograph-alpha;no-autospace;trim-start;3 auto;drop;2 1;raise"
).split(";")
# the HTML standard's elements and those that are no longer in it
_TAGS = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink "
    "blockquote br button canvas caption center cite code col colgroup command content data datalist dd "
    "del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame h1 "
    "h6 header hgroup hr i iframe image img input ins isindex kbd keygen label legend li link listing "
    "main map mark marquee math mi mn mo msup mfrac menu menuitem meta meter multicol nav nextid nobr "
    "noembed noframes noscript object ol optgroup option output p param picture portal pre progress q rb "
    "rp rt rtc ruby s samp script search section select selectedcontent shadow slot small source spacer "
    "span strike strong style sub summary sup svg template textarea time title track tt u ul var video "
    "wbr xmp x-own fencedframe o:p v:rect"
).split()
_ATTRIBUTES = (
    "align=right align=char char=. bgcolor=#000000 bgcolor=white color=white dir=rtl dir=auto hidden "
    "hidden=until-found inert popover popover=manual contenteditable width=1 width=0 height=1 nowrap "
    "valign=top translate=no lang=ar size=7 size=1 size=-7 face=Symbol face=Wingdings background=x.png "
    "style=color:white class=x id=x title=7 data-count=77 data-value=77 aria-hidden=true aria-label=7 "
    "role=none slot=a is=x-own tabindex=0 draggable=true spellcheck=true rowspan=2 colspan=2 rowspan=0 "
    "scope=row headers=a abbr=7 axis=x bordercolor=white cite=7 open value=77 start=7 type=a compact "
    "clear=all hspace=9 vspace=9 onclick=1 onload=x nonce=1 enterkeyhint=go autocapitalize=on itemprop=a "
    "part=a exportparts=a"
).split()
_CHARACTERS = [
    "\u200b", "\u200e", "\u200f", "\u202e", "\u2066", "\u2067", "\ufeff", "\u00ad", "\u0336", "\u0337", "\u20e0", "\u0305", "\u3000",
    "\u00a0", "\u2060", "\u034f", "\u061c", "\u180e", "\ufe0f", "\u2063", "\u20dd", "\u0000", "\u00b2", "\u2070", "\u2460", "\uff17",
    "\u0667", "\u06f7", "\u07c7", "\u0e57", "\U0001d7d5", "\ue007", "\u2488", "\u215b", "\u4e03", "\u25cb", "\u3007", "O", "l", "&#55;",
    "&shy;", "&zwj;", "&#x202e;", "&#130;", "<!--7-->", "<![CDATA[7]]>", "<?7?>", "</td>7", "</p>7", "</7>",
]  # fmt: skip
_SCRIPTS = (
    "document.querySelector('.x').textContent=7",
    "document.querySelectorAll('span').forEach(e=>e.append(7))",
    "for(const e of document.getElementsByClassName('x'))e.innerHTML+='7'",
    "document.querySelector('.x').style.cssText='opacity:0'",
    "document.body.classList.add('x')",
    "document.styleSheets[0].insertRule('.x{display:none}')",
    "document.write('7')",
    "eval('document.que'+'rySelector(\".x\").remove()')",
    "window['docu'+'ment']['bo'+'dy'].innerHTML+=''",
    "setTimeout(()=>document.querySelector('.x').replaceWith('7'),99)",
    "getSelection().selectAllChildren(document.querySelector('.x'));document.execCommand('delete')",
    "x.textContent=7",
    "document.title='7'",
    "new Image().src='x'",
    "document.adoptedStyleSheets=[new CSSStyleSheet()];document.adoptedStyleSheets[0].replaceSync('.x{opacity:0}')",
    "customElements.define('x-own',class extends HTMLElement{connectedCallback(){this.textContent=7}})",
)
_SELECTORS = (
    ".x|td .x|span.x|*|td *|table .x|:is(.x)|:where(.x)|.x:not(.y)|td:has(.x)|[class=x]|[class^='x']|"
    "tr:nth-child(n) .x|.x::before|.x::after|td::after|.x::first-letter|.x::first-line|.x::marker|"
    ".x::selection|.x::highlight(a)|tr::before|::slotted(.x)|:root .x|html|body|table|tr|:host|.x:empty|"
    ".x:only-child|.x:lang(zh)|.x:dir(ltr)|.x:hover|:defined|.x:enabled|.x:first-of-type|td>.x|.x,.y|\\.x|"
    ".x:nth-last-child(1)|svg|.x:nth-child(1 of .x)|.x:any-link|.x:read-only|@x|*|*.x|.X"
).split("|")
_WRAPS = (
    "{}|@layer a{{{}}}|@supports (display:grid){{{}}}|@supports not (a:b){{{}}}|@media screen{{{}}}|"
    "@media print{{{}}}|@media all{{{}}}|@media (min-width:300px){{{}}}|@media (max-width:300px){{{}}}|"
    "@container (min-width:1px){{{}}}|@scope (body){{{}}}|@starting-style{{{}}}|"
    "@media (prefers-color-scheme:light){{{}}}|@media (hover){{{}}}|@media not print{{{}}}|<!--{}-->|"
    "/*{}*/|@layer b,a;@layer a{{{}}}|td{{&{{}}{}}}|body{{{}}}|"
    "@font-face{{font-family:serif;src:url(x)}}{}|@import 'x';{}|@namespace svg url(x);{}|"
    "@property --a{{syntax:'*';inherits:false}}{}|@keyframes spin{{to{{opacity:0}}}}{}|"
    "@counter-style own{{system:cyclic;symbols:'7'}}{}|"
    "@media (prefers-reduced-motion:no-preference){{{}}}|@charset 'utf-8';{}|}}{}"
).split("|")


def base() -> Case:
    return Case(_page("", "", None).encode(), "nothing")


def cases(seed: int, count: int) -> Iterator[Case]:
    chance = Random(seed)
    for _ in range(count):
        yield _case(chance)


def _case(chance: Random) -> Case:
    way = chance.choice(["style"] * 6 + ["sheet"] * 6 + ["tag", "tag", "attribute", "attribute", "character", "script"])
    style = _style(chance)
    match way:
        case "style":
            place = chance.choice(["span", "span", "td", "tr", "table", "div"])
            return _made(chance, "", {place: f' style="{style.replace(chr(34), chr(39))}"'}, f"{place} {style}")
        case "sheet":
            selector = chance.choice(_SELECTORS)
            sheet = chance.choice([*_WRAPS, "{}", "{}", "{}"]).format(f"{selector}{{{style}}}")
            return _made(chance, f"<style>{sheet}</style>", {"span": ' class="x" id="x"'}, sheet)
        case "tag":
            tag = chance.choice(_TAGS)
            own = chance.choice(["", "", " open", " class=x", " value=7", ' style="color:red"'])
            return _made(chance, "", {"tag": tag, "span": own}, f"<{tag}{own}>")
        case "attribute":
            attribute = chance.choice(_ATTRIBUTES)
            place = chance.choice(["span", "td", "tr", "table", "font"])
            places = {"tag": "font", "span": f" {attribute}"} if place == "font" else {place: f" {attribute}"}
            return _made(chance, "", places, f"{place} {attribute}")
        case "character":
            character = chance.choice(_CHARACTERS)
            return _made(chance, "", {"character": character}, f"character {character!r}")
    script = chance.choice(_SCRIPTS)
    kind = chance.choice(["", "", ' type="module"', ' type="text/template"', " defer"])
    return _made(chance, "", {"span": ' class="x" id="x"', "script": f"<script{kind}>{script}</script>"}, script)


def _style(chance: Random) -> str:
    known = properties()
    parts = []
    for _ in range(chance.choice([1, 1, 1, 2])):
        name = chance.choice(sorted(known))
        value = chance.choice(known[name])
        if name in ("color", "background-color", "background") and chance.random() < 0.6:
            value = f"#{colour(chance)}"
        parts.append(f"{name}:{value}{chance.choice(['', '', '!important'])}")
    return ";".join(parts)


def _made(chance: Random, head: str, places: Mapping[str, str], what: str) -> Case:
    return Case(_page(head, chance.random(), places).encode(), what)


def _page(head: str, at: object, places: Mapping[str, str] | None) -> str:
    markup = render_html.page(FORM, "clean")
    start, body, _ = markup.partition("<body>")
    blocks = list(content())
    inner = "\n".join(
        render_html._clean_table(block) if isinstance(block, tuple) else render_html._clean_paragraph(block)
        for block in blocks
    )
    if places is not None:
        inner = _changed(inner, float(str(at)), places)
    return f"{start.replace('</head>', head + '</head>')}{body}<div>{inner}</div></body></html>"


def _changed(inner: str, at: float, places: Mapping[str, str]) -> str:
    found = list(_FIGURE.finditer(inner))
    cell = found[int(at * len(found))]
    text = cell[1]
    cut = int(at * 1000) % (len(text) + 1)
    before, after = inner[: cell.start()], inner[cell.end() :]
    tag = places.get("tag", "span")
    if "character" in places:
        own = text[:cut] + places["character"] + text[cut:]
    elif int(at * 10_000) % 3 == 0:
        own = f"<{tag}{places.get('span', '')}>{text}</{tag}>"
    else:
        own = f"{text[:cut]}<{tag}{places.get('span', '')}>{text[cut : cut + 1]}</{tag}>{text[cut + 1 :]}"
    if "tr" in places:
        head, row, rest = before.rpartition("<tr>")
        before = f"{head}<tr{places['tr']}>{rest}" if row else before
    if "table" in places:
        before = before.replace("<table", f"<table{places['table']}", 1)
    if "div" in places:
        before, after = f"<div{places['div']}>{before}", f"{after}</div>"
    return f"{before}<td{places.get('td', '')}>{own}{places.get('script', '')}</td>{after}"


@cache
def properties() -> dict[str, list[str]]:
    """Every property of CSS that Chromium knows -> the values of ours that it takes."""
    for left in reversed(range(chromium.MAX_STARTS)):
        try:
            answer = _asked_of(chromium._Chromium(chromium.program()))
            break
        except chromium._Ended:  # as a single process it ends now and then at its first page
            if not left:
                raise
    found: dict[str, list[str]] = json.loads(answer)
    return {name: values for name, values in found.items() if values}


def _asked_of(browser: chromium._Chromium) -> str:
    """The browser's answer, as JSON; it is ended."""
    lists = f"{chromium._quoted('|'.join(_SHORTHANDS))}.split('|'), {chromium._quoted(';'.join(_VALUES))}.split(';')"
    try:
        browser.begin(time.monotonic() + chromium.SECONDS)
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        page = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return browser.run(
            page,
            "((own, values) => JSON.stringify(Object.fromEntries([...getComputedStyle(document.documentElement), ...own]"
            f".map(name => [name, values.filter(value => CSS.supports(name, value))]))))({lists})",
        )
    finally:
        browser.end()
