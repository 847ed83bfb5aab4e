/** Draws a recording, and reads it out by touch and keyboard. The table below it says the same without script. */

import { type Point, type View, clock, moved, nearest, whole, zoomed } from "./window.ts";

interface Hold {
  readonly start_s: number;
  readonly release_s: number;
  readonly nadir_s: number | null;
  readonly nadir_pct: number | null;
  readonly error_pct: number;
  readonly quality: string;
}

interface Trace {
  readonly duration_s: number;
  readonly spo2: readonly Point[];
  readonly heart: readonly Point[];
  readonly holds: readonly Hold[];
  /** Where the lowest readings of the level are meant to lie, percent, or null where it has no band. */
  readonly band: readonly [low: number, high: number] | null;
}

const SVG = "http://www.w3.org/2000/svg";
const SIZE = { height: 320, left: 40, spo2Bottom: 210, heartTop: 230, heartBottom: 300 } as const;
const NARROWEST = 280;
const LABEL_WIDTH = 54; // what "84 ± 3" takes; a nadir nearer to the last label shows its number when zoomed

type Attributes = Readonly<Record<string, string | number>>;

function drawn(tag: string, attributes: Attributes, text = ""): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.textContent = text;
  return made;
}

export class RecordingTrace extends HTMLElement {
  #trace: Trace = { duration_s: 0, spo2: [], heart: [], holds: [], band: null };
  #view: View = whole(0);
  readonly #read = document.createElement("output");
  readonly #picture = drawn("svg", { class: "figure trace-picture" });
  readonly #sized = new ResizeObserver(() => this.#draw());
  #width: number = NARROWEST;

  connectedCallback(): void {
    void this.#load();
  }

  disconnectedCallback(): void {
    this.#sized.disconnect();
  }

