"""The soak, shortened: it judges a run of half a minute well, and a run that leaks badly."""

import os
import pathlib
import subprocess
import sys
import tempfile

from support import PEDIGREE, ROOT, expect

sys.path.insert(0, str(ROOT / "bench"))
import soak  # noqa: E402

DURATION = os.environ.get("PEDIGREE_SOAK", "30s")


def samples(count=200, seconds=86400, **grows):
    """A day in which some fields grow evenly by so much."""
    usual = {"rss_kib": 100 << 10, "descriptors": 40, "threads": 12}
    return [{"seconds": seconds * part / count,
             **{field: value + grows.get(field, 0) * part / count + part % 3 for field, value in usual.items()}}
            for part in range(1, count + 1)]


def judgements():
    expect(soak.judge(samples(), []) == [], "a day without growth is good")
    expect(soak.judge(samples(rss_kib=5 << 10), []) == [], "what grows by 5 MiB in a day is no leak yet")
    for grows, word in (({"rss_kib": 64 << 10}, "memory grew"), ({"descriptors": 200}, "descriptors grew"),
                        ({"threads": 40}, "threads grew")):
        found = soak.judge(samples(**grows), [])
        expect(len(found) == 1 and word in found[0], f"{grows}: {found}")
    expect("wrong answers" in soak.judge(samples(), ["good: denied"])[0], "one wrong answer fails the day")
    expect(round(soak.slope(samples(rss_kib=24 << 10), "rss_kib") / 1024) == 1, "24 MiB a day are 1 MiB an hour")
    expect(len(set(soak.sparkline([1, 2, 3, 4]))) == 4, "a curve that rises is drawn so")


def shortened():
    with tempfile.TemporaryDirectory() as name:
        done = subprocess.run(
            [sys.executable, ROOT / "bench/soak.py", "--pedigree", PEDIGREE, "--duration", DURATION, "--output", name],
            capture_output=True, text=True, timeout=7200, check=False)
        print(done.stdout)
        expect(done.returncode == 0, done.stdout + done.stderr)
        rows = (pathlib.Path(name) / "samples.csv").read_text().splitlines()
        expect(len(rows) > 10 and rows[0].startswith("seconds,rss_kib"), rows[:2])
        expect("<polyline" in (pathlib.Path(name) / "memory.svg").read_text(), "the curve")


if __name__ == "__main__":
    judgements()
    shortened()
