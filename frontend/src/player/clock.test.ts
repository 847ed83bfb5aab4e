import { describe, expect, test } from "vitest";
import { DrivenClock, SessionClock, type TimeSources } from "./clock.ts";

/** Clocks that stand still until they are moved. */
class Clocks implements TimeSources {
  audioS: number | null = null;
  monotonicS = 100;
  wallS = 1_800_000_000;
  audio = (): number | null => this.audioS;
  monotonic = (): number => this.monotonicS;
  wall = (): number => this.wallS;

  pass(seconds: number, audioSeconds = seconds): void {
    this.monotonicS += seconds;
    this.wallS += seconds;
    if (this.audioS !== null) this.audioS += audioSeconds;
  }
}

describe("the clock of a session", () => {
  test("follows the audio clock while sound runs, so the picture follows the sound", () => {
    const clocks = new Clocks();
    clocks.audioS = 3;
    const clock = new SessionClock(clocks);

    // 250 ppm is the drift that was measured between the two: 300 ms in 20 minutes.
    for (let second = 0; second < 1200; second += 1) {
      clocks.pass(1, 1.00025);
      clock.now();
    }

    expect(clock.now()).toBeCloseTo(1_200_300, -1);
  });

  test("goes on without sound, and takes no jump when sound begins or ends", () => {
    const clocks = new Clocks();
    const clock = new SessionClock(clocks);

    clocks.pass(2);
    const silent = clock.now();
    clocks.audioS = 50;
    const begun = clock.now();
    clocks.pass(2);
    const sounding = clock.now();
    clocks.audioS = null;
    const ended = clock.now();

    expect([silent, begun, sounding, ended]).toEqual([2000, 2000, 4000, 4000]);
  });

  test("loses no time when the audio clock stalls: a hold would last longer", () => {
    const clocks = new Clocks();
    clocks.audioS = 1;
    const clock = new SessionClock(clocks);

    const shown: number[] = [];
    for (let tick = 0; tick < 100; tick += 1) {
      clocks.pass(0.1, 0);
      shown.push(clock.now());
    }

    expect(shown.at(-1)).toBeGreaterThan(9700);
    expect(shown.at(-1)).toBeLessThanOrEqual(10_000);
  });

  test("counts the time a phone slept, when only the wall's clock went on", () => {
    const clocks = new Clocks();
    const clock = new SessionClock(clocks);

    clocks.wallS += 60;

    expect(clock.now()).toBe(60_000);
  });

  test("never runs backwards, whatever the clocks do", () => {
    const clocks = new Clocks();
    clocks.audioS = 10;
    const clock = new SessionClock(clocks, 5000);
    clocks.pass(1);
    const before = clock.now();

    clocks.audioS = 2;
    clocks.wallS -= 3600;

    expect(clock.now()).toBeGreaterThanOrEqual(before);
  });

  test("says how long it is until a moment that lies ahead", () => {
    const clocks = new Clocks();
    const clock = new SessionClock(clocks);
    clocks.pass(1.5);

    expect(clock.secondsUntil(4000)).toBeCloseTo(2.5, 6);
  });
});

describe("the clock of a demonstration", () => {
  test("runs faster from the moment it is asked to, and keeps what has passed", () => {
    const clocks = new Clocks();
    const clock = new DrivenClock(clocks.monotonic);

    clocks.pass(2);
    clock.speed = 8;
    clocks.pass(1);

    expect(clock.now()).toBe(10_000);
    expect(clock.secondsUntil(18_000)).toBeCloseTo(1, 6);
  });
});
