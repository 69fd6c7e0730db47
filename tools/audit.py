"""``./run audit``: are there known weaknesses in the versions that constraints.txt pins?

Asks pip-audit, and says clearly where it could not find out: it calls a list without a single entry looked up clean.
Exit code 0: none known; 1: some are; 2: it could not be found out (0 with --where-possible).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"
SERVICES = ("pypi", "osv")


def main(arguments: Sequence[str]) -> int:
    lacking = ""
    for service in SERVICES:
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(CONSTRAINTS), "--no-deps", "--disable-pip"]
        command += [
            "--format",
            "json",
            "--progress-spinner",
            "off",
            "--timeout",
            "10",
            "--vulnerability-service",
            service,
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        try:
            found = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError):
            lacking = (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1][:200]
            continue
        said, code = verdict(found)
        if code != 2:
            print(said)
            return code
        lacking = said
    print(f"NOT AUDITED: no database of known weaknesses could be asked from here ({lacking})")
    return 0 if "--where-possible" in arguments else 2


def verdict(dependencies: Sequence[dict[str, Any]]) -> tuple[str, int]:
    """What pip-audit's list of packages means, as a text and the exit code."""
    skipped = [package["name"] for package in dependencies if "skip_reason" in package]
    weak = [package for package in dependencies if package.get("vulns")]
    looked_up = len(dependencies) - len(skipped)
    lines = [
        f"{package['name']} {package['version']}: {weakness['id']}"
        + (f", mended in {', '.join(weakness['fix_versions'])}" if weakness.get("fix_versions") else ", not mended yet")
        for package in weak
        for weakness in package["vulns"]
    ]
    if lines:
        return "\n".join(lines), 1
    if not looked_up or skipped:
        return f"{len(skipped)} of {len(dependencies)} packages were not found there", 2
    return f"No known weaknesses in {looked_up} packages.", 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
