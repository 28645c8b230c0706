#!/usr/bin/env python3
"""Writes src/Gleaner.Tokenizers/Normalization/composition.txt from Python's unicodedata.

.NET does not normalize under InvariantGlobalization, so the tokenizers carry the few thousand lines that NFC needs.
Lines: "D cp a b"  canonical decomposition that NFC composes again;
       "X cp a [b]" canonical decomposition that it does not (singletons and composition exclusions);
       "C first last class" canonical combining class of a range. Numbers of code points are hexadecimal. Hangul is arithmetic.
"""
import pathlib
import sys
import unicodedata

CODE_POINTS = [c for c in range(sys.maxunicode + 1) if not 0xD800 <= c <= 0xDFFF]


def decompositions():
    for code in CODE_POINTS:
        decomposition = unicodedata.decomposition(chr(code))
        if decomposition and not decomposition.startswith("<"):
            kept = unicodedata.normalize("NFC", chr(code)) == chr(code)
            yield f"{'D' if kept else 'X'} {code:X} " + " ".join(f"{int(part, 16):X}" for part in decomposition.split())


def classes():
    first = previous = None
    for code in [c for c in CODE_POINTS if unicodedata.combining(chr(c))] + [None]:
        same = code is not None and previous is not None and code == previous + 1 \
            and unicodedata.combining(chr(code)) == unicodedata.combining(chr(previous))
        if first is not None and not same:
            yield f"C {first:X} {previous:X} {unicodedata.combining(chr(first))}"
        if not same:
            first = code
        previous = code


target = pathlib.Path(__file__).parent.parent / "src/Gleaner.Tokenizers/Normalization/composition.txt"
header = f"# Canonical decompositions and combining classes of Unicode {unicodedata.unidata_version}; made by eng/make-normalization-data.py.\n" \
    "# Derived from the Unicode Character Database, (c) Unicode, Inc., Unicode License V3.\n"
target.write_text(header + "\n".join([*decompositions(), *classes()]) + "\n", encoding="ascii", newline="\n")
