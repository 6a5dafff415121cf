// Counts what came while nobody was looking: on the launcher, and in the title of the page. All pages of one visitor count together.
import { icon, make } from "./elements.js";
import { memory } from "./memory.js";

const COUNTED = /^\(\d+\) /;

export class Attention {
  /** `isLooking()`: whether the newest message is before somebody's eyes; `tell(id)`: what was seen; `onclick`: of the launcher. */
  constructor(venue, isLooking, tell, onclick) {
    this.tell = tell;
    this.key = `spa-chat:${venue}:seen`;
    this.isLooking = isLooking;
    this.unseen = [];
    this.last = this.counted = 0;
    this.badge = make("b", { class: "badge", hidden: true, "aria-hidden": "true" });
    const attributes = { type: "button", class: "launcher", hidden: true, "aria-controls": "chat", onclick };
    this.launcher = make("button", attributes, icon("chat"), this.badge);
    this.whisper = make("span", { class: "hidden", role: "status" });
    for (const name of ["focus", "visibilitychange"]) addEventListener(name, () => this.look(), true);
    addEventListener("storage", (event) => event.key === this.key && this.#count());
  }

  speak(words, isOpen) {
    this.words = words;
    this.isOpen = isOpen;
    this.#show();
  }

  start(history) {
    this.unseen = [];
    this.heard(...history.filter((entry) => entry.from !== "guest"));
  }

  heard(...messages) {
    for (const { id, answers } of messages) {
      this.last = id;
      this.unseen.push(id);
      this.unasked ||= answers == null; // whoever sent it wants to know that it arrived
    }
    if (this.isLooking()) this.look();
    else this.#count();
  }

  look() {
    if (!this.isLooking() || !this.last) return;
    memory.set(this.key, this.last);
    if (this.unasked) this.tell(this.last);
    this.unasked = false;
    this.#count();
  }

  #count() {
    const seen = memory.get(this.key) ?? 0;
    this.unseen = this.unseen.filter((id) => id > seen);
    const count = this.unseen.length;
    const title = document.title.replace(COUNTED, "");
    document.title = count ? `(${count}) ${title}` : title;
    if (count > this.counted && !this.isOpen) this.whisper.textContent = this.words.open(count);
    this.counted = count;
    this.#show();
  }

  #show() {
    this.badge.hidden = !this.counted;
    this.badge.textContent = this.counted > 9 ? "9+" : this.counted;
    this.launcher.setAttribute("aria-expanded", String(this.isOpen));
    this.launcher.setAttribute("aria-label", this.isOpen ? this.words.close : this.words.open(this.counted));
  }
}
