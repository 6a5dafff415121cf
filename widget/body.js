// The conversation in its frame, which stays where the customer reads, and below it the place to write.
import { icon, make } from "./elements.js";
import { Transcript } from "./transcript.js";

const OFFLINE_AFTER = 2000;

export class Body {
  /** `send(body, shown)` is called with what was written or chosen. */
  constructor(base, send) {
    this.send = send;
    // A region that scrolls can be reached by keyboard.
    this.log = make("div", { class: "log", role: "log", "aria-live": "off", tabindex: 0 });
    this.transcript = new Transcript(this.log, base, (...chosen) => this.#choose(...chosen));
    this.dots = make("div", { class: "typing", hidden: true }, make("i"), make("i"), make("i"));
    this.typing = make("span", { class: "hidden", role: "status" });
    const onclick = () => {
      this.transcript.toEnd();
      this.focus();
    };
    this.newest = make("button", { type: "button", class: "newest", hidden: true, onclick });
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // The log becomes smaller when the keyboard of a phone opens: what was in sight stays there.
    const settle = () => this.followed && this.transcript.settle();
    new ResizeObserver(settle).observe(this.log);
    this.log.addEventListener("load", settle, true);
    this.status = make("p", { class: "status", role: "status" });
    this.element = make("div", { class: "body" }, this.log, this.dots, this.typing, this.newest, this.status);
    this.input = make("textarea", { rows: 1, maxlength: 4000, enterkeyhint: "send", autocomplete: "off" });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#grow());
    this.button = make("button", { type: "submit", class: "send" }, icon("send"));
    this.form = make("form", { onsubmit: (event) => this.#say(event) }, this.input, this.button);
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  speak(words, language, phone) {
    this.words = words;
    this.phone = phone;
    this.transcript.speak(words, language);
    this.log.setAttribute("aria-label", words.conversation);
    this.input.placeholder = words.placeholder;
    this.input.setAttribute("aria-label", words.write);
    this.button.setAttribute("aria-label", words.send);
    this.#scrolled();
  }

  /** All that was said before: nobody wants it read out. */
  begin(fill) {
    this.log.setAttribute("aria-live", "off");
    this.transcript.clear();
    fill();
    this.settle();
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  /** Show something new; whoever reads back stays there, and is told of it where it `isNews`. */
  add(show, isNews) {
    const follows = this.transcript.isFollowed();
    const shown = show(this.transcript);
    if (follows) this.transcript.settle();
    else this.fresh ||= isNews;
    this.transcript.reveal(shown);
    this.#scrolled();
    return shown;
  }

  settle() {
    this.transcript.settle();
    this.#scrolled();
  }

  note(bubble, state) {
    bubble.dataset.state = state;
    bubble.querySelector(".note").textContent = this.words[state] ?? "";
    if (this.followed) this.transcript.settle();
  }

  type(isOn) {
    clearTimeout(this.typingTimer);
    // A quick answer shows no dots: they would only flicker.
    if (isOn) this.typingTimer = setTimeout(() => this.#dot(true), 250);
    else this.#dot(false);
  }

  online(isOnline) {
    if (isOnline) {
      clearTimeout(this.offline);
      this.offline = null;
      this.status.textContent = "";
    } else this.offline ??= setTimeout(() => this.#sayOffline(), OFFLINE_AFTER);
  }

  #scrolled() {
    this.followed = this.transcript.isFollowed();
    const isAtEnd = this.transcript.isAtEnd();
    if (isAtEnd) this.fresh = false;
    const told = this.fresh ? `${this.words.fresh} ↓` : "";
    this.newest.hidden = isAtEnd;
    this.newest.textContent = told || "↓";
    this.newest.setAttribute("aria-label", told || this.words.newest);
    this.newest.classList.toggle("fresh", Boolean(told));
  }

  #dot(isOn) {
    if (this.dots.hidden !== isOn) return;
    this.dots.hidden = !isOn;
    this.typing.textContent = isOn ? this.words.typing : "";
  }

  #sayOffline() {
    this.status.textContent = navigator.onLine && this.phone ? this.words.broken(this.phone) : this.words.offline;
  }

  // --- what goes up ---
  #choose(body, title, byKeyboard) {
    this.send(body, { kind: "button", text: title });
    // What was pressed is disabled now: whoever uses the keyboard goes on in the input.
    if (byKeyboard) this.focus();
  }

  #key(event) {
    // While an input method composes (Telex, VNI), Enter belongs to it.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) this.#say(event);
  }

  #say(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.#grow();
    this.send({ text }, { kind: "text", text });
  }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }
}
