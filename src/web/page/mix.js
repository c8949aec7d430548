// A musician's own mix: levels, mutes and pans into one bus, groups of them, and the bus itself.
// The console owns all values. What the finger does is shown at once; what the console says counts.
import { Link, byId, keep, kept, meterPart, showBanner, showState } from "./link.js";

const HOLD = 150, FAR = 8, FINE = 60, REST = 300, EVERY = 33;
const STEP_DB = 0.5, FAR_DB = 3;
const GROUPS = { me: "Me", click: "Click", band: "Band" };

let mix = null;               // what the console said of the mix
let values = new Map();       // path → { position, text, generation, own: the finger's position, until: it counts so long }
let silent = {};              // node → why
let controls = [];            // what is drawn
let open = null;              // the node whose panel is open
let frozen = false;
let groups = {};              // node → group, kept on this phone

// --- levels -------------------------------------------------------------------------------------

function toDb(position) {
  const at = Math.max(0, Math.min(1, position)) * (mix.curve.length - 1), low = Math.floor(at);
  const high = Math.min(low + 1, mix.curve.length - 1);
  if (low === 0) return at === 0 ? -Infinity : Math.max(mix.curve[1] - (1 - at) * 10, -90);
  return mix.curve[low] + (mix.curve[high] - mix.curve[low]) * (at - low);
}

function toPosition(db) {
  const curve = mix.curve, last = curve.length - 1;
  if (db >= curve[last]) return 1;
  if (db <= curve[1]) return db <= -90 ? 0 : Math.max(0, 1 - (curve[1] - db) / 10) / last;
  let low = 1;
  while (curve[low + 1] < db) low += 1;
  return (low + (db - curve[low]) / (curve[low + 1] - curve[low])) / last;
}

function words(db) {
  return db <= -90 ? "off" : `${db > 0 ? "+" : db < 0 ? "−" : ""}${Math.abs(db).toFixed(1)} dB`;
}

// --- values -------------------------------------------------------------------------------------

function position(path) {
  const value = values.get(path);
  if (!value) return 0;
  return value.own !== null && performance.now() < value.until ? value.own : value.position;
}

function isOn(path) { return position(path) >= 0.5; }

function takeValues(changed) {
  for (const [path, [place, said, generation]] of Object.entries(changed)) {
    const text = said.replace("-", "−");
    const value = values.get(path);
    if (!value) {
      values.set(path, { position: place, text, generation, own: null, until: 0 });
      continue;
    }
    if (generation !== value.generation) {
      // Somebody else has moved it: that counts, under a finger, too.
      value.own = null;
      drags.forEach(drag => drag.rebase(path));
    }
    Object.assign(value, { position: place, text, generation });
  }
}

let waiting = new Map(), flushed = 0, timer = 0;

// Moves something: shown at once, told soon.
function move(path, place) {
  const value = values.get(path);
  if (!value || !isReady()) return;
  value.own = Math.max(0, Math.min(1, place));
  value.until = Infinity;
  waiting.set(path, value.own);
  const left = flushed + EVERY - performance.now();
  if (left <= 0) flush();
  else if (!timer) timer = setTimeout(flush, left);
}

function flush() {
  clearTimeout(timer);
  timer = 0;
  flushed = performance.now();
  if (!waiting.size || !isReady()) return waiting.clear();
  const to = [...waiting].map(([path, place]) => [path, place, values.get(path).generation]);
  waiting.clear();
  for (let first = 0; first < to.length; first += 60) {
    link.send({ set: { to: to.slice(first, first + 60), at: performance.now() / 1000 } });
  }
}

// The finger is gone: soon the console's value counts.
function rest(paths) {
  flush();
  for (const path of paths) {
    const value = values.get(path);
    if (value) value.until = performance.now() + REST;
  }
  setTimeout(draw, REST + 20);
}

function isReady() { return link.isUp && !frozen && mix !== null; }

// --- groups -------------------------------------------------------------------------------------

function guess(send) {
  return /click|metro|cue|count|track|playback/i.test(send.name) ? "click" : "band";
}

function groupOf(send) { return groups[send.node] || guess(send); }

function setGroup(send, group) {
  groups[send.node] = group;
  keep(`headroom-groups-${mix.bus}`, JSON.stringify(groups));
  build();
}

function members(group) {
  return mix.sends.filter(send => groupOf(send) === group).map(send => send.level);
}

// The balance of a group that was pulled to nothing, to come back to.
const balances = {};

