"""Reads which licences a Debian package declares, from its machine-readable copyright file (DEP-5)."""

import hashlib
import re

FORMAT = "https://www.debian.org/doc/packaging-manuals/copyright-format/1.0"
# Debian's short names (copyright-format 1.0, section 7.1) that SPDX calls otherwise; `+` is "or any later version".
SHORT = {
    "expat": "MIT", "apache-2.0": "Apache-2.0", "artistic-2.0": "Artistic-2.0", "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause", "bsd-4-clause": "BSD-4-Clause", "isc": "ISC", "zlib": "Zlib", "cc0-1.0": "CC0-1.0",
    "mpl-1.1": "MPL-1.1", "mpl-2.0": "MPL-2.0", "curl": "curl", "openldap-2.8": "OLDAP-2.8", "postgresql": "PostgreSQL",
    "bsl-1.0": "BSL-1.0", "unicode-dfs-2016": "Unicode-DFS-2016", "bzip2-1.0.6": "bzip2-1.0.6", "0bsd": "0BSD",
}
for _family, _versions in {"GPL": ("1", "2", "3"), "LGPL": ("2", "2.1", "3"), "GFDL": ("1.1", "1.2", "1.3"), "AGPL": ("3",)}.items():
    for _version in _versions:
        _full = f"{_family}-{_version}" + ("" if "." in _version else ".0")
        for _written in {_version, _version + ("" if "." in _version else ".0")}:
            SHORT[f"{_family}-{_written}".lower()] = f"{_full}-only"
            SHORT[f"{_family}-{_written}+".lower()] = f"{_full}-or-later"


class Licences:
    """Collects the licences that SPDX has no name for, with their text."""

    def __init__(self):
        self._texts = {}

    def of(self, copyright_file):
        """An SPDX expression, and where it was read."""
        if copyright_file is None:
            return "NOASSERTION", "the package has no copyright file of its own"
        text = copyright_file.decode(errors="replace")
        digest = hashlib.sha256(copyright_file).hexdigest()
        header = text.lstrip().split("\n", 1)[0]
        if not re.match(r"Format\s*:", header, re.IGNORECASE) or "copyright-format" not in header:
            return "NOASSERTION", f"its copyright file is prose (sha256:{digest})"
        terms = {self._term(short, body) for short, body in self._licences(text)}
        # All at once: each file of the package is under one of them.
        parts = sorted(f"({term})" if " " in term and len(terms) > 1 else term for term in terms if term)
        comment = f"all that its machine-readable copyright file names (sha256:{digest})"
        return (" AND ".join(parts), comment) if parts else ("NOASSERTION", comment)

    def extracted(self):
        return [
            {"licenseId": key, "name": name, "extractedText": text} for key, (name, text) in sorted(self._texts.items())
        ]

    @staticmethod
    def _licences(text):
        """Short name and text of every licence that a paragraph about files names."""
        bodies, names = {}, []
        for paragraph in re.split(r"\n\s*\n(?=\S)", text):
            match = re.search(r"^License\s*:[ \t]*(.*)((?:\n[ \t].*)*)", paragraph, re.MULTILINE | re.IGNORECASE)
            if not match:
                continue
            short, body = match.group(1).strip(), re.sub(r"(?m)^[ \t]\.?", "", match.group(2)).strip()
            if body:
                bodies.setdefault(short.lower(), body)
            if re.search(r"^Files\s*:", paragraph, re.MULTILINE | re.IGNORECASE) and short:
                names.append(short)
        return [(short, bodies.get(short.lower(), "")) for short in dict.fromkeys(names)]

    def _term(self, short, body):
        """`GPL-2+ or Expat`, as SPDX writes it; a name that SPDX does not know becomes one with its text."""
        words = re.split(r"\s+(or|and)\s+|,\s*", short)
        converted = []
        for word in words:
            if word in ("or", "and"):
                converted.append(word.upper())
            elif word:
                converted.append(SHORT.get(word.lower()) or self._own(word, body))
        # A comma alone joins nothing that could be read in one way.
        if len(converted) % 2 == 0 or any(term in ("OR", "AND") for term in converted[::2]):
            return self._own(short, body)
        return " ".join(converted)

    def _own(self, short, body):
        text = body or f"Debian calls it {short}; its text stands in the package's copyright file."
        key = "LicenseRef-Debian-" + re.sub("[^A-Za-z0-9.-]+", "-", short).strip("-")
        # One short name can stand for two texts in two packages.
        if key in self._texts and self._texts[key][1] != text:
            key += "-" + hashlib.sha256(text.encode()).hexdigest()[:8]
        self._texts[key] = (short, text)
        return key
