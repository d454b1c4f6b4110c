// Trips as bars that can be moved and stretched. It only proposes: what a new place means, and whether it is saved, is
// decided elsewhere. Days are whole numbers counted from 1970-01-01, first and last day included: no clock, no zone.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86400000;
const ROW = 40; // pixels from one row of bars to the next
const BODY = 24; // least width for moving a bar
const GRIP = 20; // width for stretching, of which GRIP_INSIDE lies on a long bar
const GRIP_INSIDE = 8;
const SLOP = { mouse: 4, touch: 8, pen: 6 }; // a pointer that moved less has clicked
const WIDEST_DAY = 28;
const EDGE = 28; // this near to the edge, a drag scrolls on
const PHONE = 560;
const ANSWERED = "Not saved yet. Below: what would change, Save and Cancel.";

const views = new WeakMap();

export default function (component) {
  const root = component.parentElement;
  if (!views.has(root)) views.set(root, new View(root));
  const view = views.get(root);
  view.show(component.data, (said) => component.setTriggerValue("said", said));
  return () => {
    view.close();
    views.delete(root);
  };
}

const utc = (day) => new Date(day * DAY_MS);
const count = (number) => (number === 1 ? "1 day" : number + " days");

const monthDay = (date) => MONTHS[date.getUTCMonth()] + " " + date.getUTCDate();

function dayText(day) {
  const date = utc(day);
  return monthDay(date) + ", " + date.getUTCFullYear();
}

/** The span in words, as everywhere in the app: "May 3 – 5, 2026". */
function spanText(first, last) {
  if (last === null) return "since " + dayText(first);
  if (first === last) return dayText(first);
  const [a, b] = [utc(first), utc(last)];
  const sameYear = a.getUTCFullYear() === b.getUTCFullYear();
  const sameMonth = sameYear && a.getUTCMonth() === b.getUTCMonth();
  if (sameMonth) return monthDay(a) + " – " + b.getUTCDate() + ", " + b.getUTCFullYear();
  return (sameYear ? monthDay(a) : dayText(first)) + " – " + dayText(last);
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text; // never as HTML: it is the user's text
  return made;
}

/** Keeps the child with this name from an earlier drawing, so that neither focus nor a drag is lost. */
function kept(store, name, make) {
  if (!store.has(name)) store.set(name, make());
  return store.get(name);
}

/** Puts the child at this place unless it is there already: a moved element would lose the focus. */
function inOrder(parent, place, child) {
  if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
}

class View {
  constructor(root) {
    const find = (selector) => root.querySelector(selector);
    [this.frame, this.status, this.spoken, this.scroller, this.canvas, this.axis, this.lanes, this.tip, this.legend] = [
      ".frame", ".status", ".spoken", ".scroller", ".canvas", ".axis", ".lanes", ".tip", ".legend",
    ].map(find);
    this.zooms = [...root.querySelectorAll(".zoom")];
    this.laneOf = new Map();
    this.barOf = new Map();
    this.ghost = element("div", "ghost");
    this.draft = null; // {id, first, last}: moved, and not proposed yet
    this.drag = null;
    this.perDay = null; // pixels of a day, once somebody has zoomed
    for (const button of this.zooms) button.onclick = () => this.zoom(Number(button.dataset.by));
    this.lanes.onpointerdown = (event) => this.grab(event);
    this.lanes.onpointermove = (event) => this.pull(event);
    this.lanes.onpointerup = (event) => this.drop(event);
    this.lanes.onpointercancel = () => this.letGo();
    this.lanes.onkeydown = (event) => this.key(event);
    this.lanes.onkeyup = (event) => {
      if (event.key === " ") event.preventDefault(); // else some browsers press the button once more
    };
    this.lanes.onclick = (event) => {
      // Without a pointer: a screen reader pressed the bar.
      const trip = event.detail === 0 && this.tripAt(event);
      if (trip) this.enter(trip);
    };
    this.lanes.onpointerover = (event) => this.hint(this.tripAt(event));
    this.lanes.onpointerleave = () => this.hint(this.focused());
    this.lanes.addEventListener("focusin", (event) => this.hint(this.tripAt(event)));
    this.lanes.addEventListener("focusout", () => this.hint(null));
    let width = this.frame.clientWidth;
    // Only the width counts: a drag may change the height, and must not be disturbed.
    this.observer = new ResizeObserver(() => {
      if (this.frame.clientWidth === width) return;
      width = this.frame.clientWidth;
      this.draw();
    });
    this.observer.observe(this.frame);
  }

