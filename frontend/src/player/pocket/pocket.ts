/**
 * A session in a pocket: one element plays one track, laid out with every hold at its cap, and the session follows it.
 *
 * A button of a headset or a lock screen leads forward in the track, to what ends a hold or begins a recovery. A page
 * that sleeps changes nothing of what is heard: the capped plan. When it wakes, the engine is led through what was.
 */

import { nextDueMs, step } from "../../engine/step.ts";
import type { Sheet, State } from "../../engine/types.ts";
import type { Clock } from "../clock.ts";
import type { Happening } from "../session.ts";
import { Course, type Speaker } from "./course.ts";
import { type Layout, placeOf } from "./layout.ts";

// Questions that no sheet asks: both engines write down the answers, and they change nothing. See the engine's page.
const CHOSEN = "pocket";
const UNSEEN = "pocket.unseen_ms";

const TICK_MS = 1000; // far below the silence that pauses a session

/** The session that is played, and a clock for what is not heard. */
export interface Played {
  readonly sheet: Sheet;
  readonly state: State;
  /** Let something happen at a time of the session. */
  pass(happening: Happening, atMs: number): void;
  /** A clock that goes on while the phone sleeps. */
  readonly wall: Clock;
}

export class Pocket {
  readonly course: Course;
  #startsMs: number | null = null;
  #seenMs: number;

  constructor(
    private readonly played: Played,
    private readonly layout: Layout,
    speaker: Speaker,
  ) {
    this.course = new Course(speaker, () => played.wall.now(), played.wall.now());
    this.#seenMs = this.course.now();
  }

  /** Whether the first words are heard, before the session begins. */
  get isOpening(): boolean {
    return this.#startsMs !== null && this.played.state.phase === "ready";
  }

  /** Play the track from its first word; the session begins behind its opening. */
  async begin(): Promise<void> {
    const { played, layout } = this;
    played.pass({ type: "answer", question: CHOSEN, value: "track" }, this.course.now());
    if (Date.now() + layout.opening_ms >= played.sheet.expires_at_ms) {
      played.pass({ type: "start", wall_ms: Date.now() + layout.opening_ms }, this.course.now());
      return; // refused: its day is over before the first words are
    }
    await this.course.playFrom(0);
    this.#seenMs = this.course.now();
    this.#startsMs = this.#seenMs + layout.opening_ms - this.course.placeMs;
  }

  /** Go on after a pause: with a whole recovery, once it is heard. */
  async resume(): Promise<void> {
    const { played, layout } = this;
    if (played.state.phase !== "paused") return;
    const [resumed] = step(played.sheet, played.state, { type: "resume", at_ms: this.course.now() });
    const placeMs = placeOf(played.sheet, resumed, layout);
    if (placeMs >= 0) await this.course.playFrom(placeMs);
    this.#seenMs = this.course.now();
    played.pass({ type: "resume" }, this.#seenMs);
  }

  /** Look where the track is, and lead the session there. */
  look(): void {
    const { played, course } = this;
    const before = this.#seenMs;
    const { kind, atMs } = course.look();
    this.#seenMs = atMs;
    if (kind === "unknown") {
      played.pass({ type: "tick" }, atMs); // a long silence pauses the session by itself
    } else {
      this.#leadTo(atMs);
      if (atMs - before > played.sheet.timing.gap_ms) {
        played.pass({ type: "answer", question: UNSEEN, value: String(atMs - before) }, atMs);
      }
    }
    if (course.plays) return;
    if (this.isOpening) this.#startsMs = null;
    else if (!this.#waits()) this.#interrupt(atMs);
  }

  /** Let the track go where the session has gone. */
  follow(): void {
    const { played, course, layout } = this;
    const { phase, outcome } = played.state;
    if (phase === "paused" || (phase === "over" && outcome !== "completed")) course.stop();
    else if (isRunning(played.state)) course.skipTo(placeOf(played.sheet, played.state, layout));
  }

  /** Stop the first words; the session has not begun. */
  withdraw(): void {
    this.#startsMs = null;
    this.course.stop();
  }

  /** A recovery longer than the track has before its first hold is waited for in silence. */
  #waits(): boolean {
    const { played, course, layout } = this;
    const { state, sheet } = played;
    if (state.phase !== "rest" || sheet.segments[state.segment]?.kind !== "hold") return false;
    const placeMs = placeOf(sheet, state, layout);
    if (placeMs >= 0) void course.playFrom(placeMs).then(() => this.follow());
    return true;
  }

  #interrupt(atMs: number): void {
    if (isRunning(this.played.state)) this.played.pass({ type: "pause", reason: "interrupted" }, atMs);
  }

  /** Lead the session to *atMs*, through every moment at which something was due: so the track was laid out, too. */
  #leadTo(atMs: number): void {
    const { played } = this;
    if (this.isOpening && this.#startsMs !== null && atMs >= this.#startsMs) {
      played.pass({ type: "start", wall_ms: Math.round(Date.now() - (atMs - this.#startsMs)) }, this.#startsMs);
    }
    while (isRunning(played.state) && played.state.now_ms < atMs) {
      const nowMs = played.state.now_ms;
      const dueMs = nextDueMs(played.sheet, played.state);
      const next = dueMs > nowMs ? Math.min(dueMs, nowMs + TICK_MS) : nowMs + TICK_MS;
      played.pass({ type: "tick" }, Math.min(next, atMs));
    }
  }
}

const isRunning = ({ phase }: State): boolean => phase === "count_in" || phase === "hold" || phase === "rest";
