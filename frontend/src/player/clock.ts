/**
 * The clock of a session: whole milliseconds since its log was opened, and never backwards.
 *
 * While sound runs, the audio clock leads, so that what is seen follows what is heard. An audio clock can stall
 * (a call, a lost headset) without saying so, and a phone can sleep; the wall's clocks watch over it, because a
 * session that loses time would lengthen a hold.
 */

/** What a clock reads, all in seconds. `audio` is null while no sound runs. */
export interface TimeSources {
  audio(): number | null;
  monotonic(): number;
  wall(): number;
}

/** A clock that sound, picture and engine share. */
export interface Clock {
  /** Milliseconds since the log was opened. */
  now(): number;
  /** How many seconds from this moment `atMs` lies; negative if it has passed. */
  secondsUntil(atMs: number): number;
  /** How many seconds of a session go by in a real one. */
  readonly speed: number;
}

// Between two looks at the other clocks. Drift of the audio clock itself stays far below the tolerance in it.
const WATCH_S = 5;
const STALL_S = 0.25;
// The wall's clock may be set while a session runs; only a jump that looks like sleep counts.
const SLEEP_S = 2;

interface Reading {
  readonly audio: number | null;
  readonly monotonic: number;
  readonly wall: number;
}

/** The clock of a real session. */
export class SessionClock implements Clock {
  readonly speed = 1;
  #elapsedMs: number;
  #anchor: Reading;
  #last: number;

  constructor(
    private readonly sources: TimeSources,
    startMs = 0,
  ) {
    this.#elapsedMs = startMs;
    this.#last = startMs;
    this.#anchor = this.#read();
  }

  now(): number {
    const reading = this.#read();
    const changed = (reading.audio === null) !== (this.#anchor.audio === null);
    const truth = this.#trueSeconds(reading);
    const led = changed ? truth : this.#ledSeconds(reading);
    const stalled = truth - led > STALL_S;
    const seconds = stalled ? truth : led;
    const exactMs = this.#elapsedMs + seconds * 1000;
    if (changed || stalled || truth > WATCH_S) {
      this.#elapsedMs = exactMs;
      this.#anchor = reading;
    }
    this.#last = Math.max(this.#last, Math.floor(exactMs));
    return this.#last;
  }

  secondsUntil(atMs: number): number {
    const passedMs = this.#exactMs();
    return (atMs - passedMs) / 1000;
  }

  #exactMs(): number {
    this.now(); // takes a stall or a change of clock into account
    return this.#elapsedMs + this.#ledSeconds(this.#read()) * 1000;
  }

  #ledSeconds(reading: Reading): number {
    if (reading.audio === null || this.#anchor.audio === null) return reading.monotonic - this.#anchor.monotonic;
    return reading.audio - this.#anchor.audio;
  }

  #trueSeconds(reading: Reading): number {
    const monotonic = reading.monotonic - this.#anchor.monotonic;
    const wall = reading.wall - this.#anchor.wall;
    return wall - monotonic > SLEEP_S ? wall : monotonic;
  }

  #read(): Reading {
    return { audio: this.sources.audio(), monotonic: this.sources.monotonic(), wall: this.sources.wall() };
  }
}

/** The clock of a demonstration: time can run faster than it does. */
export class DrivenClock implements Clock {
  #speed = 1;
  #elapsedMs: number;
  #anchor: number;

  constructor(
    private readonly monotonic: () => number,
    startMs = 0,
  ) {
    this.#elapsedMs = startMs;
    this.#anchor = monotonic();
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#elapsedMs = this.#exactMs();
    this.#anchor = this.monotonic();
    this.#speed = speed;
  }

  now(): number {
    return Math.floor(this.#exactMs());
  }

  secondsUntil(atMs: number): number {
    return (atMs - this.#exactMs()) / 1000 / this.#speed;
  }

  #exactMs(): number {
    return this.#elapsedMs + (this.monotonic() - this.#anchor) * 1000 * this.#speed;
  }
}
