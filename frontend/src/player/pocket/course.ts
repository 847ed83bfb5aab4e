/**
 * The clock of a session in a pocket: the track that is heard, watched over by the wall's clocks.
 *
 * While the page sleeps the track goes on. When it wakes, the place in the track and the clocks together say what was
 * heard: where they agree, all of it; where the track has stopped, all of it up to there; where they do not agree,
 * nothing is known since the last look.
 */

import type { Clock } from "../clock.ts";

/** What plays the track: one element, whose source never changes. */
export interface Speaker {
  currentTime: number; // seconds
  readonly paused: boolean;
  readonly ended: boolean;
  play(): Promise<void>;
  pause(): void;
}

/** What was found at a look: the track plays, has stopped, or the clocks disagree; and the session's time then. */
export interface Look {
  readonly kind: "plays" | "stopped" | "unknown";
  readonly atMs: number;
}

// Seeking takes a moment, and the clock of a sound card drifts from the wall's by a few hundred millionths.
const PARTED_MS = 300;
const DRIFT = 0.0005;
const WINDOW_MS = 5000;
// A place this near is the place: a frame of sound is not cut for it.
const NEAR_MS = 40;

export class Course implements Clock {
  readonly speed = 1;
  #plays = false;
  #isStarting = false;
  #track = { atMs: 0, placeMs: 0 }; // the session's time at a place in the track
  #wall: { atMs: number; trueMs: number }; // the session's time, and the wall's then
  #window = { atMs: 0, trueMs: 0 };
  #lastMs: number;

  /** `wallMs` is a clock that goes on while nothing is heard; `startMs` the session's time now. */
  constructor(
    private readonly speaker: Speaker,
    private readonly wallMs: () => number,
    startMs: number,
  ) {
    this.#wall = { atMs: startMs, trueMs: wallMs() };
    this.#lastMs = startMs;
  }

  get plays(): boolean {
    return this.#plays;
  }

  /** Whether it is meant to be heard: what a phone begins by itself, after a call, is not. */
  get isMeant(): boolean {
    return this.#plays || this.#isStarting;
  }

  get placeMs(): number {
    return this.speaker.currentTime * 1000;
  }

  now(): number {
    this.#lastMs = Math.max(this.#lastMs, Math.round(this.#plays ? this.#heardMs() : this.#passedMs()));
    return this.#lastMs;
  }

  secondsUntil(atMs: number): number {
    return (atMs - this.now()) / 1000;
  }

  /** Play on from a place; resolves once it is heard. */
  async playFrom(placeMs: number): Promise<void> {
    if (Math.abs(placeMs - this.placeMs) > NEAR_MS) this.speaker.currentTime = placeMs / 1000;
    this.#isStarting = true;
    await this.speaker.play().finally(() => {
      this.#isStarting = false;
    });
    const atMs = this.now();
    this.#track = { atMs, placeMs: this.placeMs };
    this.#plays = true;
    this.#watchFrom(atMs);
  }

  /** Go forward to a place, never back: a press ends something sooner. */
  skipTo(placeMs: number): void {
    if (!this.#plays || placeMs <= this.placeMs + NEAR_MS) return;
    const atMs = this.now();
    this.speaker.currentTime = placeMs / 1000;
    this.#track = { atMs, placeMs: this.placeMs };
  }

  stop(): void {
    this.#halt(this.now());
  }

  /** Compare the track with the clocks. What has stopped, or is not known, stays so until it is played again. */
  look(): Look {
    if (!this.#plays) return { kind: "stopped", atMs: this.now() };
    const passedMs = this.wallMs() - this.#window.trueMs;
    const lagMs = passedMs - (this.#heardMs() - this.#window.atMs);
    const trueMs = Math.max(this.#lastMs, Math.round(this.#window.atMs + passedMs));
    const hasStopped = this.speaker.paused || this.speaker.ended;
    if (hasStopped && lagMs > -PARTED_MS) {
      const atMs = this.now();
      this.#halt(trueMs); // when it stopped is known by what was heard; since then only the wall's time went by
      return { kind: "stopped", atMs };
    }
    if (Math.abs(lagMs) > PARTED_MS + passedMs * DRIFT) {
      this.#halt(trueMs);
      return { kind: "unknown", atMs: trueMs };
    }
    if (passedMs > WINDOW_MS) this.#watchFrom(this.now());
    return { kind: "plays", atMs: this.now() };
  }

  #heardMs(): number {
    return this.#track.atMs + this.placeMs - this.#track.placeMs;
  }

  #passedMs(): number {
    return this.#wall.atMs + this.wallMs() - this.#wall.trueMs;
  }

  #watchFrom(atMs: number): void {
    this.#window = { atMs, trueMs: this.wallMs() };
  }

  #halt(atMs: number): void {
    this.#plays = false;
    this.#wall = { atMs, trueMs: this.wallMs() };
    this.speaker.pause();
  }
}
