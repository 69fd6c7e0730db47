"""Results as files: tables, exports with their manifest, citations, plots."""
