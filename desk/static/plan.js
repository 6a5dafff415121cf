// Moves a visit by dragging it to a free quarter: what is dropped is sent as the same form that its page has.
// It listens on the document, because the picture is fetched anew whenever something has changed.
const drop = document.getElementById("drop");
let carried = null;

const quarter = (event) => carried && event.target.closest("[data-start]");

document.addEventListener("dragstart", (event) => {
  const visit = event.target.closest("[data-visit]");
  if (!visit) return;
  carried = visit.dataset.visit;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", carried);
});
document.addEventListener("dragend", () => { carried = null; });
document.addEventListener("dragover", (event) => {
  const cell = quarter(event);
  if (!cell) return;
  event.preventDefault();
  cell.classList.add("over");
});
document.addEventListener("dragleave", (event) => quarter(event)?.classList.remove("over"));
document.addEventListener("drop", (event) => {
  const cell = quarter(event);
  if (!cell) return;
  event.preventDefault();
  drop.action = `/desk/visits/${carried}/move`;
  drop.elements.start.value = cell.dataset.start;
  drop.elements.therapist.value = drop.elements.by.value === "rooms" ? "" : cell.dataset.row;
  drop.submit();
});
