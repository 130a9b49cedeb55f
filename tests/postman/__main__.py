"""`make contract` writes the collection with it, from its requests and the document of the API."""

from tests.postman.collection import files

for place, content in files().items():
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content)
