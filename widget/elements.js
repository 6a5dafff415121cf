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

const ICONS = {
  send: "M4 12h14M12 5.5 18.5 12 12 18.5",
  phone:
    "M6 3.5h3l1.6 4.3-2 1.5a12 12 0 0 0 6.1 6.1l1.5-2 4.3 1.6v3A2.5 2.5 0 0 1 18 20.5 14.5 14.5 0 0 1 3.5 6 2.5 2.5 0 0 1 6 3.5Z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0",
  file: "M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4",
  link: "M12 21s6.5-5.6 6.5-10.7A6.5 6.5 0 0 0 5.5 10.3C5.5 15.4 12 21 12 21ZM12 12.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z",
  print: "M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z",
  close: "M6 6l12 12M18 6 6 18",
  chat: "M4 5.5h16v11H11l-4.5 4v-4H4z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg.namespaceURI, "path");
  line.setAttribute("d", ICONS[name]);
  svg.append(line);
  return svg;
}

/** The address, if it is one that a page may lead to; none for `javascript:` and the like. */
export function address(text, base) {
  try {
    const found = new URL(text, base);
    return /^(https?|tel):$/.test(found.protocol) ? found.href : null;
  } catch {
    return null;
  }
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
  if (!words.startsWith("http")) return make("a", { href: dial(words) }, words);
  return make("a", { href: words, target: "_blank", rel: "noopener noreferrer" }, words);
}

/** `tel:` with the number. */
export function dial(number) {
  return `tel:${number.replace(/[^+\d]/g, "")}`;
}
