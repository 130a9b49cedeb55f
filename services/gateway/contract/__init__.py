"""What makes the document readable for people: words, examples, problems and named lists, for whichever services."""

from typing import Any

from services.gateway.contract import enumerations, examples, problems, words

Document = dict[str, Any]


def explained(document: Document) -> Document:
    """The document of one service with what a reader needs; the given one is changed."""
    schemas = document["components"]["schemas"]
    words.describe_members(schemas)
    enumerations.mark_open(schemas)
    for operations in document["paths"].values():
        for operation in operations.values():
            words.describe_parameters(operation)
            words.say_scopes(operation)
            examples.show(operation)
    problems.show_examples(document)
    problems.share_answers(document)
    enumerations.name_lists(document)
    examples.say_once_more(document)
    return document
