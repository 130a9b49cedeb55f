"""SQL of tests for a service's tables, which lie in a schema on PostgreSQL."""

import re
from typing import Any

from sqlalchemy import TextClause
from sqlalchemy.ext.compiler import compiles

_TABLE = re.compile(
    r'\b(FROM|JOIN|UPDATE|INTO|TRUNCATE|TABLE|ON|ANALYZE)(\s+)(?!pg_)("?[a-z_]+"?)(?![\w.(])', re.ASCII
)


class text(TextClause):
    """As SQLAlchemy's `text`, with the schema of its session before each table: `... FROM ads.campaign`.

    Ours name theirs themselves: no `search_path` would help them here.
    """

    inherit_cache = False


@compiles(text)  # type: ignore[no-untyped-call,untyped-decorator]
def _with_schema(element: text, compiler: Any, **options: Any) -> str:
    written: str = compiler.visit_textclause(element, **options)
    schema = (compiler.schema_translate_map or {}).get(None)
    return _TABLE.sub(rf"\1\2{schema}.\3", written) if schema else written
