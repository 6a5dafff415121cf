// The way to the server: what is said goes up by POST and is kept here until it is acknowledged; both sides of the
// conversation come down as server-sent events and are asked for again from the last one that was seen.
import { memory } from "./memory.js";

const PAUSE = { first: 1000, longest: 15000 };
const SILENCE = 45000; // the server says every 20 seconds that it is there

export class Connection {
  /** `on` has start(state, unsent), message(message), said(entry), typing(isOn), online(isOnline), sent, late, refused(item). */
  constructor(base, venue, on) {
    this.base = base;
    this.venue = venue;
    this.on = on;
    this.key = `spa-chat:${venue}:unsent:`;
    this.tokenKey = `spa-chat:token:${base.origin}`;
    this.unsent = memory.all(this.key).sort((one, other) => one.number - other.number);
    this.pause = PAUSE.first;
    addEventListener("online", () => this.#again());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#leave(true) : this.#come()));
  }

  /** Begin the visit; what was said so far comes with on.start. */
  async open(language) {
    this.language = language;
    this.started = false;
    this.stopped?.abort();
    try {
      const response = await this.#post("start", { language, ...(this.bearer && { bearer: true }) });
      if (!response.ok) throw new Error(response.status);
      this.#begin(await response.json());
    } catch {
      this.on.online(false);
      this.#later();
    }
  }

  /** Send what was said; `body` is {text}, {button}, {ticks} or {ask}. Nothing is lost when there is no connection. */
  send(body, shown = {}) {
    const item = { path: "messages", body: { ...body, client_id: newId() }, shown, number: Date.now() };
    this.#keep(item);
    this.#flush();
    return item;
  }

  /** Somebody looked at all up to this number. Where that gets lost, the next visit says it. */
  saw(last) {
    this.#post("seen", { last }).catch(() => {});
  }

  chooseLanguage(language) {
    this.language = language;
    this.#keep({ path: "language", body: { language, client_id: newId() }, shown: null, number: Date.now() });
    this.#flush();
  }

  // --- down ---
  #begin(state) {
    if (state.token) memory.set(this.tokenKey, state.token);
    const known = new Set(state.history.map((entry) => entry.client_id));
    for (const item of this.unsent) if (known.has(item.body.client_id)) this.#drop(item);
    this.on.start(state, this.unsent);
    this.started = true;
    this.#reached(state.last);
    this.#listen();
  }

  async #listen() {
    if (document.hidden && navigator.locks && !this.release) return this.#leave(false);
    this.stopped?.abort();
    const { signal } = (this.stopped = new AbortController());
    try {
      const query = new URLSearchParams({ venue: this.venue, after: `${this.sent}.${this.said}` });
      const response = await fetch(this.#url(`events?${query}`), { ...this.#access(), signal });
      if (response.status === 401) return this.#strange();
      if (!response.ok) throw new Error(response.status);
      this.#connected();
      await this.#read(response.body.getReader(), signal);
    } catch {
      // Lost, or told to stop; what was said meanwhile comes with the next stream.
    }
    if (signal.aborted && signal.reason !== SILENCE) return;
    this.listening = false;
    this.on.typing(false);
    this.on.online(false);
    this.#later();
  }

  /** Not known: this browser keeps no cookie of another site, or what it kept is no longer good. */
  #strange() {
    this.started = false;
    memory.drop(this.tokenKey);
    if (this.bearer) return this.#later();
    this.bearer = true;
    return this.open(this.language);
  }

  #connected() {
    this.pause = PAUSE.first;
    this.listening = true;
    this.on.online(true);
    this.#flush();
  }

  async #read(reader, signal) {
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.stopped.abort(SILENCE), SILENCE);
      const { done, value } = await reader.read();
      if (done || signal.aborted) return;
      const events = (text + decoder.decode(value, { stream: true })).split("\n\n");
      text = events.pop();
      for (const event of events) this.#heard(event);
    }
  }

  #heard(text) {
    const { id, event, data } = Object.fromEntries(text.split("\n").map((line) => line.split(/: ([^]*)/, 2)));
    if (!event) return;
    const told = JSON.parse(data);
    if (event === "typing") return this.on.typing(told.on);
    const [sent, said] = id.split(".").map(Number);
    const isNew = event === "said" ? said > this.said : sent > this.sent;
    this.#reached(id);
    if (isNew) this.on[event](told);
  }

  #reached(place) {
    [this.sent, this.said] = place.split(".").map(Number);
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#go(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, PAUSE.longest);
  }

  #go() {
    clearTimeout(this.timer);
    if (this.started) this.#listen();
    else this.open(this.language);
  }

  // --- pages that nobody sees ---
  // A browser has six connections for a host, and a page that listens needs one. Of the hidden pages one goes on: the one
  // that was seen last; the others wait for its place, or until they are seen.
  #leave(atOnce) {
    const stay = () => document.hidden && new Promise((release) => this.#stay(release));
    navigator.locks?.request(this.key, { steal: atOnce }, stay).catch(() => this.#rest());
  }

  #stay(release) {
    this.release = release;
    this.#again();
  }

  #rest() {
    this.release = null;
    this.listening = false;
    this.stopped?.abort();
    this.on.typing(false);
    this.#leave(false);
  }

  #come() {
    this.release?.();
    this.release = null;
    this.#again();
  }

  #again() {
    if (this.listening) this.#flush();
    else if (this.language) this.#go();
  }

  // --- up ---
  async #flush() {
    if (this.flushing || !this.listening) return;
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
    if (status === 401) {
      this.started = this.listening = false;
      this.#later();
    } else this.retry = setTimeout(() => this.#flush(), this.retryAfter ?? 2000);
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
    this.#drop(item);
    this.on[how](item);
    return true;
  }

  #keep(item) {
    this.unsent.push(item);
    memory.set(this.key + item.body.client_id, item);
    if (!this.listening) queueMicrotask(() => this.on.late(item));
  }

  #drop(item) {
    this.unsent = this.unsent.filter((other) => other !== item);
    memory.drop(this.key + item.body.client_id);
  }

  #post(path, body) {
    const { headers, ...access } = this.#access();
    return fetch(this.#url(path), {
      ...access,
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify({ venue: this.venue, ...body }),
    });
  }

  #access() {
    const token = memory.get(this.tokenKey);
    return { credentials: "include", headers: token ? { Authorization: `Bearer ${token}` } : {} };
  }

  #url(path) {
    return new URL(`chat/${path}`, this.base);
  }
}

// crypto.randomUUID exists only on https and localhost.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
