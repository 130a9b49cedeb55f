"""All C# of the client is C#, and the program of its guide says only names that exist: `parse_csharp.py CLIENTS`.

It is not compiled: there is no .NET where the judges work.
"""

import re
import sys
from pathlib import Path

import tree_sitter_c_sharp
from drive_guide import ROOT, blocks
from tree_sitter import Language, Parser

DOTNET = {
    *(
        "Console",
        "WriteLine",
        "Environment",
        "GetEnvironmentVariable",
        "Guid",
        "NewGuid",
        "List",
        "AddRange",
        "First",
    ),
    *("Contains", "Select", "Join", "File", "OpenRead", "Thread", "Sleep", "ToString"),
    *("Newtonsoft", "Json", "JsonConvert", "DeserializeObject"),
}
PARSER = Parser(Language(tree_sitter_c_sharp.language()))


def main(clients):
    sources = {path: path.read_bytes() for path in sorted(Path(clients, "csharp").rglob("*.cs"))}
    assert len(sources) > 100, "the client is missing"
    program = blocks((ROOT / "docs" / "clients" / "csharp.md").read_text(), "csharp").encode()
    wrong = [f"{path}: not C#" for path, text in {**sources, "csharp.md": program}.items() if has_error(text)]
    known = DOTNET | set(re.findall(r"\w+", b"\n".join(sources.values()).decode()))
    wrong += [f"csharp.md: no such name: {name}" for name in sorted(said(program) - known)]
    sys.exit("\n".join(wrong) or None)


def has_error(text):
    return PARSER.parse(text).root_node.has_error


def said(program):
    """Types, methods and members, and the names of arguments; not what the program itself names."""
    capital = {name for name in identifiers(PARSER.parse(program).root_node) if name[0].isupper()}
    declared = set(re.findall(r"> (\w+)\(\)\n\{", program.decode()))
    return (capital | set(re.findall(r"[(\s](\w+): ", program.decode()))) - declared


def identifiers(node):
    if node.type == "identifier":
        yield node.text.decode()
    for child in node.children:
        yield from identifiers(child)


if __name__ == "__main__":
    main(*sys.argv[1:])
