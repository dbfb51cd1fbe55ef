"""Follows each link of a static site to the file and the anchor that it names.

    links.py SITE_DIR

Prints PAGE: LINK for each one that leads nowhere and ends with 1. Links to other sites are not
followed. A link may not lead out of the site.
"""

import functools
import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.anchors = [], {"", "top"}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "base":
            raise SystemExit("links.py does not know <base>")
        for name in ("id", "name"):
            if values.get(name):
                self.anchors.add(values[name])
        for name in ("href", "src"):
            if values.get(name):
                self.links.append(values[name])


@functools.cache
def read(path):
    return Page(path.read_text(encoding="utf-8", errors="replace"))


def follow(site, page, link):
    """Whether the link leads somewhere; the page that it leads to, if it is one."""
    parts = urllib.parse.urlsplit(link)
    if parts.scheme or parts.netloc:
        return True, None
    path = urllib.parse.unquote(parts.path)
    target = site / path.lstrip("/") if path.startswith("/") else page.parent / path
    target = target.resolve() if path else page
    if target.is_dir():
        target = target / "index.html"
    if not target.is_relative_to(site) or not target.is_file():
        return False, None
    if target.suffix != ".html":
        return True, None
    return urllib.parse.unquote(parts.fragment) in read(target).anchors, target


def check(site):
    """(the links that lead nowhere, the number of pages, the number of links)."""
    broken, count = [], 0
    pages = sorted(site.rglob("*.html"))
    for page in pages:
        for link in read(page).links:
            count += 1
            if link.startswith(("#!", "javascript:", "data:")):
                continue
            if not follow(site, page, link)[0]:
                broken.append(f"{page.relative_to(site)}: {link}")
    return broken, len(pages), count


def main(site):
    broken, pages, links = check(site)
    print(*broken, sep="\n", end="\n" if broken else "")
    print(f"links: {links} links on {pages} pages, {len(broken)} lead nowhere")
    return 1 if broken else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
