// Counts what came while nobody was looking: on the launcher, and in the title of the page. All pages of one visitor count together.
import { memory } from "./memory.js";

const COUNTED = /^\(\d+\) /;

export class Attention {
  /** `isLooking()`: whether the newest message is before somebody's eyes; `show(count)` and `tell(id)`: what was seen. */
  constructor(venue, isLooking, show, tell) {
    this.tell = tell;
    this.key = `spa-chat:${venue}:seen`;
    this.isLooking = isLooking;
    this.show = show;
    this.unseen = [];
    this.last = 0;
    for (const name of ["focus", "visibilitychange"]) addEventListener(name, () => this.look(), true);
    addEventListener("storage", (event) => event.key === this.key && this.#count());
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
    this.show(count);
  }
}
