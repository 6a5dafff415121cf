// <spa-chat data-venue="lee_spa">: the chat of a venue as one element. Plain JavaScript, no build, no other host.
import { Connection } from "./connection.js";
import { make } from "./elements.js";
import { strings } from "./strings.js";
import { Transcript } from "./transcript.js";

const BASE = new URL(".", import.meta.url);
const LANGUAGES = ["en", "vi"];
const OFFLINE_AFTER = 2000;
const ARROW = "M4 12h14M12 5.5 18.5 12 12 18.5";
const HANDSET =
  "M6 3.5h3l1.6 4.3-2 1.5a12 12 0 0 0 6.1 6.1l1.5-2 4.3 1.6v3A2.5 2.5 0 0 1 18 20.5 14.5 14.5 0 0 1 3.5 6 2.5 2.5 0 0 1 6 3.5Z";

class SpaChat extends HTMLElement {
  connectedCallback() {
    if (this.panel) return;
    this.venue = { name: this.dataset.name ?? "", phone: this.dataset.phone ?? "" };
    this.#build();
    this.#speak(LANGUAGES.includes(document.documentElement.lang) ? document.documentElement.lang : "en");
    this.connection = new Connection(BASE, this.dataset.venue, {
      start: (state, unsent) => this.#start(state, unsent),
      message: (message) => this.#show(message),
      typing: (isOn) => this.#typing(isOn),
      online: (isOnline) => this.#online(isOnline),
      sent: (item) => this.#note(item, ""),
      late: (item) => this.#note(item, "waiting"),
      refused: (item) => this.#note(item, "refused"),
    });
    this.bubbles = new Map();
    this.connection.open(this.language);
  }

  // --- what is there -------------------------------------------------------------------------------------------
  #build() {
    const root = this.attachShadow({ mode: "open" });
    const style = make("link", { rel: "stylesheet", href: new URL("chat.css", BASE).href });
    for (const end of ["load", "error"]) style.addEventListener(end, () => this.#styled());
    this.panel = make("section", { class: "chat", hidden: true }, this.#header(), this.#body(), this.#form());
    root.append(style, this.panel);
  }

  #styled() {
    this.panel.hidden = false;
    this.transcript.toEnd();
  }

  #header() {
    this.heading = make("h2", { class: "title" });
    this.subtitle = make("p", { class: "subtitle" });
    this.switch = make("div", { class: "switch", role: "group" });
    for (const language of LANGUAGES) {
      const onclick = () => this.#choose(language);
      const name = language === "vi" ? "Tiếng Việt" : "English";
      const attributes = { type: "button", lang: language, "data-language": language, "aria-label": name, onclick };
      this.switch.append(make("button", attributes, language.toUpperCase()));
    }
    this.phone = make("a", { class: "call" });
    this.person = make("button", { type: "button", class: "person", onclick: () => this.#ask() });
    const mark = make("img", { class: "mark", src: new URL("mark.svg", BASE).href, alt: "" });
    const who = make("div", { class: "who" }, mark, make("div", {}, this.heading, this.subtitle));
    const help = make("div", { class: "help" }, this.phone, this.person);
    return make("header", {}, make("div", { class: "top" }, who, this.switch), help);
  }

  #body() {
    // A region that scrolls can be reached by keyboard.
    this.log = make("div", { class: "log", role: "log", "aria-live": "off", tabindex: 0 });
    this.transcript = new Transcript(this.log, BASE, (button, event) => this.#press(button, event));
    this.dots = make("div", { class: "typing", hidden: true }, make("i"), make("i"), make("i"));
    this.typingWords = make("span", { class: "hidden", role: "status" });
    this.newest = make("button", { type: "button", class: "newest", hidden: true, onclick: () => this.transcript.toEnd() }, "↓");
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // The log becomes smaller when the keyboard of a phone opens: what was in sight at its end stays there.
    new ResizeObserver(() => this.atEnd && this.transcript.toEnd()).observe(this.log);
    this.status = make("p", { class: "status", role: "status" });
    return make("div", { class: "body" }, this.log, this.dots, this.typingWords, this.newest, this.status);
  }

  #scrolled() {
    this.atEnd = this.transcript.isAtEnd();
    this.newest.hidden = this.atEnd;
  }

