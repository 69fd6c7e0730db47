"""Settings for the whole suite."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("gongbao", deadline=None)  # machines are shared; time is measured in benchmarks/
settings.load_profile("gongbao")
