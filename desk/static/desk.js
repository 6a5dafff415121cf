// Keeps parts of a page up to date: what stands in <div data-live="/desk/fragment"> is fetched anew whenever the
// stream of <body>'s or any element's data-stream="/desk/events" says "changed". Without script the page still works.

async function refresh(part) {
  const answer = await fetch(part.dataset.live, { headers: { "X-Desk-Live": "1" } });
  if (answer.status === 401) location.reload();
  if (!answer.ok) return;
  const html = await answer.text();
  if (part.contains(document.activeElement?.closest("form"))) return;
  part.innerHTML = html;
  part.dispatchEvent(new CustomEvent("desk:refreshed", { bubbles: true }));
}

for (const element of document.querySelectorAll("[data-stream]")) {
  const source = new EventSource(element.dataset.stream);
  source.addEventListener("changed", () => document.querySelectorAll("[data-live]").forEach(refresh));
}
