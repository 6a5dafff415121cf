// Shows what has been said: bubbles, choices, pictures, links, and where a new day begins.
import { Choices } from "./choices.js";
import { address, icon, lines, make } from "./elements.js";

const NEAR = 80;
const MARGIN = 12;

export class Transcript {
  /** `base` is where pictures come from; `choose(body, title, byKeyboard)` is called by presses. */
  constructor(log, base, choose) {
    this.log = log;
    this.base = base;
    this.choose = choose;
    this.clear();
  }

  speak(strings, language) {
    this.strings = strings;
    this.language = language;
  }

  clear() {
    this.log.replaceChildren();
    this.newest = null;
    this.day = "";
  }

  /** A message of the customer; returns its element so that its state can be shown. */
  guest(entry) {
    this.#newDay(entry.at);
    this.#retire(entry.chosen);
    const words = entry.kind === "person" ? this.strings.person : entry.text || "…";
    const bubble = make("div", { class: "bubble" }, this.#speaker(this.strings.saysGuest), make("p", { class: "text" }, words));
    return this.#add(make("div", { class: "message guest" }, bubble, make("span", { class: "note" })));
  }

  /** A message of the assistant, or of a person of the house, who is called by name. */
  assistant(message) {
    this.#newDay(message.at);
    const urgent = message.response === "utter_emergency";
    const person = message.custom?.person;
    const parts = [
      message.text ? make("p", { class: "text" }, ...lines(message.text, urgent)) : null,
      message.image ? this.#picture(message) : null,
      this.#links(message),
    ];
    const says = person ? this.#person(person) : this.#speaker(this.strings.saysAssistant);
    const bubble = parts.some(Boolean) ? make("div", { class: "bubble" }, says, ...parts) : null;
    const classes = `message assistant${urgent ? " urgent" : ""}${person ? " person" : ""}`;
    return this.#add(make("div", { class: classes, lang: message.language }, bubble, this.#choices(message)));
  }

  /** An emergency is in sight wherever the customer was reading. */
  reveal(element) {
    if (element.classList.contains("urgent")) element.scrollIntoView({ block: "nearest" });
  }

  /** Scroll to the end, but not past the beginning of the newest message: what is asked is read before it is answered. */
  settle() {
    const end = this.log.scrollHeight - this.log.clientHeight;
    this.log.scrollTop = this.newest ? Math.min(end, this.newest.offsetTop - MARGIN) : end;
    this.settledAt = this.log.scrollTop;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  /** Whether the customer is where the chat put them: they are not reading back. */
  isFollowed() {
    return this.isAtEnd() || Math.abs(this.log.scrollTop - this.settledAt) < 4;
  }

  #add(element) {
    this.log.append(element);
    this.newest = element;
    return element;
  }

  #speaker(who) {
    return make("span", { class: "hidden" }, `${who} `);
  }

  #person(name) {
    const initial = make("i", { "aria-hidden": "true" }, name.trim()[0] ?? "");
    return make("p", { class: "by" }, initial, make("b", {}, name), make("span", {}, ` · ${this.strings.ofTheTeam}`), this.#speaker(":"));
  }

  #choices(message) {
    if (!message.buttons?.length) return null;
    return new Choices(message, this.strings, this.base, this.choose).element;
  }

  /** A question that was answered, here or on another page, is not answered again. */
  #retire(tokens = []) {
    for (const group of this.log.querySelectorAll(".choices:not(.settled)")) {
      const chosen = tokens.some((token) => group.choices.message.buttons.some((one) => one.token === token));
      if (chosen || group.classList.contains("asking")) group.choices.settle(tokens);
    }
  }

  #links(message) {
    const links = (message.custom?.links ?? []).map((link) => this.#link(link)).filter(Boolean);
    if (!links.length) return null;
    if (message.custom.links.some((link) => link.kind === "file")) links.push(this.#printer());
    return make("div", { class: "links" }, ...links);
  }

  #printer() {
    const onclick = (event) => this.#print(event.currentTarget.closest(".message"));
    return make("button", { type: "button", class: "print", onclick }, icon("print"), this.strings.print);
  }

  /** The message alone on paper, without the page around the chat. */
  #print(message) {
    const page = new CSSStyleSheet();
    page.replaceSync("@media print { body > :not(spa-chat, :has(spa-chat)) { display: none !important } }");
    const set = (isOn) => {
      const others = document.adoptedStyleSheets.filter((sheet) => sheet !== page);
      document.adoptedStyleSheets = isOn ? [...others, page] : others;
      message.classList.toggle("printed", isOn);
      this.log.classList.toggle("printing", isOn);
    };
    addEventListener("afterprint", () => set(false), { once: true });
    set(true);
    print();
  }

  #link({ kind, title, url }) {
    const href = address(url, this.base);
    if (!href) return null;
    const elsewhere = kind === "link" ? { target: "_blank", rel: "noopener noreferrer" } : {};
    return make("a", { href, download: kind === "file", ...elsewhere }, icon(kind), title);
  }

  #picture(message) {
    const href = address(message.image, this.base);
    if (!href) return null;
    const name = href.split("/").pop().split(".")[0];
    const image = make("img", { src: href, alt: message.custom?.alt ?? this.#described(name) });
    const open = { href, target: "_blank", rel: "noopener noreferrer", title: this.strings.enlarge };
    return make("a", { class: "picture", ...open }, image);
  }

  /** A venue's own drawing is named after what it shows and the venue: `rooms_lee_spa`. */
  #described(name) {
    const { pictures, picture } = this.strings;
    const kind = Object.keys(pictures).find((key) => name === key || name.startsWith(`${key}_`));
    return pictures[kind] ?? picture;
  }

  #newDay(at) {
    if (!at) return;
    const date = new Date(at);
    const day = date.toDateString();
    if (day !== this.day && (this.day || day !== new Date().toDateString())) {
      const format = new Intl.DateTimeFormat(this.language === "vi" ? "vi-VN" : "en-GB", { weekday: "long", day: "numeric", month: "long" });
      this.log.append(make("p", { class: "date" }, format.format(date)));
    }
    this.day = day;
  }
}
