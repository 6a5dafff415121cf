// Small helpers that make elements. Text always goes in as text, never as markup.

/** `make("p", {class: "text", hidden: true}, "words", child)` */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]|\+\d[\d .-]{7,}\d/g;
const LINK_OR_EMERGENCY = new RegExp(`${LINK.source}|\\b115\\b`, "g");

/** The text line by line; what is listed is indented as a list is. */
export function lines(text, urgent) {
  return text.split("\n").map((line) => make("span", { class: `line ${kind(line)}` }, ...linked(line, urgent)));
}

function kind(line) {
  if (line.startsWith("• ")) return "point";
  return /^\d\. /.test(line) ? "numbered" : "";
}

/** The text as nodes: addresses of the web and telephone numbers become links, nothing else does. */
function linked(text, urgent) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(urgent ? LINK_OR_EMERGENCY : LINK)) {
    nodes.push(text.slice(end, match.index), link(match[0]));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

function link(words) {
  if (!words.startsWith("http")) return make("a", { href: `tel:${words.replace(/[^+\d]/g, "")}` }, words);
  return make("a", { href: words, target: "_blank", rel: "noopener noreferrer" }, words);
}
