// Moves a visit by dragging it to a free quarter: what is dropped is sent as the same form that its page has.
const drop = document.getElementById("drop");
let carried = null;

for (const visit of document.querySelectorAll("[data-visit]")) {
  visit.addEventListener("dragstart", (event) => {
    carried = visit.dataset.visit;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", carried);
  });
  visit.addEventListener("dragend", () => { carried = null; });
}

for (const cell of document.querySelectorAll("[data-start]")) {
  cell.addEventListener("dragover", (event) => {
    if (!carried) return;
    event.preventDefault();
    cell.classList.add("over");
  });
  cell.addEventListener("dragleave", () => cell.classList.remove("over"));
  cell.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!carried) return;
    drop.action = `/desk/visits/${carried}/move`;
    drop.elements.start.value = cell.dataset.start;
    drop.elements.therapist.value = drop.elements.by.value === "rooms" ? "" : cell.dataset.row;
    drop.submit();
  });
}
