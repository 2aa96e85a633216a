"""The static site: pages of the data in Chinese and English that open from a folder as from any web server.

`build` writes it, a page only where what it shows has changed. `country` and `reports` read the database, `pages/` has
one module a kind of page, `templates/` and `static/` what a browser sees. Everything from documents is untrusted: Jinja
escapes it, and the policy of each page lets the browser load own files only.
"""
