// <spa-chat data-venue="lee_spa">: the chat of a venue as one element, in its place in a page; with `floating` as a launcher
// in the corner of any page that opens the chat above it. Plain JavaScript, no build, no other host.
import { Attention } from "./attention.js";
import { Body } from "./body.js";
import { Connection } from "./connection.js";
import { make } from "./elements.js";
import { Header, LANGUAGES } from "./header.js";
import { memory } from "./memory.js";
import { strings } from "./strings.js";

const BASE = new URL(".", import.meta.url);

class SpaChat extends HTMLElement {
  connectedCallback() {
    if (this.panel) return;
    const { venue, name = "", phone = "" } = this.dataset;
    this.floats = this.hasAttribute("floating");
    this.isOpen = !this.floats;
    this.visited = `spa-chat:${venue}:visited`;
    this.venue = { name, phone };
    this.bubbles = new Map();
    const tell = (id) => this.connection.saw(id);
    this.attention = new Attention(venue, () => this.#isLooking(), tell, () => this.#toggle(!this.isOpen));
    this.#build();
    this.#speak(this.#first());
    this.connection = new Connection(BASE, venue, {
      start: (state, unsent) => this.#start(state, unsent),
      message: (message) => this.#show(message),
      said: (entry) => this.#said(entry),
      typing: (isOn) => this.body.type(isOn),
      online: (isOnline) => this.body.online(isOnline),
      sent: (item) => this.#note(item, ""),
      late: (item) => this.#note(item, "waiting"),
      refused: (item) => this.#note(item, "refused"),
    });
    // Nothing is asked of the server, and nothing kept, before somebody opens the chat for the first time.
    if (this.isOpen || memory.get(this.visited)) this.#connect();
  }

  // --- what is there ---
  #build() {
    const root = this.attachShadow({ mode: "open" });
    const style = make("link", { rel: "stylesheet", href: new URL("chat.css", BASE).href });
    for (const end of ["load", "error"]) style.addEventListener(end, () => this.#styled());
    const shut = () => this.#toggle(false);
    const ask = () => this.#send({ ask: "person" }, { kind: "person" });
    this.header = new Header(BASE, { choose: (language) => this.#choose(language), ask, shut }, this.floats);
    this.body = new Body(BASE, (body, shown) => this.#send(body, shown));
    const role = this.floats ? { role: "dialog", "aria-modal": "false" } : {};
    const parts = [this.header.element, this.body.element, this.body.form];
    this.panel = make("section", { class: "chat", id: "chat", hidden: true, ...role }, ...parts);
    root.append(style, ...(this.floats ? [this.attention.launcher, this.attention.whisper] : []), this.panel);
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.floats && shut());
    // A phone's keyboard covers the page: the chat is as high as what is left.
    visualViewport?.addEventListener("resize", () => this.#fit());
  }

  #styled() {
    this.attention.launcher.hidden = false;
    this.panel.hidden = !this.isOpen;
    this.body.settle();
  }

  #fit() {
    const isCovered = visualViewport.height < innerHeight - 100;
    this.style.setProperty("--left", isCovered ? `${visualViewport.height}px` : "");
    this.style.setProperty("--above", isCovered ? `${visualViewport.offsetTop}px` : "");
    if (isCovered && !this.floats && this.shadowRoot.activeElement) this.scrollIntoView({ block: "start" });
  }

  // --- open and closed ---
  #toggle(isOpen) {
    if (this.isOpen === isOpen) return;
    this.isOpen = isOpen;
    this.panel.hidden = !isOpen;
    this.toggleAttribute("open", isOpen);
    this.attention.speak(strings[this.language], isOpen);
    if (!isOpen) return this.attention.launcher.focus();
    if (!this.connection.language) this.#connect();
    this.body.settle();
    this.attention.look();
    // Where there is a keyboard of keys one writes at once; on a phone the keyboard would cover what is to be read.
    const place = matchMedia("(pointer: fine)").matches ? this.body : this.header.heading;
    place.focus({ preventScroll: true });
  }

  #connect() {
    memory.set(this.visited, true);
    this.connection.open(this.language);
  }

  #isLooking() {
    return this.isOpen && document.visibilityState === "visible" && document.hasFocus();
  }

  // --- the language of the interface ---
  #first() {
    const wanted = [this.dataset.language, document.documentElement.lang, ...navigator.languages];
    return wanted.map((one) => one?.slice(0, 2)).find((one) => one in LANGUAGES) ?? "en";
  }

  #speak(language) {
    const words = strings[language];
    this.lang = this.language = language;
    this.panel.setAttribute("aria-label", words.chatWith(this.venue.name));
    this.header.speak(words, language, this.venue, this.answering);
    this.body.speak(words, language, this.venue.phone);
    this.attention.speak(words, this.isOpen);
    this.dispatchEvent(new CustomEvent("spa-language", { detail: language, bubbles: true }));
  }

  #choose(language) {
    if (language === this.language) return;
    this.#speak(language);
    this.body.transcript.toEnd();
    this.connection.chooseLanguage(language);
  }

  // --- what comes down ---
  #start({ venue, language, history }, unsent) {
    this.venue = venue;
    this.answering = history.at(-1)?.custom?.person;
    this.#speak(language);
    this.bubbles.clear();
    this.body.begin(() => {
      for (const entry of history) {
        if (entry.from === "guest") this.#guest(entry.client_id, entry);
        else this.body.transcript.assistant(entry);
      }
      for (const { body, shown } of unsent) this.#guest(body.client_id, shown);
    });
    this.attention.start(history);
  }

  #show(message) {
    this.answering = message.custom?.person;
    this.#speak(message.language ?? this.language);
    this.body.type(false);
    this.body.add((transcript) => {
      if (message.custom?.erase) transcript.clear();
      return transcript.assistant(message);
    }, true);
    this.attention.heard(message);
  }

  /** What the customer said, here (then it is known already) or on another page. */
  #said(entry) {
    if (!this.bubbles.has(entry.client_id)) this.body.add(() => this.#guest(entry.client_id, entry));
  }

  #guest(id, entry) {
    if (entry) this.bubbles.set(id, this.body.transcript.guest(entry));
    return this.bubbles.get(id);
  }

  // --- what goes up ---
  #send(body, shown) {
    const item = this.connection.send(body, shown);
    this.#guest(item.body.client_id, shown);
    this.body.settle();
  }

  #note(item, state) {
    const bubble = this.bubbles.get(item.body.client_id);
    if (bubble) this.body.note(bubble, state);
  }
}

customElements.define("spa-chat", SpaChat);
