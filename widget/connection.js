// The way to the server: messages go up by POST and are kept here until they are acknowledged; answers come down
// as server-sent events and are asked for again from the last one that was seen.

const PAUSE = { first: 1000, longest: 15000 };

export class Connection {
  /** `on` has start(state), message(message), typing(isOn), online(isOnline), sent(item), late(item), refused(item). */
  constructor(base, venue, on) {
    this.base = base;
    this.venue = venue;
    this.on = on;
    this.last = 0;
    this.key = `spa-chat:${venue}`;
    this.unsent = this.#kept();
    this.pause = PAUSE.first;
    addEventListener("online", () => this.#again());
  }

  async open(language) {
    this.language = language;
    try {
      const response = await this.#post("start", { language });
      if (!response.ok) throw new Error(response.status);
      this.#started(await response.json());
    } catch {
      this.on.online(false);
      this.#later(() => this.open(language));
    }
  }

  close() {
    this.source?.close();
    clearTimeout(this.timer);
  }

  /** Send what was said; `body` is {text}, {button} or {ask}. Nothing is lost when there is no connection. */
  send(body, shown = {}) {
    const item = { path: "messages", body: { ...body, client_id: crypto.randomUUID?.() ?? fallbackId() }, shown };
    this.#keep([...this.unsent, item]);
    this.#flush();
    return item;
  }

  chooseLanguage(language) {
    this.language = language;
    this.#keep([...this.unsent, { path: "language", body: { language }, shown: null }]);
    this.#flush();
  }

  #started(state) {
    const known = new Set(state.history.map((entry) => entry.client_id));
    this.#keep(this.unsent.filter((item) => !known.has(item.body.client_id)));
    this.on.start(state, this.unsent);
    this.last = state.last;
    this.#listen();
    this.#flush();
  }

  #listen() {
    this.source?.close();
    const query = new URLSearchParams({ venue: this.venue, after: this.last });
    const source = new EventSource(new URL(`chat/events?${query}`, this.base), { withCredentials: true });
    this.source = source;
    source.addEventListener("message", (event) => this.#heard(JSON.parse(event.data)));
    source.addEventListener("typing", (event) => this.on.typing(JSON.parse(event.data).on));
    source.onopen = () => this.#connected();
    source.onerror = () => this.#lost(source);
  }

  #connected() {
    this.pause = PAUSE.first;
    this.on.online(true);
  }

  #heard(message) {
    if (message.id <= this.last) return;
    this.last = message.id;
    this.on.message(message);
  }

  #lost(source) {
    this.on.typing(false);
    this.on.online(false);
    // The browser tries again by itself unless the server refused: then the visit is started anew.
    if (source.readyState === EventSource.CLOSED) this.#later(() => this.open(this.language));
  }

  #later(action) {
    clearTimeout(this.timer);
    this.timer = setTimeout(action, this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, PAUSE.longest);
  }

  #again() {
    if (!this.source || this.source.readyState === EventSource.CLOSED) this.open(this.language);
    this.#flush();
  }

  async #flush() {
    if (this.flushing || !this.source) return;
    this.flushing = true;
    clearTimeout(this.retry);
    while (this.unsent.length && (await this.#deliver(this.unsent[0])));
    this.flushing = false;
  }

  /** True when the item is settled and the next may go. */
  async #deliver(item) {
    const status = await this.#try(item);
    if (status === 202) return this.#settled(item, "sent");
    if ([400, 403, 404, 413].includes(status)) return this.#settled(item, "refused");
    this.on.late(item);
    if (status === 401) this.#later(() => this.open(this.language));
    else this.retry = setTimeout(() => this.#flush(), this.retryAfter ?? 2000);
    return false;
  }

  async #try(item) {
    this.retryAfter = null;
    try {
      const response = await this.#post(item.path, item.body);
      const seconds = Number(response.headers.get("Retry-After"));
      if (seconds) this.retryAfter = seconds * 1000;
      return response.status;
    } catch {
      return 0;
    }
  }

  #settled(item, how) {
    this.#keep(this.unsent.filter((other) => other !== item));
    this.on[how](item);
    return true;
  }

  #post(path, body) {
    return fetch(new URL(`chat/${path}`, this.base), {
      method: "POST",
      credentials: "include",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ venue: this.venue, ...body }),
    });
  }

  #kept() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? [];
    } catch {
      return [];
    }
  }

  #keep(unsent) {
    this.unsent = unsent;
    try {
      localStorage.setItem(this.key, JSON.stringify(unsent));
    } catch {
      // Storage is full or forbidden: the messages are kept as long as the page is open.
    }
  }
}

// crypto.randomUUID exists only on https and localhost.
function fallbackId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
