"""What the scripts of this folder share: skipping, the byte tokenizer of the samples, stand-ins for packages that are not there."""

import argparse
import importlib.abc
import importlib.machinery
import json
import os
import sys
from types import ModuleType
from unittest.mock import MagicMock

SKIPPED = 77


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def arguments(description, **options):
    parser = argparse.ArgumentParser(description=description)
    for name, meaning in options.items():
        parser.add_argument("--" + name, help=meaning)
    return parser.parse_args()


def require_folder(path, what):
    if not path or not os.path.isdir(path):
        skip(f"{what} is not there: {path}")
    return os.path.abspath(path)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


class StandIn(ModuleType):
    """A module of a package that is not installed and whose code is not reached here."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = type(name, (), {"__class_getitem__": classmethod(lambda cls, item: cls)}) if name[:1].isupper() else MagicMock()
        setattr(self, name, value)
        return value


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds stand-ins for the packages that are named, unless they can be imported."""

    def __init__(self, names):
        self.names = {name for name in names if importlib.machinery.PathFinder.find_spec(name) is None}
        self.used = set()

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in self.names:
            return None
        self.used.add(name.split(".")[0])
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return StandIn(spec.name)

    def exec_module(self, module):
        pass


def stand_in(*names):
    finder = StandIns(names)
    sys.meta_path.append(finder)
    return finder


class ByteTokenizer:
    """The tokenizer of the samples' model, whose tokens are bytes and two special ones, with what loaders ask of Transformers' tokenizers."""

    def __init__(self, folder):
        try:
            import jinja2
        except ImportError:
            skip("neither Transformers nor jinja2 is installed")

        with open(os.path.join(folder, "tokenizer.json"), encoding="utf-8") as file:
            data = json.load(file)
        with open(os.path.join(folder, "tokenizer_config.json"), encoding="utf-8") as file:
            settings = json.load(file)
        if data["model"]["merges"]:
            skip("this tokenizer has merges, and Transformers is not there to read it")
        self._vocabulary = data["model"]["vocab"]
        self._special = {token["content"]: token["id"] for token in data["added_tokens"]}
        self._characters = self._byte_characters()
        self.chat_template = settings["chat_template"]
        self.eos_token = settings["eos_token"]
        self.eos_token_id = self._special[self.eos_token]
        self.pad_token_id = self.eos_token_id
        self.name_or_path = folder
        self.added_tokens_decoder = {number: type("Token", (), {"special": True, "content": text, "__str__": lambda self: self.content})() for text, number in self._special.items()}
        self.all_special_tokens = list(self._special)
        self._template = jinja2.Environment(trim_blocks=True, lstrip_blocks=True).from_string(self.chat_template)

    @staticmethod
    def _byte_characters():
        next_one, characters = 0x100, []
        for value in range(256):
            printable = 33 <= value <= 126 or 0xA1 <= value <= 0xAC or 0xAE <= value <= 0xFF
            characters.append(chr(value if printable else next_one))
            next_one += 0 if printable else 1
        return characters

    def encode(self, text, add_special_tokens=False):
        return [number for number, _ in self._tokens(text)]

    def convert_ids_to_tokens(self, ids):
        return [str(number) for number in ids]

    def _tokens(self, text):
        at = 0
        while at < len(text):
            special = next((name for name in self._special if text.startswith(name, at)), None)
            if special:
                yield self._special[special], (at, at + len(special))
                at += len(special)
                continue
            for byte in text[at].encode("utf-8"):
                yield self._vocabulary[self._characters[byte]], (at, at + 1)
            at += 1

    def __call__(self, text, add_special_tokens=False, return_offsets_mapping=False, **_):
        tokens = list(self._tokens(text))
        result = Encoding(input_ids=[number for number, _ in tokens])
        if return_offsets_mapping:
            result["offset_mapping"] = [place for _, place in tokens]
        return result

    def apply_chat_template(self, conversation, tokenize=True, add_generation_prompt=False, **_):
        text = self._template.render(messages=conversation, add_generation_prompt=add_generation_prompt)
        return self.encode(text) if tokenize else text


class Encoding(dict):
    def tokens(self):
        return [str(number) for number in self["input_ids"]]


def tokenizer(folder):
    """Transformers' tokenizer where that is there, else the stand-in for it."""
    try:
        from transformers import AutoTokenizer, __version__

        if isinstance(__version__, str):
            return AutoTokenizer.from_pretrained(folder), f"transformers {__version__}"
    except ImportError:
        pass
    return ByteTokenizer(folder), "a stand-in for Transformers' tokenizer"


def own_rows(samples):
    """Gleaner's own ids and labels, an example a row, in the order of every other export of the run."""
    return [(row["input_ids"], row["labels"]) for row in lines(os.path.join(samples, "trl-ids.jsonl"))]
