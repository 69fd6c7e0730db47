"""Counting and comparing: concordance, trend, panel, collocates, keyness, dispersion and the like."""
