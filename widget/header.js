// The head of the chat: whose it is and who answers, its language, and the ways to a person.
import { dial, icon, make } from "./elements.js";

export const LANGUAGES = { en: "English", vi: "Tiếng Việt" };

export class Header {
  /** `on` has choose(language), ask() and shut(). */
  constructor(base, on, canShut) {
    const button = (name, onclick, ...children) => make("button", { type: "button", class: name, onclick }, ...children);
    this.heading = make("h2", { class: "title", tabindex: -1 });
    this.subtitle = make("p", { class: "subtitle" });
    this.languages = Object.entries(LANGUAGES).map(([language, name]) => {
      const attributes = { type: "button", lang: language, "aria-label": name, onclick: () => on.choose(language) };
      return make("button", attributes, language.toUpperCase());
    });
    this.switch = make("div", { class: "switch", role: "group" }, ...this.languages);
    this.phone = make("a", { class: "call" });
    this.person = button("ask", on.ask);
    this.shut = button("shut", on.shut, icon("close"));
    const mark = make("img", { class: "mark", src: new URL("mark.svg", base).href, alt: "" });
    const who = make("div", { class: "who" }, mark, make("div", {}, this.heading, this.subtitle));
    const top = make("div", { class: "top" }, who, this.switch, canShut ? this.shut : null);
    this.element = make("header", {}, top, make("div", { class: "help" }, this.phone, this.person));
  }

  /** `answering`: the person of the house who answers, if one does. */
  speak(words, language, venue, answering) {
    this.heading.textContent = venue.name;
    this.subtitle.textContent = answering ? words.answers(answering) : words.assistant;
    this.switch.setAttribute("aria-label", words.language);
    for (const button of this.languages) button.setAttribute("aria-pressed", String(button.lang === language));
    this.phone.hidden = !venue.phone;
    this.phone.href = dial(venue.phone);
    this.phone.setAttribute("aria-label", words.call(venue.phone));
    this.phone.replaceChildren(icon("phone"), venue.phone);
    this.person.replaceChildren(icon("person"), words.person);
    this.shut.setAttribute("aria-label", words.close);
  }
}
