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

# What the reference library's tables (Unicode 9.0) do not have yet. It leaves these characters alone, so must we: other text would
# be other ids. Found by asking it about every line of the file.
UNKNOWN_TO_REFERENCE = """
7FD 898-89F 8CA-8D3 9FE C3C D3B-D3C EBA 1715 1ABF-1ACE 1DF6-1DFA A82C 10D24-10D27 10EAB-10EAC 10F46-10F50 10F82-10F85
11070 1133B 1145E 11839-1183A 11938 1193D-1193E 11943 119E0 11A34 11A47 11A99 11D42 11D44-11D45 11D97 16FF0-16FF1
1E130-1E136 1E2AE 1E2EC-1E2EF
"""

UNKNOWN = {
    code
    for first, _, last in (part.partition("-") for part in UNKNOWN_TO_REFERENCE.split())
    for code in range(int(first, 16), int(last or first, 16) + 1)
}

CODE_POINTS = [c for c in range(sys.maxunicode + 1) if not 0xD800 <= c <= 0xDFFF and c not in UNKNOWN]


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
header = f"# Canonical decompositions and combining classes as in Unicode 9.0; made by eng/make-normalization-data.py.\n" \
    "# Derived from the Unicode Character Database, (c) Unicode, Inc., Unicode License V3.\n"
target.write_text(header + "\n".join([*decompositions(), *classes()]) + "\n", encoding="ascii", newline="\n")
