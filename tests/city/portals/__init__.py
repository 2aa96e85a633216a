"""The portals of the city, one file each. A module offers `PORTAL`, a `city.exchange.Portal`; lying here it is served.

A portal is a function from request to response, so it may answer POST, redirect, or refuse; most are a dictionary of
paths built from its reports. Figures, prose and layouts are ours, after the portals' families.
"""
