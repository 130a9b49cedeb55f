SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#page", deepLinking: true, filter: true, docExpansion: "list",
  showExtensions: true, validatorUrl: null, persistAuthorization: false,
});

// Rows whose words hold all that is typed stay; a chapter whose own words do shows all of its rows.
const holds = (element, wanted) => wanted.every((word) => element.dataset.words.includes(word));

document.getElementById("find").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const chapter of document.querySelectorAll("#chapters section")) {
    const rows = [...chapter.querySelectorAll("tr")];
    const whole = holds(chapter, wanted);
    for (const row of rows) row.hidden = !whole && !holds(row, wanted);
    chapter.hidden = rows.every((row) => row.hidden);
  }
});

document.getElementById("chapters").addEventListener("click", (event) => {
  const name = event.target.dataset.operation;
  if (!name) return;
  event.preventDefault();
  const block = document.querySelector(`#page [id$="-${name}"]`);
  if (!block) return;
  if (!block.classList.contains("is-open")) block.querySelector(".opblock-summary-control").click();
  block.scrollIntoView({ behavior: "smooth" });
});