  async #load(): Promise<void> {
    const answer = await fetch(this.dataset["points"] ?? "");
    if (!answer.ok) return;
    this.#trace = (await answer.json()) as Trace;
    this.#view = whole(this.#trace.duration_s);
    this.#build();
    this.#sized.observe(this);
  }

  #build(): void {
    this.#picture.setAttribute("tabindex", "0");
    this.#picture.setAttribute("role", "application");
    this.#picture.setAttribute("aria-label", this.dataset["label"] ?? "");
    this.#picture.addEventListener("keydown", (key) => this.#onKey(key));
    this.#picture.addEventListener("pointerdown", (touch) => this.#onPoint(touch));
    this.#picture.addEventListener("pointermove", (touch) => touch.buttons > 0 && this.#onPoint(touch));
    this.#read.setAttribute("aria-live", "polite");
    const row = document.createElement("p");
    row.className = "row noprint";
    row.append(this.#button(this.dataset["closer"] ?? "+", 0.5), this.#button(this.dataset["wider"] ?? "-", 2), this.#read);
    this.replaceChildren(this.#picture, row);
  }

  #button(words: string, factor: number): HTMLButtonElement {
    const button = document.createElement("button");
    button.className = "btn quiet";
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", () => this.#show(zoomed(this.#view, factor, this.#trace.duration_s)));
    return button;
  }

  #onKey(key: KeyboardEvent): void {
    const width = this.#view.to - this.#view.from;
    const step = key.shiftKey ? width / 10 : Math.max(1, width / 200);
    const ends: Readonly<Record<string, number>> = {
      ArrowLeft: this.#view.cursor - step,
      ArrowRight: this.#view.cursor + step,
      Home: 0,
      End: this.#trace.duration_s,
    };
    const cursor = ends[key.key];
    if (cursor !== undefined) this.#show(moved(this.#view, cursor, this.#trace.duration_s));
    else if (key.key === "+" || key.key === "=") this.#show(zoomed(this.#view, 0.5, this.#trace.duration_s));
    else if (key.key === "-") this.#show(zoomed(this.#view, 2, this.#trace.duration_s));
    else return;
    key.preventDefault();
  }

  #onPoint(touch: PointerEvent): void {
    const box = this.#picture.getBoundingClientRect();
    const x = ((touch.clientX - box.left) / box.width) * this.#width;
    const share = (x - SIZE.left) / (this.#width - SIZE.left);
    this.#show(moved(this.#view, this.#view.from + share * (this.#view.to - this.#view.from), this.#trace.duration_s));
  }

  #show(view: View): void {
    this.#view = view;
    this.#draw();
    const spo2 = nearest(this.#trace.spo2, view.cursor)?.[1];
    const heart = nearest(this.#trace.heart, view.cursor)?.[1];
    const none = this.dataset["none"] ?? "-";
    const within = this.#trace.holds.some((hold) => hold.start_s <= view.cursor && view.cursor <= hold.release_s);
    const words = [clock(view.cursor)];
    if (this.#trace.spo2.length > 0) words.push(`${this.dataset["spo2"]} ${spo2 == null ? none : `${spo2} %`}`);
    if (this.#trace.heart.length > 0) words.push(`${this.dataset["heart"]} ${heart ?? none}`);
    if (within) words.push(this.dataset["hold"] ?? "");
    this.#read.textContent = words.join(" · ");
  }

  #x(at: number): number {
    const share = (at - this.#view.from) / (this.#view.to - this.#view.from);
    return SIZE.left + share * (this.#width - SIZE.left);
  }

  /** One unit of the picture is one pixel, so that its numbers can be read on a phone too. */
  #draw(): void {
    this.#width = Math.max(NARROWEST, this.clientWidth);
    this.#picture.setAttribute("viewBox", `0 0 ${this.#width} ${SIZE.height}`);
    const bottom = this.#trace.spo2.reduce((low, point) => Math.min(low, point[1] ?? low), 84) - 4;
    const y = (value: number): number => 8 + ((100 - value) / (100 - bottom)) * (SIZE.spo2Bottom - 8);
    const parts: SVGElement[] = [];
    for (const hold of this.#trace.holds) {
      const [from, to] = [Math.max(SIZE.left, this.#x(hold.start_s)), Math.min(this.#width, this.#x(hold.release_s))];
      if (to > from) parts.push(drawn("rect", { x: from, y: 0, width: to - from, height: SIZE.height, class: "trace-hold" }));
    }
    if (this.#trace.band !== null && this.#trace.spo2.length > 0) parts.push(...this.#band(this.#trace.band, y));
    if (this.#trace.spo2.length > 0) {
      for (let value = 100; value > bottom; value -= 5) parts.push(...this.#grid(y(value), String(value)));
      parts.push(drawn("path", { d: this.#path(this.#trace.spo2, y), class: "trace-spo2" }));
    }
    const rates = this.#trace.heart.flatMap((point) => (point[1] === null ? [] : [point[1]]));
    if (rates.length > 0) {
      const [low, high] = [rates.reduce((a, b) => Math.min(a, b)), rates.reduce((a, b) => Math.max(a, b))];
      const beat = this.#heartY(low, high);
      for (const value of new Set([low, high])) parts.push(...this.#grid(beat(value), String(Math.round(value))));
      parts.push(drawn("path", { d: this.#path(this.#trace.heart, beat), class: "trace-heart" }));
    }
    let labelledTo = 0;
    for (const hold of this.#trace.holds) {
      const nadir = this.#nadir(hold, y);
      const at = hold.nadir_s === null ? 0 : this.#x(hold.nadir_s);
      const isFree = at - labelledTo >= LABEL_WIDTH;
      if (nadir.length > 0 && isFree) labelledTo = at;
      parts.push(...(isFree ? nadir : nadir.filter((part) => part.tagName !== "text")));
    }
    const [from, to] = [clock(this.#view.from), clock(this.#view.to)];
    parts.push(drawn("text", { x: SIZE.left, y: SIZE.height - 2, class: "axis" }, from));
    parts.push(drawn("text", { x: this.#width, y: SIZE.height - 2, class: "axis", "text-anchor": "end" }, to));
    const at = this.#x(this.#view.cursor);
    if (at >= SIZE.left && at <= this.#width) {
      parts.push(drawn("line", { x1: at, x2: at, y1: 0, y2: SIZE.height, class: "trace-cursor" }));
    }
    this.#picture.replaceChildren(...parts);
  }

  #band([low, high]: readonly [number, number], y: (value: number) => number): SVGElement[] {
    const [left, right] = [SIZE.left, this.#width];
    return [
      drawn("rect", { x: left, y: y(high), width: right - left, height: y(low) - y(high), class: "trace-band" }),
      drawn("line", { x1: left, x2: right, y1: y(low), y2: y(low), class: "trace-band-edge" }),
      drawn("line", { x1: left, x2: right, y1: y(high), y2: y(high), class: "trace-band-edge" }),
    ];
  }

  #nadir(hold: Hold, y: (value: number) => number): SVGElement[] {
    if (hold.nadir_s === null || hold.nadir_pct === null) return [];
    const at = this.#x(hold.nadir_s);
    if (at < SIZE.left || at > this.#width) return [];
    const [top, low] = [y(hold.nadir_pct + hold.error_pct), y(hold.nadir_pct - hold.error_pct)];
    const isPoor = hold.quality === "poor";
    const words = isPoor ? "?" : `${hold.nadir_pct} ± ${hold.error_pct}`;
    return [
      drawn("line", { x1: at, x2: at, y1: top, y2: low, class: "trace-error" }),
      drawn("circle", { cx: at, cy: y(hold.nadir_pct), r: 4, class: isPoor ? "trace-nadir trace-doubt" : "trace-nadir" }),
      drawn("text", { x: at, y: low + 14, class: "reading", "text-anchor": "middle" }, words),
    ];
  }

  #grid(y: number, words: string): SVGElement[] {
    return [
      drawn("line", { x1: SIZE.left, x2: this.#width, y1: y, y2: y, class: "trace-grid" }),
      drawn("text", { x: SIZE.left - 6, y: y + 4, class: "axis", "text-anchor": "end" }, words),
    ];
  }

  /** The heart lies below the saturation, or has the whole picture where there is none. */
  #heartY(low: number, high: number): (value: number) => number {
    const top = this.#trace.spo2.length > 0 ? SIZE.heartTop : 12;
    const span = Math.max(10, high - low);
    return (value) => SIZE.heartBottom - 14 - ((value - low) / span) * (SIZE.heartBottom - top - 14);
  }

  /** A gap in the readings is a gap in the line. */
  #path(points: readonly Point[], y: (value: number) => number): string {
    let moves = "";
    let pen = "M";
    for (const [at, value] of points) {
      if (value === null || at < this.#view.from || at > this.#view.to) {
        pen = "M";
      } else {
        moves += `${pen}${this.#x(at).toFixed(1)} ${y(value).toFixed(1)}`;
        pen = "L";
      }
    }
    return moves;
  }
}