  close() {
    this.observer.disconnect();
  }

  show(data, tell) {
    const isAnswer = this.data !== undefined && data.turn !== this.data.turn;
    const isFirst = this.data === undefined;
    const hinted = this.tip.hidden ? null : this.tip.dataset.id;
    this.data = data;
    this.tell = tell;
    if (isAnswer || !data.trips.some((trip) => this.draft && trip.id === this.draft.id)) this.draft = null;
    this.draw();
    if (hinted) this.hint(this.trip(hinted));
    if (isAnswer || isFirst) this.say(data.proposed ? ANSWERED : data.idle, data.announce);
  }

  // Where things are

  trip(id) {
    return this.data.trips.find((trip) => trip.id === id);
  }

  tripAt(event) {
    const bar = event.target.closest(".bar");
    return bar ? this.trip(bar.dataset.id) : null;
  }

  focused() {
    const bar = this.lanes.querySelector(".bar:focus");
    return bar ? this.trip(bar.dataset.id) : null;
  }

  /** The days at which the bar stands: moved just now, proposed, or stored. */
  place(trip) {
    if (this.draft?.id === trip.id) return this.draft;
    if (this.data.proposed?.id === trip.id) return this.data.proposed;
    return trip;
  }

  x(day) {
    return (day - this.data.first) * this.px;
  }

  /** Left and right edge of the days in pixels; what is ongoing reaches to today. */
  edges({ first, last }) {
    const end = last ?? Math.max(first, this.data.today);
    return [this.x(first), Math.max(this.x(end + 1), this.x(first) + 3)];
  }

  /** The same with room for moving and stretching. */
  box(place) {
    const [left, right] = this.edges(place);
    const body = Math.max(right - left - 2 * GRIP_INSIDE, BODY);
    const start = (left + right - body) / 2;
    return [start - GRIP, start + body + GRIP];
  }

  // Drawing

  draw() {
    if (!this.data || this.drag || !this.frame.clientWidth) return; // drawn when the finger is lifted, or once seen
    const narrow = this.frame.clientWidth < PHONE;
    const room = this.frame.clientWidth - 2 - (narrow ? 0 : this.nameWidth());
    const days = this.data.last - this.data.first + 1;
    this.fit = Math.max(room, 60) / days;
    const easy = matchMedia("(pointer: coarse)").matches ? 3 : 1.5; // a single day can still be chosen
    this.px = Math.min(Math.max(this.perDay ?? easy, this.fit), Math.max(WIDEST_DAY, this.fit));
    this.frame.classList.toggle("narrow", narrow);
    this.frame.classList.toggle("readonly", this.data.readonly);
    this.canvas.setAttribute("aria-label", this.data.label);
    this.zooms[0].setAttribute("aria-disabled", this.px <= this.fit); // not disabled: it would lose the focus
    this.zooms[1].setAttribute("aria-disabled", this.px >= WIDEST_DAY);
    this.drawAxis(narrow ? 0 : this.nameWidth(), days);
    this.drawLanes(days);
    this.drawLegend();
    if (!this.isSeen) this.scrollToStart();
    this.isSeen = true;
  }

