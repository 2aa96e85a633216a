"""One module a kind of page: which pages there are, what each is made from, what its template is given."""
