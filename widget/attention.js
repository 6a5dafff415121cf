// Counts what came while nobody was looking: on the launcher, and in the title of the page. All pages of one visitor count together.
import { memory } from "./memory.js";

const COUNTED = /^\(\d+\) /;

export class Attention {
  /** `isLooking()` says whether the newest message is before somebody's eyes; `show(count)` is called with each change. */
  constructor(venue, isLooking, show) {
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
    for (const entry of history) if (entry.from !== "guest") this.heard(entry.id);
    this.look();
  }

  heard(id) {
    this.last = id;
    this.unseen.push(id);
    if (this.isLooking()) this.look();
    else this.#count();
  }

  look() {
    if (!this.isLooking()) return;
    if (this.last) memory.set(this.key, this.last);
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
