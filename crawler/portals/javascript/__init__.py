"""What a page's scripts say, without running them.

tokens parts a source, names finds what is given a name, builtins are the language's own functions, source tells the
values, objects and calls.
"""
