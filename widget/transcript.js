// Shows what has been said: bubbles, choices, pictures, and where a new day begins.
import { lines, make } from "./elements.js";

const NEAR = 80;
const MARGIN = 12;
const MANY = 8;

export class Transcript {
  /** `base` is where pictures come from; `choose(button, event)` is called for a press. */
  constructor(log, base, choose) {
    this.log = log;
    this.base = base;
    this.choose = choose;
    this.anchor = null;
    this.day = "";
  }

  speak(strings, language) {
    this.strings = strings;
    this.language = language;
  }

  clear() {
    this.log.replaceChildren();
    this.anchor = null;
    this.day = "";
  }

  /** A message of the customer; returns its element so that its state can be shown. */
  guest(entry) {
    this.#newDay(entry.at);
    this.#retireQuestions();
    const words = entry.kind === "person" ? this.strings.person : entry.text || "…";
    const note = make("span", { class: "note" });
    const bubble = make("div", { class: "bubble" }, this.#speaker("saysGuest"), make("p", { class: "text" }, words));
    this.anchor = this.#add(make("div", { class: "message guest" }, bubble, note));
    return this.anchor;
  }

  assistant(message) {
    this.#newDay(message.at);
    const urgent = message.response === "utter_emergency";
    const parts = [
      message.text ? make("p", { class: "text" }, ...lines(message.text, urgent)) : null,
      message.image ? this.#picture(message) : null,
    ];
    const says = this.#speaker("saysAssistant");
    const bubble = parts.some(Boolean) ? make("div", { class: "bubble" }, says, ...parts) : null;
    const classes = `message assistant${urgent ? " urgent" : ""}`;
    const attributes = { class: classes, lang: message.language };
    const shown = this.#add(make("div", attributes, bubble, this.#choices(message)));
    this.anchor ??= shown;
    return shown;
  }

  /** What comes next answers something that shows no words of the customer. */
  turn() {
    this.anchor = null;
    this.toEnd();
  }

  /** An emergency is in sight wherever the customer was reading. */
  reveal(element) {
    if (element.classList.contains("urgent")) element.scrollIntoView({ block: "nearest" });
  }

  /** Scroll so that the customer sees the beginning of what is new, and its end when it fits. */
  settle() {
    if (this.anchor) this.log.scrollTop = this.anchor.offsetTop - MARGIN;
    else this.toEnd();
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  #add(element) {
    this.log.append(element);
    return element;
  }

  #speaker(who) {
    return make("span", { class: "hidden" }, `${this.strings[who]} `);
  }

  #choices(message) {
    if (!message.buttons?.length) return null;
    const decided = message.buttons.some((button) => button.chosen);
    const classes = `choices${message.asking ? " asking" : ""}${message.buttons.length > MANY ? " many" : ""}`;
    const group = make("div", { class: classes, role: "group", "aria-label": this.strings.choices });
    for (const button of message.buttons) group.append(this.#choice(button, decided, group));
    return group;
  }

  #choice(button, decided, group) {
    const onclick = (event) => {
      mark(event.currentTarget);
      retire(group);
      this.choose(button, event);
    };
    const element = make("button", { type: "button", disabled: decided, onclick }, button.title);
    if (button.chosen) mark(element);
    return element;
  }

  #retireQuestions() {
    // A question that was answered in words is not answered by a tap as well.
    for (const group of this.log.querySelectorAll(".choices.asking")) retire(group);
  }

  #picture(message) {
    const source = new URL(message.image, this.base);
    if (!/^https?:$/.test(source.protocol)) return null;
    const name = source.pathname.split("/").pop().split(".")[0];
    const alt = message.custom?.alt ?? this.#described(name);
    const image = make("img", { src: source.href, alt });
    const open = { href: source.href, target: "_blank", rel: "noopener noreferrer", title: this.strings.enlarge };
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
      this.log.append(make("p", { class: "day" }, format.format(date)));
    }
    this.day = day;
  }
}

function mark(button) {
  button.classList.add("chosen");
  button.setAttribute("aria-pressed", "true");
}

function retire(group) {
  for (const button of group.children) button.disabled = true;
}
