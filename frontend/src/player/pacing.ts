/**
 * The paces of a hold: by the phone's movement, by taps, or by a cadence the runner keeps.
 *
 * Counted only in a hold in which the runner is to walk or jog: what shakes a phone in a rhythm looks like walking,
 * a car too. More paces than legs can make are no count. A count can only end a part sooner.
 */

import type { Counted, Paces } from "../engine/types.ts";
import type { PaceCount, Sample } from "../motion/paces.ts";
import type { Unstamped } from "./session.ts";
import { CADENCE, type CountBy, readCadence, readCountBy, rememberCadence, rememberCountBy } from "./settings.ts";

/** The stretch of a hold that is walked or jogged; null in all else. */
export interface Stretch {
  readonly hold: number; // when its hold began, ms of the session
  readonly since_ms: number;
}

/** Whether the phone's movement can be read. `unknown` until it has been heard from, `unasked` until it may be. */
export type Movement = "unasked" | "unknown" | "heard" | "denied" | "missing" | "insecure";

export interface PacesView {
  readonly by: CountBy;
  readonly movement: Movement;
  readonly cadence: number;
  /** The count may be off: too little of the stretch had a rhythm. */
  readonly about: boolean;
  /** Paces of the last ten seconds, as a trial before the start; null while it cannot be told. */
  readonly trial: number | null;
}

/** The parts of a window that movement needs. */
export interface Ground {
  readonly isSecureContext: boolean;
  readonly performance: { now(): number };
  readonly DeviceMotionEvent?: unknown;
  addEventListener(
    type: "devicemotion",
    listener: (event: DeviceMotionEvent) => void,
    options: { readonly signal: AbortSignal },
  ): void;
}

type Counter = (samples: readonly Sample[], from_s: number, to_s: number) => PaceCount | null;

const KEPT_S = 75; // the longest hold, and what came just before it
const RUN_UP_S = 3; // a filter needs a beginning, so that the first pace counts
const SETTLED_MS = 1000; // and an end: a second after it a pace at the edge is told from none
const SILENT_S = 2; // a gap this long, and there is no count for the hold
const TRIAL_S = 10;
const REGULAR_SHARE = 0.7; // below this the count is "about" (from the tests of the counter)
const FASTEST_HZ = 3.6; // the counter knows no faster run than 3.5 a second
const TAP_MS = 250; // two touches this close are one thumb

export class Pacing {
  #by: CountBy = readCountBy();
  #cadence = readCadence();
  #movement: Movement;
  readonly #end = new AbortController();
  #asking: Promise<void> | null = null;
  #samples: Sample[] = [];
  #count: Counter | null = null;
  #stretch: Stretch | null = null;
  #ended: { readonly since_ms: number; readonly until_ms: number } | null = null;
  #sent = -1;
  #taps = 0;
  #tappedMs = Number.NEGATIVE_INFINITY;
  #refused = false;
  #about = false;
  #trial: number | null = null;

  constructor(
    private readonly tell: (happening: Unstamped<Paces | Counted>) => void,
    private readonly ground: Ground = window,
  ) {
    if (!ground.isSecureContext) this.#movement = "insecure";
    else if (!("DeviceMotionEvent" in ground)) this.#movement = "missing";
    else this.#movement = this.#permission() === null ? "unknown" : "unasked";
  }