function loudest(group) {
  return Math.max(0, ...members(group).map(position));
}

// Moves all of a group by as many decibels as its loudest member moves; the balance stays.
function groupMove(group, base, place) {
  const top = Math.max(...base.values());
  if (!(top > 0)) return;
  place = Math.max(0, Math.min(1, place));
  const by = toDb(place) - toDb(top);
  for (const [path, from] of base) {
    if (from > 0) move(path, place === 0 ? 0 : Math.max(toPosition(toDb(from) + by), 0.001));
  }
}

function groupBase(group) {
  const now = new Map(members(group).map(path => [path, position(path)]));
  if (loudest(group) > 0) balances[group] = now;
  return loudest(group) > 0 ? now : balances[group] || now;
}

// --- gestures -----------------------------------------------------------------------------------

const drags = new Set();

// A finger on a control: it takes hold once it has moved sideways, or has rested; a tap moves nothing. It moves by how
// far the finger goes, not to where it is; further away from the control it moves more finely.
class Drag {
  constructor(control, event) {
    this.control = control;
    this.id = event.pointerId;
    this.x = event.clientX;
    this.y = event.clientY;
    this.isHeld = false;
    this.wasMoved = false;
    this.timer = setTimeout(() => this.hold(), HOLD);
    drags.add(this);
  }

  hold() {
    if (this.isHeld || !isReady() || this.control.isOff?.()) return;
    this.isHeld = true;
    clearTimeout(this.timer);
    this.control.element.setPointerCapture(this.id);
    this.control.element.classList.add("held");
    this.base = this.control.begin();
    this.place = this.control.place();
    if (this.control.path) link.send({ grab: this.control.path });
  }

  move(event) {
    const dx = event.clientX - this.x, dy = event.clientY - this.y;
    if (!this.isHeld) {
      if (Math.abs(dx) < FAR) return;
      this.hold();
      if (!this.isHeld) return;
      this.x = event.clientX;
      return;
    }
    const box = this.control.element.getBoundingClientRect();
    const away = Math.max(box.top - event.clientY, event.clientY - box.bottom, 0);
    this.x = event.clientX;
    this.place = Math.max(0, Math.min(1, this.place + dx / box.width * (away > FINE ? 0.25 : 1)));
    this.wasMoved = true;
    this.control.move(this.place, this.base);
    draw();
  }

  rebase(path) {
    if (this.isHeld && this.control.paths().includes(path)) {
      this.place = this.control.place();
      this.base = this.control.begin();
    }
  }

  end(isTap) {
    clearTimeout(this.timer);
    drags.delete(this);
    this.control.element.classList.remove("held");
    if (this.isHeld) {
      rest(this.control.paths());
      if (this.control.path) link.send({ drop: this.control.path });
    } else if (isTap) this.control.tap?.();
  }
}

function endDrags() {
  for (const drag of [...drags]) drag.end(false);
}

// --- what is drawn ------------------------------------------------------------------------------