  nameWidth() {
    return 8.5 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  drawAxis(offset, days) {
    this.axis.style.left = offset + "px";
    this.axis.style.width = days * this.px + "px";
    this.axis.replaceChildren();
    const months = [1, 2, 3, 6, 12, 24, 60].find((step) => step * 30 * this.px >= (step < 12 ? 58 : 44)) ?? 120;
    const start = utc(this.data.first);
    const cursor = new Date(Date.UTC(start.getUTCFullYear(), 0, 1));
    let isFirst = true;
    for (; cursor / DAY_MS <= this.data.last; cursor.setUTCMonth(cursor.getUTCMonth() + months)) {
      const day = Math.round(cursor / DAY_MS);
      if (day < this.data.first) continue;
      const isYear = cursor.getUTCMonth() === 0 || isFirst;
      const text = months >= 12 ? "" : MONTHS[cursor.getUTCMonth()];
      const year = months >= 12 || isYear ? " " + cursor.getUTCFullYear() : "";
      this.mark("tick", day, text + year);
      isFirst = false;
    }
    if (this.px >= 8) {
      for (let day = this.data.first; day <= this.data.last; day++) {
        const number = utc(day).getUTCDate();
        if ([8, 15, 22].includes(number)) this.mark("tick minor", day, String(number));
      }
    }
    if (this.data.today >= this.data.first && this.data.today <= this.data.last) {
      const line = this.mark("today", this.data.today + 0.5, undefined);
      line.append(element("span", "", "today"));
    }
  }

  mark(className, day, text) {
    const made = element("div", className, text);
    made.style.left = this.x(day) + "px";
    this.axis.append(made);
    return made;
  }

  drawLanes(days) {
    const names = [...new Set(this.data.trips.map((trip) => trip.lane))];
    const lanes = names.map((name) => kept(this.laneOf, name, () => this.newLane(name)));
    const bars = new Set(this.data.trips.map((trip) => trip.id));
    for (const [id, bar] of this.barOf) if (!bars.has(id)) this.forget(this.barOf, id, bar);
    for (const [name, lane] of this.laneOf) if (!names.includes(name)) this.forget(this.laneOf, name, lane);
    lanes.forEach((lane, n) => inOrder(this.lanes, n, lane));
    this.ghost.remove();
    for (const lane of lanes) {
      const track = lane.querySelector(".track");
      const trips = this.data.trips.filter((trip) => trip.lane === lane.dataset.name);
      const rows = this.pack(trips);
      track.style.width = days * this.px + "px";
      track.style.height = ROW * Math.max(1, ...[...rows.values()].map((row) => row + 1)) + "px";
      for (const [n, trip] of trips.entries()) {
        const bar = kept(this.barOf, trip.id, () => this.newBar(trip.id));
        inOrder(track, n, bar);
        bar.style.top = rows.get(trip.id) * ROW + 3 + "px";
        this.paint(trip, bar);
      }
    }
  }

  forget(store, name, node) {
    node.remove();
    store.delete(name);
  }

  newLane(name) {
    const lane = element("div", "lane");
    lane.dataset.name = name;
    lane.append(element("div", "name", name), element("div", "track"));
    return lane;
  }

  newBar(id) {
    const bar = element("button", "bar");
    bar.type = "button";
    bar.dataset.id = id;
    bar.setAttribute("aria-describedby", "how");
    const [first, last] = [element("span", "grip first"), element("span", "grip last")];
    bar.append(element("span", "paint"), first, last);
    return bar;
  }

  /** The upmost free row of each bar: no two lie over each other, so that each can be reached. */
  pack(trips) {
    const ends = [];
    const rows = new Map();
    for (const trip of [...trips].sort((a, b) => this.place(a).first - this.place(b).first)) {
      const [left, right] = this.box(this.place(trip));
      let row = ends.findIndex((end) => end <= left);
      if (row < 0) row = ends.length;
      ends[row] = right;
      rows.set(trip.id, row);
    }
    return rows;
  }

  /** One bar at its place, with its colors and words. */
  paint(trip, bar = this.barOf.get(trip.id)) {
    const place = this.place(trip);
    const [left, right] = this.edges(place);
    const [start, end] = this.box(place);
    const isProposed = this.data.proposed?.id === trip.id;
    const isDraft = this.draft?.id === trip.id;
    bar.style.left = start + "px";
    bar.style.width = end - start + "px";
    for (const side of bar.querySelectorAll(".grip")) {
      side.style.width = GRIP + "px";
      side.hidden = trip.last === null && side.classList.contains("last");
    }
    bar.classList.toggle("planned", trip.planned);
    bar.classList.toggle("ongoing", trip.last === null);
    bar.classList.toggle("selected", this.data.selected === trip.id);
    bar.classList.toggle("shifted", isDraft || isProposed);
    bar.classList.toggle("draft", isDraft);
    const state = isDraft ? "Moved, not proposed yet." : isProposed ? "Proposed, not saved." : trip.says;
    bar.setAttribute("aria-label", this.describe(trip) + " " + state);
    const paint = bar.querySelector(".paint");
    paint.style.left = left - start + "px";
    paint.style.width = right - left + "px";
    paint.replaceChildren();
    for (const [first, last, look] of trip.runs) {
      const run = element("span", "run");
      run.style.left = this.x(first) - left + "px";
      run.style.width = this.x(last + 1) - this.x(first) + "px";
      run.style.background = this.data.looks[look].fill;
      paint.append(run);
    }
    if (trip.label && right - left > 7 * trip.label.length + 20) paint.append(element("span", "label", trip.label));
    if (isDraft || isProposed) this.drawGhost(trip, bar);
  }

  /** Where the trip is stored, while its bar stands elsewhere. */
  drawGhost(trip, bar) {
    const [left, right] = this.edges(trip);
    this.ghost.style.left = left + "px";
    this.ghost.style.width = right - left + "px";
    this.ghost.style.top = bar.style.top;
    bar.parentElement.append(this.ghost);
  }

  drawLegend() {
    const used = new Set(this.data.trips.flatMap((trip) => trip.runs.map((run) => run[2])));
    this.legend.replaceChildren();
    for (const [key, look] of Object.entries(this.data.looks)) {
      if (!used.has(key) || !look.words) continue;
      const [item, chip] = [element("li", ""), element("i", "")];
      chip.style.background = look.fill;
      chip.style.borderColor = look.line;
      item.append(chip, element("span", "", look.words));
      this.legend.append(item);
    }
  }

  // Words

  describe(trip) {
    const { first, last } = this.place(trip);
    const where = trip.title + ": " + spanText(first, last);
    if (last === null) return where + ", ongoing: only its first day can be moved.";
    return where + ", " + count(last - first + 1) + (last > first ? ", first and last day counted." : ".");
  }

  say(text, spoken = text) {
    this.status.textContent = text;
    this.spoken.textContent = spoken;
  }

  /** The small sign beside a bar: what it is and when. */
  hint(trip) {
    if (this.drag && trip?.id !== this.drag.trip.id) return;
    this.tip.hidden = !trip;
    if (!trip) return;
    const { first, last } = this.place(trip);
    this.tip.dataset.id = trip.id;
    const length = last === null ? "ongoing: only its first day can be moved" : count(last - first + 1);
    this.tip.textContent = `${trip.title} · ${spanText(first, last)} · ${length}`;
    const bar = this.barOf.get(trip.id).getBoundingClientRect();
    const canvas = this.canvas.getBoundingClientRect();
    const shown = this.scroller.getBoundingClientRect();
    const middle = (Math.max(bar.left, shown.left) + Math.min(bar.right, shown.right)) / 2;
    const half = this.tip.offsetWidth / 2;
    const x = Math.min(Math.max(middle, shown.left + half + 4), shown.right - half - 4);
    this.tip.style.left = x - half - canvas.left + "px";
    this.tip.style.top = bar.top - canvas.top - this.tip.offsetHeight + "px";
  }

  // Moving

  /** The days after a step of so many days; "first" and "last" stretch, anything else moves. */
  moved(trip, part, from, step) {
    const [low, high] = this.data.limits;
    const within = (day) => Math.min(Math.max(day, low), high);
    if (from.last === null) return { first: within(from.first + step), last: null };
    if (part === "first") return { first: Math.min(within(from.first + step), from.last), last: from.last };
    if (part === "last") return { first: from.first, last: Math.max(within(from.last + step), from.first) };
    const bounded = Math.min(Math.max(step, low - from.first), high - from.last);
    return { first: from.first + bounded, last: from.last + bounded };
  }

  change(trip, days) {
    const now = this.place(trip);
    if (days.first === now.first && days.last === now.last) return;
    const other = this.draft && this.draft.id !== trip.id ? this.trip(this.draft.id) : null;
    this.draft = { id: trip.id, ...days };
    if (other) this.paint(other);
    this.paint(trip);
    this.say(this.describe(trip));
    this.hint(trip);
  }

  /** Ask what the new days would change; back at its old place there is nothing to ask. */
  propose(trip) {
    const { first, last } = this.place(trip);
    if (first === trip.first && last === trip.last) {
      this.cancel();
      if (this.data.proposed?.id === trip.id) this.tell({ kind: "cancel" });
      return;
    }
    this.say("Working out what would change…");
    this.tell({ kind: "move", trip: trip.id, version: trip.version, first, last });
  }

  /** Take back what was moved just now; if nothing was, what was proposed. */
  cancel() {
    const trip = this.draft && this.trip(this.draft.id);
    this.draft = null;
    if (trip) this.paint(trip);
    if (!trip && this.data.proposed) this.tell({ kind: "cancel" });
    this.draw();
    if (trip) this.say("Back at: " + this.describe(trip));
    this.hint(this.focused());
  }

  /** Enter, or a click: propose what was moved, else open the trip. */
  enter(trip) {
    if (this.draft?.id === trip.id) this.propose(trip);
    else this.tell({ kind: "open", trip: trip.id });
  }

  grab(event) {
    const trip = this.tripAt(event);
    if (!trip || event.button !== 0 || this.drag) return;
    const bar = this.barOf.get(trip.id);
    if (event.pointerType === "mouse") event.preventDefault(); // no text selection
    bar.focus({ preventScroll: true });
    bar.setPointerCapture(event.pointerId);
    const part = ["first", "last"].find((side) => event.target.classList.contains(side)) ?? "both";
    const { first, last } = this.place(trip);
    this.drag = {
      trip, bar, part, before: this.draft, from: { first, last }, pointer: event.pointerId,
      x: event.clientX, scrolled: this.scroller.scrollLeft, isMoving: false,
    };
  }

  pull(event) {
    const drag = this.drag;
    if (!drag || event.pointerId !== drag.pointer || this.data.readonly) return;
    const distance = event.clientX - drag.x + this.scroller.scrollLeft - drag.scrolled;
    if (!drag.isMoving && Math.abs(distance) < (SLOP[event.pointerType] ?? SLOP.touch)) return;
    drag.isMoving = true;
    drag.bar.classList.add("dragged");
    const shown = this.scroller.getBoundingClientRect();
    if (event.clientX > shown.right - EDGE) this.scroller.scrollLeft += EDGE / 2;
    if (event.clientX < shown.left + EDGE) this.scroller.scrollLeft -= EDGE / 2;
    this.change(drag.trip, this.moved(drag.trip, drag.part, drag.from, Math.round(distance / this.px)));
  }

  drop(event) {
    const drag = this.drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    this.release();
    if (drag.isMoving) this.propose(drag.trip);
    else this.enter(drag.trip);
  }

  /** The browser took the pointer away, for example to scroll. */
  letGo() {
    if (!this.drag) return;
    this.draft = this.drag.before;
    this.release();
    this.hint(null);
  }

  release() {
    this.drag.bar.classList.remove("dragged");
    this.drag = null;
    this.draw();
  }

  key(event) {
    const trip = this.tripAt(event);
    if (!trip) return;
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 }[event.key];
    if (event.key === "Escape") {
      if (this.drag) this.letGo();
      else this.cancel();
    } else if (event.key === "Enter" || event.key === " ") this.enter(trip);
    else if (step !== undefined && !event.ctrlKey && !event.metaKey) this.step(trip, event, step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  step(trip, event, step) {
    if (this.data.readonly || this.drag) return;
    const part = event.shiftKey ? "last" : event.altKey ? "first" : "both";
    if (trip.last === null && part === "last") {
      this.say(trip.title + " is ongoing: only its first day can be moved.");
      return;
    }
    this.change(trip, this.moved(trip, part, this.place(trip), step));
    this.barOf.get(trip.id).scrollIntoView({ block: "nearest", inline: "nearest" });
    this.hint(trip);
  }

  // Looking

  zoom(by) {
    const width = this.scroller.clientWidth;
    const middle = (this.scroller.scrollLeft + width / 2) / this.px;
    this.perDay = Math.max(this.px * by, this.fit);
    this.draw();
    this.scroller.scrollLeft = middle * this.px - width / 2;
  }

  /** Begin where something happens: at the proposed or chosen trip, else around today, else at the last trip. */
  scrollToStart() {
    const trip = this.trip(this.data.proposed?.id ?? this.data.selected);
    const last = Math.max(...this.data.trips.map((one) => one.last ?? this.data.today), this.data.first);
    const day = trip ? this.place(trip).first : Math.min(this.data.today, last);
    this.scroller.scrollLeft = this.x(day) - this.scroller.clientWidth * 0.6;
  }
}
