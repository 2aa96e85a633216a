"""What stands on a page, strokes and characters in their places -> lines of text and grids. For every format."""