  #form() {
    this.input = make("textarea", { rows: 1, maxlength: 4000, enterkeyhint: "send", autocomplete: "off" });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#grow());
    this.button = make("button", { type: "submit", class: "send" }, icon(ARROW));
    const onsubmit = (event) => {
      event.preventDefault();
      this.#say();
    };
    return make("form", { onsubmit }, this.input, this.button);
  }

  // --- the language of the interface ---------------------------------------------------------------------------
  #speak(language) {
    const words = strings[language];
    this.language = language;
    this.transcript.speak(words, language);
    this.panel.lang = language;
    this.panel.setAttribute("aria-label", words.chatWith(this.venue.name));
    this.heading.textContent = this.venue.name;
    this.subtitle.textContent = words.assistant;
    this.switch.setAttribute("aria-label", words.language);
    for (const button of this.switch.children) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    this.phone.href = `tel:${this.venue.phone.replace(/[^+\d]/g, "")}`;
    this.phone.setAttribute("aria-label", words.call(this.venue.phone));
    this.phone.replaceChildren(icon(HANDSET), this.venue.phone);
    this.person.textContent = words.person;
    this.log.setAttribute("aria-label", words.conversation);
    this.newest.setAttribute("aria-label", words.newest);
    this.input.placeholder = words.placeholder;
    this.input.setAttribute("aria-label", words.write);
    this.button.setAttribute("aria-label", words.send);
    this.dispatchEvent(new CustomEvent("spa-language", { detail: language, bubbles: true }));
  }

  #choose(language) {
    if (language === this.language) return;
    this.#speak(language);
    this.transcript.turn();
    this.connection.chooseLanguage(language);
  }

  // --- what comes down -----------------------------------------------------------------------------------------
  #start(state, unsent) {
    this.venue = state.venue;
    this.#speak(state.language);
    this.log.setAttribute("aria-live", "off");
    this.transcript.clear();
    for (const entry of state.history) this.transcript[entry.from](entry);
    for (const item of unsent) this.#guest(item);
    this.transcript.toEnd();
    this.#scrolled();
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  #show(message) {
    if (message.language && message.language !== this.language) this.#speak(message.language);
    this.#typing(false);
    const follows = this.transcript.isAtEnd();
    if (message.custom?.erase) this.transcript.clear();
    const shown = this.transcript.assistant(message);
    if (follows) this.transcript.settle();
    this.transcript.reveal(shown);
    this.#scrolled();
  }

  #typing(isOn) {
    clearTimeout(this.typingTimer);
    // A quick answer shows no dots: they would only flicker.
    if (isOn) this.typingTimer = setTimeout(() => this.#dots(true), 250);
    else this.#dots(false);
  }

  #dots(isOn) {
    this.dots.hidden = !isOn;
    this.typingWords.textContent = isOn ? strings[this.language].typing : "";
  }

  #online(isOnline) {
    if (!isOnline) {
      this.onlineTimer ??= setTimeout(() => this.#sayOffline(), OFFLINE_AFTER);
      return;
    }
    clearTimeout(this.onlineTimer);
    this.onlineTimer = null;
    this.status.textContent = "";
  }

  #sayOffline() {
    const words = strings[this.language];
    this.status.textContent = navigator.onLine && this.venue.phone ? words.broken(this.venue.phone) : words.offline;
  }

  // --- what goes up --------------------------------------------------------------------------------------------
  #key(event) {
    // While an input method composes (Telex, VNI), Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#say();
  }

  #say() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.#grow();
    this.#send({ text }, { kind: "text", text });
  }

  #press(button, event) {
    this.#send({ button: button.token }, { kind: "button", text: button.title });
    // The pressed button is disabled now: whoever uses the keyboard goes on in the input.
    if (event.detail === 0) this.input.focus({ preventScroll: true });
  }

  #ask() {
    this.#send({ ask: "person" }, { kind: "person" });
  }

  #send(body, shown) {
    this.#guest(this.connection.send(body, shown));
    this.transcript.settle();
    this.#scrolled();
  }

  #guest(item) {
    if (item.shown) this.bubbles.set(item.body.client_id, this.transcript.guest(item.shown));
  }

  #note(item, kind) {
    const bubble = this.bubbles.get(item.body.client_id);
    if (!bubble) return;
    bubble.dataset.state = kind;
    bubble.querySelector(".note").textContent = kind ? strings[this.language][kind] : "";
    if (this.atEnd) this.transcript.toEnd();
  }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg.namespaceURI, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

customElements.define("spa-chat", SpaChat);