function make(kind, name, text) {
  const element = document.createElement(kind);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

function button(text, press, name) {
  const element = make("button", name, text);
  element.type = "button";
  element.addEventListener("click", () => { if (isReady()) press(); });
  return element;
}

// A control that is a slider for eyes, fingers, keys and screen readers. What: { label, paths(), place(), begin(),
// move(place, base), step(db, isFar), text(), tap?, isOff? }.
function fader(what, name) {
  const element = make("div", `fader ${name || ""}`);
  const fill = make("div", "fill"), meter = make("div", "meter"), line = make("div", "words");
  const label = make("span", "name", what.label), why = make("span", "why"), text = make("span", "value");
  line.append(label, why, text);
  element.append(fill, meter, line);
  element.tabIndex = 0;
  for (const [key, value] of Object.entries({
    role: "slider", "aria-label": what.label, "aria-valuemin": 0, "aria-valuemax": 100, "aria-orientation": "horizontal",
  })) element.setAttribute(key, value);
  const control = Object.assign(what, { element, fill, meter, why, words: text, shown: 0 });
  let drag = null;
  element.addEventListener("pointerdown", event => {
    if (drag || event.button > 0) return;
    drag = new Drag(control, event);
  });
  element.addEventListener("pointermove", event => { if (drag?.id === event.pointerId) drag.move(event); });
  const end = isTap => event => {
    if (drag?.id !== event.pointerId) return;
    drag.end(isTap);
    drag = null;
  };
  element.addEventListener("pointerup", end(true));
  element.addEventListener("pointercancel", end(false));
  element.addEventListener("contextmenu", event => event.preventDefault());
  element.addEventListener("keydown", event => {
    const up = { ArrowRight: 1, ArrowUp: 1, PageUp: 1, ArrowLeft: -1, ArrowDown: -1, PageDown: -1 }[event.key];
    if (up) what.step(up, event.key.startsWith("Page"));
    else if (event.key === "Home") { what.move(0, what.begin()); rest(what.paths()); }
    else if (event.key === "Enter" && what.tap) what.tap();
    else return;
    event.preventDefault();
    draw();
  });
  controls.push(control);
  return element;
}

// A level of the console.
function level(label, path, more) {
  return Object.assign({
    label, path,
    paths: () => [path],
    place: () => position(path),
    begin: () => null,
    move: place => move(path, place),
    step(up, isFar) {
      const db = Math.max(toDb(position(path)), -90.5);
      move(path, toPosition(db + up * (isFar ? FAR_DB : STEP_DB)));
      rest([path]);
    },
    text: () => shownText(path),
  }, more);
}

function shownText(path) {
  const value = values.get(path);
  if (!value) return "";
  return value.own !== null && performance.now() < value.until ? words(toDb(value.own)) : value.text;
}

function mute(label, path, isMuted, press) {
  const element = button("Mute", press, "mute");
  element.setAttribute("aria-label", `Mute ${label}`);
  controls.push({ draw() { element.setAttribute("aria-pressed", isMuted()); element.textContent = isMuted() ? "MUTED" : "Mute"; } });
  return element;
}

function toggle(path) {
  move(path, isOn(path) ? 0 : 1);
  rest([path]);
  draw();
}

function sendRow(send) {
  const row = make("div", "row");
  const control = level(send.name, send.level, {
    node: send.node, at: send.meter,
    tap() { open = open === send.node ? null : send.node; build(); byId(`more-${send.node}`)?.querySelector("button").focus({ preventScroll: true }); },
  });
  const element = fader(control, send.color);
  element.setAttribute("aria-description", "Enter: more");
  row.append(element, mute(send.name, send.on, () => !isOn(send.on), () => toggle(send.on)));
  return open === send.node ? [row, panel(send, control)] : [row];
}

// Fine steps, pan, and which group it is in.
function panel(send, control) {
  const box = make("div", "more");
  box.id = `more-${send.node}`;
  const steps = make("div", "buttons");
  for (const [text, up] of [["− 0.5 dB", -1], ["+ 0.5 dB", 1]]) {
    const step = button(text, () => { control.step(up); draw(); });
    step.setAttribute("aria-label", `${send.name} ${text}`);
    steps.append(step);
  }
  const choice = make("div", "buttons");
  choice.setAttribute("role", "group");
  choice.setAttribute("aria-label", `${send.name} belongs to`);
  for (const [group, text] of Object.entries(GROUPS)) {
    const one = make("button", "", group === "me" ? "This is me" : text);
    one.type = "button";
    one.setAttribute("aria-pressed", groupOf(send) === group);
    one.addEventListener("click", () => setGroup(send, group));
    choice.append(one);
  }
  box.append(steps, choice);
  if (send.pan) box.append(...panRows(send));
  return box;
}

function panRows(send) {
  const follow = button("", () => toggle(send.follow));
  controls.push({ draw() {
    const does = isOn(send.follow);
    follow.textContent = does ? "Pan as on the stage" : "Pan of your own";
    follow.setAttribute("aria-pressed", does);
  } });
  const path = send.pan;
  const pan = fader({
    label: `Pan ${send.name}`, path, isPan: true,
    paths: () => [path],
    place: () => position(path),
    begin: () => null,
    move: place => move(path, place),
    step(up, isFar) { move(path, position(path) + up * (isFar ? 0.1 : 0.02)); rest([path]); },
    text: () => values.get(path)?.text ?? "",
    isOff: () => isOn(send.follow),
  }, "pan");
  controls.push({ draw() { pan.hidden = isOn(send.follow); } });
  return [follow, pan];
}

function groupSection(group) {
  const section = byId(group), sends = mix.sends.filter(send => groupOf(send) === group);
  section.hidden = !sends.length;
  if (!sends.length) return section.replaceChildren();
  const row = make("div", "row group");
  const element = fader({
    label: `${GROUPS[group]} · all`,
    paths: () => members(group),
    place: () => loudest(group),
    begin: () => groupBase(group),
    move: (place, base) => groupMove(group, base, place),
    step(up, isFar) {
      const base = groupBase(group);
      groupMove(group, base, toPosition(Math.max(toDb(loudest(group)), -90.5) + up * (isFar ? FAR_DB : STEP_DB)));
      rest(members(group));
    },
    text: () => words(toDb(loudest(group))),
  });
  element.querySelector(".name").id = `${group}-name`;
  row.append(element);
  section.replaceChildren(row, ...sends.flatMap(sendRow));
}

function build() {
  if (!mix) return;
  endDrags();
  controls = [];
  Object.keys(GROUPS).forEach(groupSection);
  const master = byId("master");
  const element = fader(level(mix.name, mix.fader, { at: mix.meter }));
  master.replaceChildren(element, mute(mix.name, mix.mute, () => isOn(mix.mute), () => toggle(mix.mute)));
  draw();
}

function draw() {
  if (!mix) return;
  for (const control of controls) {
    if (control.draw) { control.draw(); continue; }
    const place = control.place(), text = control.text();
    if (control.isPan) control.fill.style.left = `calc(${(place * 100).toFixed(2)}% - 2px)`;
    else control.fill.style.transform = `scaleX(${place.toFixed(4)})`;
    if (control.words.textContent !== text) control.words.textContent = text;
    const now = String(Math.round(place * 1000) / 10);
    if (control.element.getAttribute("aria-valuenow") !== now) control.element.setAttribute("aria-valuenow", now);
    if (control.element.getAttribute("aria-valuetext") !== text) control.element.setAttribute("aria-valuetext", text);
    control.element.setAttribute("aria-disabled", !isReady());
    const why = silent[control.node] || "";
    if (control.why.textContent !== why) control.why.textContent = why;
  }
  byId("undo").disabled = !isReady();
}

function showLevels(bytes) {
  for (const control of controls) {
    if (control.at === undefined) continue;
    const byte = bytes[control.at] || 0;
    control.shown = Math.max(meterPart(byte), control.shown - 0.04);
    control.meter.style.transform = `scaleX(${control.shown.toFixed(3)})`;
    control.meter.classList.toggle("hot", byte >= 143);
  }
}

// --- what the console says ----------------------------------------------------------------------

function showMix(said) {
  endDrags();
  waiting.clear();
  mix = said;
  frozen = mix.frozen;
  silent = mix.silent;
  values = new Map();
  takeValues(mix.values);
  try { groups = JSON.parse(kept(`headroom-groups-${mix.bus}`)) || {}; } catch { groups = {}; }
  byId("title").textContent = `${mix.name} · ${mix.person}`;
  document.title = mix.name;
  byId("mix").hidden = byId("master").hidden = false;
  byId("who").hidden = true;
  build();
  showFrozen();
}

function showFrozen() {
  const all = silent[mix.bus] || "";
  if (frozen) showBanner("The engineer has frozen your mix.", true);
  else showBanner(all ? `You hear nothing: ${all}.` : "", true);
}

let noteTimer = 0;

function showNote(text) {
  showBanner(text, false);
  clearTimeout(noteTimer);
  noteTimer = setTimeout(showFrozen, 4000);
}

const link = new Link("headroom-mix", {
  message(key, value) {
    if (key === "mix") showMix(value);
    if (!mix) return;
    if (key === "values") takeValues(value);
    if (key === "silent") { silent = value; showFrozen(); }
    if (key === "frozen") { frozen = value; endDrags(); showFrozen(); }
    if (key === "note") showNote(value);
    draw();
  },
  levels: showLevels,
  state(state, text) {
    if (state !== "on") { endDrags(); waiting.clear(); values.forEach(value => { value.own = null; }); }
    showState(state, text);
    if (state === "on" && mix) showFrozen();
    draw();
  },
});

byId("undo").addEventListener("click", () => { if (isReady()) { flush(); link.send("undo"); } });

function askName() {
  byId("who").hidden = false;
  byId("mix").hidden = byId("master").hidden = true;
  byId("name").value = kept("headroom-name") || "";
  byId("name").focus();
}

byId("who").addEventListener("submit", event => {
  event.preventDefault();
  const name = byId("name").value.trim();
  if (!name) return;
  keep("headroom-name", name);
  byId("who").hidden = true;
  link.start(name);
});
byId("rename").addEventListener("click", () => { link.drop(); askName(); });

if (!link.token) link.start("");
else if (kept("headroom-name")) link.start(kept("headroom-name"));
else askName();
