"""A failure that ends the demo: a sentence for the person who runs it."""


class Problem(Exception):
    pass
