"""Portals on loopback that lie, break off, stall and refuse, each always in the same way."""
