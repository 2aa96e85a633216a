"""A cell on its page: the original page as a picture with one cell framed, for the person who looks at a reading."""
