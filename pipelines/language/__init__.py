"""Chinese administrative text: folding, dates, titles, organ names, regions. Pure; used by both sides."""
