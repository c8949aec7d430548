// The link to the console: a token from the address, a WebSocket, a heartbeat, and a way back after the network was gone.
// Nothing is kept to be sent later: what was touched while there was no link is forgotten.

const VERSION = 1;
const BEAT = 1000, LOST = 2000, DEAD = 4000, FIRST = 250, LONGEST = 2000;

// Storage may be forbidden; the page works without.
export function keep(key, value) {
  try { localStorage.setItem(key, value); } catch { /* It lasts as long as the page. */ }
}
export function kept(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

// The token: from behind the # of the address, which it leaves at once, or the one that was used last.
function tokenFor(page) {
  const shown = location.hash.slice(1);
  if (shown) {
    keep(page, shown);
    history.replaceState(null, "", location.pathname);
  }
  return shown || kept(page) || "";
}

const ENDS = {
  unknown: "This link has ended. Ask the engineer for a new code.",
  revoked: "The engineer has ended this link.",
};
const WAITS = {
  wait: "Too many wrong codes. Please wait.",
  full: "Too many phones at once. Please wait.",
  gone: "Your mix is not there at the moment.",
  garbage: "Something went wrong. One moment.",
};

export class Link {
  // page: where the token is kept. On: { message(key, value), levels(bytes), state("on" | "lost" | "ended", text) }.
  constructor(page, on) {
    this.page = page;
    this.token = tokenFor(page);
    this.on = on;
    this.name = "";
    this.socket = null;
    this.heard = 0;
    this.wait = FIRST;
    this.isUp = false;
    this.isOver = false;
    this.timer = 0;
    setInterval(() => this.beat(), BEAT / 2);
    document.addEventListener("visibilitychange", () => this.look());
    addEventListener("pageshow", () => this.look());
    addEventListener("online", () => this.look());
    addEventListener("hashchange", () => location.reload());
  }

  start(name) {
    this.name = name;
    if (!this.token) return this.end("Open this page by the code or link that the engineer gives you.");
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    if (this.isOver || document.hidden) return;
    this.drop();
    const socket = new WebSocket(`ws://${location.host}/ws`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.heard = performance.now();
    socket.onopen = () => this.send({ hello: { token: this.token, name: this.name, page: VERSION } });
    socket.onmessage = event => { if (this.socket === socket) this.take(event.data); };
    socket.onclose = () => { if (this.socket === socket) this.later(this.wait); };
  }

  // Forgets a connection, whatever still comes from it.
  drop() {
    const socket = this.socket;
    this.socket = null;
    this.setUp(false);
    if (socket) socket.close();
  }

  later(milliseconds, text = "No connection. Trying again …") {
    this.drop();
    if (this.isOver) return;
    this.on.state("lost", text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), milliseconds);
    this.wait = Math.min(this.wait * 2, LONGEST);
  }

  end(text) {
    this.isOver = true;
    this.drop();
    this.on.state("ended", text);
  }

  setUp(isUp) {
    if (this.isUp === isUp) return;
    this.isUp = isUp;
    if (isUp) this.on.state("on", "");
  }

  take(data) {
    this.heard = performance.now();
    if (typeof data !== "string") return this.on.levels(new Uint8Array(data));
    for (const [key, value] of Object.entries(JSON.parse(data))) {
      if (key === "bye") return this.leave(...value);
      if (key === "mix" || key === "stage") { this.wait = FIRST; this.setUp(true); }
      else if (key === "beat") { if (!this.isUp && this.isGreeted) this.setUp(true); continue; }
      this.isGreeted = true;
      this.on.message(key, value);
    }
  }

  leave(why, seconds) {
    if (ENDS[why]) return this.end(ENDS[why]);
    if (why === "page") {
      if (kept("reloaded") !== String(VERSION)) { keep("reloaded", VERSION); return location.reload(); }
      return this.end("This page is of another version. Close it and open your link again.");
    }
    this.later(Math.max(seconds, 1) * 1000, WAITS[why] || WAITS.garbage);
  }

  beat() {
    const socket = this.socket;
    if (!socket) return;
    const silent = performance.now() - this.heard;
    if (silent > DEAD) return this.later(0);
    if (silent > LOST && this.isUp) { this.setUp(false); this.on.state("lost", "No connection. Trying again …"); }
    this.send({ beat: performance.now() / 1000 });
  }

  // A page that nobody sees needs no connection; one that somebody sees again needs it at once.
  look() {
    if (document.hidden) {
      this.drop();
      clearTimeout(this.timer);
    } else if (!this.isOver && this.name !== null && this.token && (!this.socket || this.socket.readyState > 1)) {
      this.wait = FIRST;
      if (this.started) this.connect();
    }
  }

  get started() { return this.name !== ""; }

  send(message) {
    if (this.socket && this.socket.readyState === 1) this.socket.send(JSON.stringify(message));
  }
}

export function byId(id) { return document.getElementById(id); }

// Lamp, banner and grey: the same on both pages.
export function showState(state, text) {
  byId("lamp").classList.toggle("on", state === "on");
  byId("lamp").setAttribute("aria-label", state === "on" ? "connected" : "not connected");
  document.body.classList.toggle("lost", state !== "on");
  showBanner(text, state !== "on");
}

export function showBanner(text, isBad) {
  const banner = byId("banner");
  banner.textContent = text;
  banner.hidden = !text;
  banner.classList.toggle("bad", isBad);
}

// A byte of a level as a part of a meter's length: −60 dB is its beginning, 0 dB its end.
export function meterPart(byte) {
  return Math.max(0, Math.min(1, (byte / 2 - 12) / 60));
}
