// What can be chosen under a message: one of several, several of a list, a day and an hour, or cards.
import { address, make } from "./elements.js";

const MANY = 8;

export class Choices {
  /** `send(body, title, byKeyboard)` is called once, with {button} or {ticks}. */
  constructor(message, strings, base, send) {
    this.message = message;
    this.strings = strings;
    this.base = base;
    this.send = send;
    this.kind = message.custom?.choices ?? (message.buttons.length > MANY ? "many" : "few");
    const listed = this.kind === "times" || this.kind === "multi";
    // The words above say what is to be chosen: to have a whole list read out would hide them.
    const attributes = { role: "group", "aria-label": strings.choices, "aria-live": listed ? "off" : null };
    this.element = make("div", { class: `choices ${this.kind}${message.asking ? " asking" : ""}`, ...attributes });
    this.element.choices = this;
    const make_ = { multi: () => this.#list(), times: () => this.#picker(), cards: () => this.#cards() }[this.kind];
    this.element.append(...(make_?.() ?? message.buttons.map((one) => this.#button(one))));
    const chosen = message.buttons.filter((one) => one.chosen).map((one) => one.token);
    if (chosen.length) this.settle(chosen);
  }

  /** Nothing can be chosen any more; what was chosen stays to be seen. */
  settle(tokens = []) {
    if (this.settled) return;
    this.settled = true;
    const chosen = this.message.buttons.filter((one) => tokens.includes(one.token));
    this.element.classList.add("settled");
    if (this.kind !== "few") this.element.replaceChildren(...chosen.map((one) => this.#button(one)));
    for (const button of this.element.querySelectorAll("button")) {
      button.disabled = true;
      if (tokens.includes(button.dataset.token)) {
        button.classList.add("chosen");
        button.setAttribute("aria-pressed", "true");
      }
    }
  }

  #button(choice, words = [choice.title], attributes = {}) {
    const onclick = (event) => this.#press({ button: choice.token }, [choice], event);
    return make("button", { type: "button", "data-token": choice.token, onclick, ...attributes }, ...words);
  }

  #press(body, chosen, event) {
    if (this.settled) return;
    this.settle(chosen.map((one) => one.token));
    this.send(body, chosen.map((one) => one.title).join(", "), event.detail === 0);
  }

  // --- cards: a picture, a name, and what it is ---
  #cards() {
    return this.message.buttons.map((one) => {
      if (!one.name) return this.#button(one);
      const source = one.picture && address(one.picture, this.base);
      const parts = [
        source ? make("img", { src: source, alt: "" }) : null,
        make("b", {}, one.name),
        make("span", {}, ` ${one.detail ?? ""}`),
      ];
      return this.#button(one, parts, { class: "card" });
    });
  }

  // --- a list: as many as apply, sent at once ---
  #list() {
    const listed = this.message.buttons.filter((one) => !one.alone);
    const ticked = () => listed.filter((one) => boxes.get(one).checked);
    const boxes = new Map(listed.map((one) => [one, make("input", { type: "checkbox" })]));
    const onclick = (event) => {
      const chosen = ticked();
      this.#press({ ticks: chosen.map((one) => one.token) }, chosen, event);
    };
    const done = make("button", { type: "button", class: "done", disabled: true, onclick });
    const alone = this.message.buttons.filter((one) => one.alone).map((one) => this.#button(one));
    const count = () => {
      const number = ticked().length;
      done.textContent = this.strings.sendTicked(number);
      done.disabled = !number;
      for (const button of alone) button.disabled = Boolean(number);
    };
    const labels = listed.map((one) => make("label", {}, boxes.get(one), make("span", {}, one.title)));
    const list = make("div", { class: "list", onchange: count }, ...labels);
    count();
    return [list, make("div", { class: "row" }, done, ...alone)];
  }

  // --- days in a row, and the hours of the one that is looked at ---
  #picker() {
    const timed = this.message.buttons.filter((one) => one.day);
    const days = [...new Set(timed.map((one) => one.day))];
    const hours = make("div", { class: "hours", role: "group" });
    const row = make("div", { class: "days", role: "group", "aria-label": this.strings.days });
    const look = (day) => {
      for (const tab of row.children) tab.setAttribute("aria-pressed", String(tab.dataset.day === day));
      hours.setAttribute("aria-label", this.#say(day, { weekday: "long", day: "numeric", month: "long" }));
      const free = timed.filter((one) => one.day === day);
      hours.replaceChildren(...free.map((one) => this.#button(one, [one.time], { "aria-label": `${one.time}, ${one.title}` })));
    };
    for (const day of days) row.append(this.#day(day, () => look(day)));
    look(days[0]);
    const others = this.message.buttons.filter((one) => !one.day).map((one) => this.#button(one));
    const words = make("p", { class: "note" }, this.strings.otherTime);
    return [row, hours, ...(others.length ? [make("div", { class: "row" }, ...others)] : []), words];
  }

  #day(day, onclick) {
    const parts = [
      make("span", {}, this.#say(day, { weekday: "short" })),
      make("b", {}, ` ${this.#say(day, { day: "numeric" })} `),
      make("span", {}, this.#say(day, { month: "short" })),
    ];
    return make("button", { type: "button", class: "day", "data-day": day, onclick }, ...parts);
  }

  #say(day, how) {
    const [year, month, date] = day.split("-").map(Number);
    const language = this.message.language === "vi" ? "vi-VN" : "en-GB";
    return new Intl.DateTimeFormat(language, how).format(new Date(year, month - 1, date));
  }
}
