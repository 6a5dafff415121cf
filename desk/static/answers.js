// Finds answers while somebody types, and copies one. Without script the form is sent, and the words can be selected.
const PAUSE = 120; // milliseconds without a key
const form = document.querySelector("form[data-found]");
const found = document.getElementById("found");
let waiting, asked;

async function find() {
  asked?.abort();
  asked = new AbortController();
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.found, { method: "POST", body, signal: asked.signal });
    if (answer.status === 401) location.reload();
    if (answer.ok) found.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  find();
});
found.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const words = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(words.textContent);
    button.textContent = button.dataset.copied;
  } catch {
    getSelection().selectAllChildren(words); // a page that may not write to the clipboard: one key is left to press
  }
});
