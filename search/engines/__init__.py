"""Engines: each answers the same requests over one generation of an index."""
