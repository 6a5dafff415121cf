// Keeps parts of a page up to date: <div data-live="/desk/part"> is fetched anew when the stream of an element's
// data-stream="/desk/events" says "changed". Where somebody is typing nothing is replaced. Without script the page works.

async function refresh(part) {
  if (document.hidden && "seen" in part.dataset) return; // to fetch it counts as having read it
  const answer = await fetch(part.dataset.live, { headers: { "X-Desk-Live": "1" } }).catch(() => null);
  if (!answer) return; // the page is left, or the network is away
  if (answer.status === 401) location.reload();
  if (!answer.ok) return;
  const html = await answer.text();
  if (part.contains(document.activeElement?.closest("form"))) return;
  part.innerHTML = html;
  part.dispatchEvent(new CustomEvent("desk:refreshed", { bubbles: true }));
}

const parts = () => document.querySelectorAll("[data-live]").forEach(refresh);

for (const element of document.querySelectorAll("[data-stream]")) {
  const source = new EventSource(element.dataset.stream);
  source.addEventListener("changed", parts);
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && parts());
}

document.addEventListener("visibilitychange", () => document.hidden || parts());

// On a phone the row of pages is wider than the screen.
document.querySelector("nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