  /** Listen at once where a browser does not want to be asked. */
  start(): void {
    if (this.#movement === "unknown") void this.ask();
  }

  get view(): PacesView {
    return { by: this.#by, movement: this.#movement, cadence: this.#cadence, about: this.#about || this.#by === "cadence", trial: this.#trial };
  }

  countBy(by: CountBy): void {
    this.#by = by;
    rememberCountBy(by);
    void this.ask();
  }

  changeCadence(steps: 1 | -1): void {
    this.#cadence = Math.min(CADENCE.most, Math.max(CADENCE.least, this.#cadence + steps * CADENCE.step));
    rememberCadence(this.#cadence);
  }

  /** Listen to the phone's movement; where a browser wants to be asked, call it in a tap. */
  async ask(): Promise<void> {
    if (this.#by !== "motion" || ["missing", "insecure"].includes(this.#movement)) return;
    this.#asking ??= this.#listen();
    await this.#asking;
  }

  /** Listen no more. */
  close(): void {
    this.#end.abort();
  }

  /** One pace, tapped. */
  tap(nowMs: number): void {
    if (this.#by !== "tapping" || this.#stretch === null || Math.abs(nowMs - this.#tappedMs) < TAP_MS) return;
    this.#tappedMs = nowMs;
    this.#taps += 1;
    this.#send(this.#taps, nowMs);
  }

  /**
   * Time went by: count what has been walked of *stretch*, or, as a trial, of the last seconds. A hold that ended at
   * *releasedMs* is counted once more as a whole, a moment later.
   */
  tick(stretch: Stretch | null, releasedMs: number | null, nowMs: number, onTrial: boolean): void {
    if (stretch?.hold !== this.#stretch?.hold) this.#begin(stretch, releasedMs);
    this.#settle(nowMs);
    // The whole stretch anew each time: in 20 s of it that takes a millisecond, and a pace is not missed for long.
    if (this.#by === "motion" && (stretch !== null || onTrial)) this.#recount(nowMs);
    if (this.#stretch === null) return;
    if (this.#by === "tapping") this.#send(this.#taps, nowMs);
    if (this.#by === "cadence") {
      this.#send(Math.floor(((nowMs - this.#stretch.since_ms) * this.#cadence) / 60_000), nowMs);
    }
  }

  #begin(stretch: Stretch | null, releasedMs: number | null): void {
    const isToSettle = this.#stretch !== null && releasedMs !== null && this.#by === "motion" && !this.#refused;
    this.#ended = isToSettle ? { since_ms: this.#stretch!.since_ms, until_ms: releasedMs } : null;
    this.#stretch = stretch;
    this.#sent = -1;
    this.#taps = 0;
    this.#refused = false;
    this.#about = false;
  }

  #settle(nowMs: number): void {
    const ended = this.#ended;
    if (ended === null || nowMs < ended.until_ms + SETTLED_MS) return;
    this.#ended = null;
    const found = this.#isHeard ? this.#counted(nowMs - ended.since_ms, nowMs - ended.until_ms) : null;
    if (found === null || found.largest_gap_s > SILENT_S) return;
    if (canBeWalked(found.paces, ended.until_ms - ended.since_ms)) this.tell({ type: "counted", count: found.paces, by: "motion" });
  }

  get #isHeard(): boolean {
    return this.ground.performance.now() / 1000 - (this.#samples.at(-1)?.at_s ?? Number.NEGATIVE_INFINITY) < SILENT_S;
  }

  /** Count from one moment to another, both so long ago. */
  #counted(fromAgoMs: number, toAgoMs: number): PaceCount | null {
    const now_s = this.ground.performance.now() / 1000;
    const [from_s, to_s] = [now_s - fromAgoMs / 1000, now_s - toAgoMs / 1000];
    const near = this.#samples.filter(({ at_s }) => at_s >= from_s - RUN_UP_S);
    return this.#count?.(near, from_s, to_s) ?? null;
  }

  #recount(nowMs: number): void {
    const isHeard = this.#isHeard;
    if (this.#movement === "heard" && !isHeard) this.#movement = "unknown";
    if (!isHeard || this.#count === null) return;
    const found = this.#counted(this.#stretch === null ? 1000 * TRIAL_S : nowMs - this.#stretch.since_ms, 0);
    if (this.#stretch === null) {
      this.#trial = found?.paces ?? null;
      return;
    }
    if (found !== null && found.largest_gap_s > SILENT_S) this.#refused = true;
    this.#about = this.#refused || (found !== null && found.regular_share < REGULAR_SHARE);
    this.#send(found?.paces ?? 0, nowMs);
  }

  /** A count goes to the session when it has grown; it never goes down. */
  #send(count: number, nowMs: number): void {
    if (this.#stretch === null || this.#refused || this.#by === "nothing") return;
    if (!canBeWalked(count, nowMs - this.#stretch.since_ms)) this.#refused = this.#about = true;
    if (this.#refused || count <= this.#sent) return;
    this.#sent = count;
    this.tell({ type: "paces", count, by: this.#by });
  }

  async #listen(): Promise<void> {
    if (!(await this.#allowed())) {
      this.#movement = "denied";
      this.#asking = null; // a later tap may ask again
      return;
    }
    this.#movement = "unknown";
    this.ground.addEventListener("devicemotion", (event) => this.#moved(event), { signal: this.#end.signal });
    this.#count = (await import("../motion/paces.ts")).countPaces;
  }

  #moved(event: DeviceMotionEvent): void {
    const force = event.accelerationIncludingGravity;
    if (force?.x == null || force.y == null || force.z == null) return;
    this.#movement = "heard";
    const now = this.ground.performance.now();
    // Some browsers stamp an event with the wall's clock.
    const at_s = (Math.abs(event.timeStamp - now) < 1000 * SILENT_S ? event.timeStamp : now) / 1000;
    this.#samples.push({ at_s, magnitude: Math.hypot(force.x, force.y, force.z) });
    const old = this.#samples.findIndex((sample) => sample.at_s >= at_s - KEPT_S);
    if (old > 0) this.#samples.splice(0, old);
  }

  #permission(): (() => Promise<string>) | null {
    const events = this.ground.DeviceMotionEvent as { requestPermission?: () => Promise<string> } | undefined;
    return events?.requestPermission?.bind(events) ?? null;
  }

  async #allowed(): Promise<boolean> {
    const permission = this.#permission();
    if (permission === null) return true;
    return (await permission().catch(() => "denied")) === "granted";
  }
}

/** Whether legs can make so many paces in that time. */
function canBeWalked(paces: number, durationMs: number): boolean {
  return paces <= (durationMs / 1000) * FASTEST_HZ + 1;
}
