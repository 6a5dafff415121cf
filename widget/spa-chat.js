// <spa-chat data-venue="lee_spa">: the chat of a venue as one element, in its place in a page; with `floating` as a launcher
// in the corner of any page that opens the chat above it. Plain JavaScript, no build, no other host.
import { Attention } from "./attention.js";
import { Connection } from "./connection.js";
import { dial, icon, make } from "./elements.js";
import { memory } from "./memory.js";
import { strings } from "./strings.js";
import { Transcript } from "./transcript.js";

const BASE = new URL(".", import.meta.url);
const LANGUAGES = ["en", "vi"];
const OFFLINE_AFTER = 2000;
const ALONE_ON_PAPER = "@media print { body > :not(spa-chat) { display: none !important } }";

class SpaChat extends HTMLElement {
  connectedCallback() {
    if (this.panel) return;
    this.floats = this.hasAttribute("floating");
    this.isOpen = !this.floats;
    this.visited = `spa-chat:${this.dataset.venue}:visited`;
    this.venue = { name: this.dataset.name ?? "", phone: this.dataset.phone ?? "" };
    this.bubbles = new Map();
    this.#build();
    this.attention = new Attention(this.dataset.venue, () => this.#isLooking(), (count) => this.#unread(count), (id) => this.connection.saw(id));
    this.#speak(this.#first());
    this.connection = new Connection(BASE, this.dataset.venue, {
      start: (state, unsent) => this.#start(state, unsent),
      message: (message) => this.#show(message),
      said: (entry) => this.#said(entry),
      typing: (isOn) => this.#typing(isOn),
      online: (isOnline) => this.#online(isOnline),
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
    const role = this.floats ? { role: "dialog", "aria-modal": "false" } : {};
    this.panel = make("section", { class: "chat", id: "chat", hidden: true, ...role }, this.#header(), this.#body(), this.#form());
    this.whisper = make("span", { class: "hidden", role: "status" });
    root.append(style, ...(this.floats ? [this.#launcher(), this.whisper] : []), this.panel);
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.floats && this.#toggle(false));
    // A phone's keyboard covers the page: the chat is as high as what is left.
    visualViewport?.addEventListener("resize", () => this.#fit());
  }

  #launcher() {
    this.badge = make("b", { class: "badge", hidden: true, "aria-hidden": "true" });
    const attributes = { type: "button", class: "launcher", hidden: true, "aria-controls": "chat", "aria-expanded": "false" };
    this.launcher = make("button", { ...attributes, onclick: () => this.#toggle(!this.isOpen) }, icon("chat"), this.badge);
    return this.launcher;
  }

  #styled() {
    if (this.launcher) this.launcher.hidden = false;
    this.panel.hidden = !this.isOpen;
    this.transcript.settle();
  }

  #fit() {
    const isCovered = visualViewport.height < innerHeight - 100;
    this.style.setProperty("--left", isCovered ? `${visualViewport.height}px` : "");
    this.style.setProperty("--above", isCovered ? `${visualViewport.offsetTop}px` : "");
    if (isCovered && !this.floats && this.shadowRoot.activeElement) this.scrollIntoView({ block: "start" });
  }

  #header() {
    this.heading = make("h2", { class: "title", tabindex: -1 });
    this.subtitle = make("p", { class: "subtitle" });
    this.switch = make("div", { class: "switch", role: "group" });
    for (const language of LANGUAGES) {
      const onclick = () => this.#choose(language);
      const name = language === "vi" ? "Tiếng Việt" : "English";
      const attributes = { type: "button", lang: language, "data-language": language, "aria-label": name, onclick };
      this.switch.append(make("button", attributes, language.toUpperCase()));
    }
    this.phone = make("a", { class: "call" });
    this.person = make("button", { type: "button", class: "ask", onclick: () => this.#ask() });
    this.shut = make("button", { type: "button", class: "shut", onclick: () => this.#toggle(false) }, icon("close"));
    const mark = make("img", { class: "mark", src: new URL("mark.svg", BASE).href, alt: "" });
    const who = make("div", { class: "who" }, mark, make("div", {}, this.heading, this.subtitle));
    const help = make("div", { class: "help" }, this.phone, this.person);
    return make("header", {}, make("div", { class: "top" }, who, this.switch, this.floats ? this.shut : null), help);
  }

  #body() {
    // A region that scrolls can be reached by keyboard.
    this.log = make("div", { class: "log", role: "log", "aria-live": "off", tabindex: 0 });
    const choose = (body, title, byKeyboard) => this.#press(body, title, byKeyboard);
    this.transcript = new Transcript(this.log, BASE, choose, (message) => this.#print(message));
    this.dots = make("div", { class: "typing", hidden: true }, make("i"), make("i"), make("i"));
    this.typingWords = make("span", { class: "hidden", role: "status" });
    this.newest = make("button", { type: "button", class: "newest", hidden: true, onclick: () => this.#toNewest() });
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // The log becomes smaller when the keyboard of a phone opens: what was in sight stays there.
    const settle = () => this.followed && this.transcript.settle();
    new ResizeObserver(settle).observe(this.log);
    this.log.addEventListener("load", settle, true);
    this.status = make("p", { class: "status", role: "status" });
    return make("div", { class: "body" }, this.log, this.dots, this.typingWords, this.newest, this.status);
  }

  #scrolled() {
    this.followed = this.transcript.isFollowed();
    const isAtEnd = this.transcript.isAtEnd();
    if (isAtEnd) this.fresh = false;
    this.newest.hidden = isAtEnd;
    const words = strings[this.language];
    this.newest.textContent = this.fresh ? `${words.fresh} ↓` : "↓";
    this.newest.setAttribute("aria-label", this.fresh ? `${words.fresh} ↓` : words.newest);
    this.newest.classList.toggle("fresh", Boolean(this.fresh));
  }

  #toNewest() {
    this.transcript.toEnd();
    this.input.focus({ preventScroll: true });
  }

  #form() {
    this.input = make("textarea", { rows: 1, maxlength: 4000, enterkeyhint: "send", autocomplete: "off" });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#grow());
    this.button = make("button", { type: "submit", class: "send" }, icon("send"));
    const onsubmit = (event) => {
      event.preventDefault();
      this.#say();
    };
    return make("form", { onsubmit }, this.input, this.button);
  }

  // --- open and closed ---
  #toggle(isOpen) {
    if (this.isOpen === isOpen) return;
    this.isOpen = isOpen;
    this.panel.hidden = !isOpen;
    this.launcher.setAttribute("aria-expanded", String(isOpen));
    this.toggleAttribute("open", isOpen);
    this.#unread(this.unread);
    if (!isOpen) {
      this.launcher.focus();
      return;
    }
    if (!this.connection.language) this.#connect();
    this.transcript.settle();
    this.#scrolled();
    this.attention.look();
    // Where there is a keyboard of keys one writes at once; on a phone the keyboard would cover what is to be read.
    const place = matchMedia("(pointer: fine)").matches ? this.input : this.heading;
    place.focus({ preventScroll: true });
  }

  #connect() {
    memory.set(this.visited, true);
    this.connection.open(this.language);
  }

  #isLooking() {
    return this.isOpen && document.visibilityState === "visible" && document.hasFocus();
  }

  #unread(count) {
    if (!this.launcher) return;
    if (count > this.unread && !this.isOpen) this.whisper.textContent = strings[this.language].open(count);
    this.unread = count;
    this.badge.hidden = !count;
    this.badge.textContent = count > 9 ? "9+" : count;
    this.launcher.setAttribute("aria-label", this.isOpen ? strings[this.language].close : strings[this.language].open(count));
  }

  // --- the language of the interface ---
  #first() {
    const wanted = [this.dataset.language, document.documentElement.lang, ...navigator.languages];
    return wanted.map((one) => one?.slice(0, 2)).find((one) => LANGUAGES.includes(one)) ?? "en";
  }

  #speak(language) {
    const words = strings[language];
    this.language = language;
    this.transcript.speak(words, language);
    this.lang = language;
    this.panel.setAttribute("aria-label", words.chatWith(this.venue.name));
    this.heading.textContent = this.venue.name;
    this.subtitle.textContent = this.answering ? words.answers(this.answering) : words.assistant;
    this.switch.setAttribute("aria-label", words.language);
    for (const button of this.switch.children) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    this.phone.hidden = !this.venue.phone;
    this.phone.href = dial(this.venue.phone);
    this.phone.setAttribute("aria-label", words.call(this.venue.phone));
    this.phone.replaceChildren(icon("phone"), this.venue.phone);
    this.person.replaceChildren(icon("person"), words.person);
    this.shut.setAttribute("aria-label", words.close);
    this.log.setAttribute("aria-label", words.conversation);
    this.input.placeholder = words.placeholder;
    this.input.setAttribute("aria-label", words.write);
    this.button.setAttribute("aria-label", words.send);
    this.#unread(this.unread ?? 0);
    this.#scrolled();
    this.dispatchEvent(new CustomEvent("spa-language", { detail: language, bubbles: true }));
  }

  #choose(language) {
    if (language === this.language) return;
    this.#speak(language);
    this.transcript.toEnd();
    this.connection.chooseLanguage(language);
  }

  // --- what comes down ---
  #start(state, unsent) {
    this.venue = state.venue;
    this.answering = state.history.at(-1)?.custom?.person;
    this.#speak(state.language);
    this.log.setAttribute("aria-live", "off");
    this.transcript.clear();
    this.bubbles.clear();
    for (const entry of state.history) {
      if (entry.from === "guest") this.bubbles.set(entry.client_id, this.transcript.guest(entry));
      else this.transcript.assistant(entry);
    }
    for (const item of unsent) this.#guest(item);
    this.transcript.settle();
    this.#scrolled();
    this.attention.start(state.history);
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  #show(message) {
    this.answering = message.custom?.person;
    this.#speak(message.language ?? this.language);
    this.#typing(false);
    const follows = this.transcript.isFollowed();
    if (message.custom?.erase) this.transcript.clear();
    const shown = this.transcript.assistant(message);
    if (follows) this.transcript.settle();
    else this.fresh = true;
    this.transcript.reveal(shown);
    this.#scrolled();
    this.attention.heard(message);
  }

  /** What the customer said, here (then it is known already) or on another page. */
  #said(entry) {
    if (this.bubbles.has(entry.client_id)) return;
    const follows = this.transcript.isFollowed();
    this.bubbles.set(entry.client_id, this.transcript.guest(entry));
    if (follows) this.transcript.settle();
    this.#scrolled();
  }

  #typing(isOn) {
    clearTimeout(this.typingTimer);
    // A quick answer shows no dots: they would only flicker.
    if (isOn) this.typingTimer = setTimeout(() => this.#dots(true), 250);
    else this.#dots(false);
  }

  #dots(isOn) {
    if (this.dots.hidden !== isOn) return;
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

  // --- what goes up ---
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

  #press(body, title, byKeyboard) {
    this.#send(body, { kind: "button", text: title });
    // What was pressed is disabled now: whoever uses the keyboard goes on in the input.
    if (byKeyboard) this.input.focus({ preventScroll: true });
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
    if (this.followed) this.transcript.settle();
  }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  // --- on paper ---
  #print(message) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(this.floats ? ALONE_ON_PAPER : "");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    message.classList.add("printed");
    this.panel.classList.add("printing");
    const end = () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
      message.classList.remove("printed");
      this.panel.classList.remove("printing");
    };
    addEventListener("afterprint", end, { once: true });
    print();
  }
}

customElements.define("spa-chat", SpaChat);
