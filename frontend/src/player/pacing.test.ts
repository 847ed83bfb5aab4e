import { beforeEach, describe, expect, it } from "vitest";
import { type Ground, Pacing } from "./pacing.ts";

const STRETCH = { hold: 1, since_ms: 10_000 };

/** A phone that moves as its test says, on a clock of its own. */
class FakeGround implements Ground {
  isSecureContext = true;
  DeviceMotionEvent?: { requestPermission?: () => Promise<string> } = {};
  nowMs = 0;
  readonly performance = { now: () => this.nowMs };
  #listener: ((event: DeviceMotionEvent) => void) | null = null;

  addEventListener(_type: string, listener: (event: DeviceMotionEvent) => void): void {
    this.#listener = listener;
  }

  get isHeard(): boolean {
    return this.#listener !== null;
  }

  move(x: number | null, timeStamp = this.nowMs): void {
    this.#listener?.({ timeStamp, accelerationIncludingGravity: { x, y: 0, z: 0 } } as DeviceMotionEvent);
  }
}

describe("paces", () => {
  let ground: FakeGround;
  let told: number[];
  let settled: number[];
  let releasedMs: number | null;
  let pacing: Pacing;

  /** Let time pass to *toMs*, walking *stepsPerS*; the session's clock runs 4 s ahead of the phone's. */
  function go(toMs: number, stepsPerS: number, stretch: typeof STRETCH | null, otherwise: (ms: number) => boolean = () => true): void {
    for (; ground.nowMs < toMs; ground.nowMs += 20) {
      const push = stepsPerS === 0 ? 0 : 3 * Math.sin((2 * Math.PI * stepsPerS * ground.nowMs) / 1000);
      if (otherwise(ground.nowMs)) ground.move(9.8 + push);
      if (ground.nowMs % 100 === 0) pacing.tick(stretch, stretch === null ? releasedMs : null, ground.nowMs + 4000, stretch === null);
    }
  }

  async function begin(): Promise<void> {
    pacing = new Pacing(({ type, count }) => (type === "counted" ? settled : told).push(count), ground);
    pacing.start();
    await pacing.ask();
  }

  beforeEach(async () => {
    ground = new FakeGround();
    [told, settled, releasedMs] = [[], [], null];
    await begin();
  });

  it("are counted from the first step of a hold, each count once and never down", () => {
    go(6000, 0, null);
    go(14_000, 1.8, STRETCH);

    expect(told[0]).toBe(0);
    expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
    expect(Math.abs(told.at(-1)! - 8 * 1.8)).toBeLessThanOrEqual(1);
    expect(pacing.view).toMatchObject({ movement: "heard", about: false });
  });

  it("are counted only in a stretch that is walked, whatever shakes the phone", () => {
    go(20_000, 1.8, null);

    expect(told).toEqual([]);
    expect(pacing.view.trial).toBeGreaterThan(15);
  });

  it("begin at none with every hold", () => {
    go(6000, 1.8, null);
    go(14_000, 1.8, STRETCH);
    told.length = 0;
    go(15_000, 1.8, null);
    go(20_000, 1.8, { hold: 2, since_ms: 19_000 });

    expect(told[0]).toBe(0);
    expect(Math.abs(told.at(-1)! - 9)).toBeLessThanOrEqual(1);
  });

  it("are counted once more a second after the hold, from its first moment to its last", () => {
    go(6000, 1.8, null);
    go(14_000, 1.8, STRETCH);
    releasedMs = 18_000;
    go(14_900, 1.8, null);
    expect(settled).toEqual([]);
    go(20_000, 1.8, null);

    expect(settled).toHaveLength(1);
    expect(Math.abs(settled[0]! - 8 * 1.8)).toBeLessThanOrEqual(0.6);
  });

  it("are not counted once more where there was a gap, or the runner taps", () => {
    go(6000, 1.8, null);
    go(15_000, 1.8, STRETCH, (ms) => ms < 9000 || ms > 12_000);
    releasedMs = 19_000;
    go(20_000, 1.8, null);
    pacing.countBy("tapping");
    go(26_000, 1.8, { hold: 2, since_ms: 24_000 });
    releasedMs = 30_000;
    go(30_000, 1.8, null);

    expect(settled).toEqual([]);
  });

  it("with a gap of more than two seconds are no count, and what was counted is about", () => {
    go(6000, 1.8, null);
    go(15_000, 1.8, STRETCH, (ms) => ms < 9000 || ms > 12_000);

    expect(Math.max(...told)).toBeLessThan(8);
    expect(pacing.view.about).toBe(true);
  });

  it("without a rhythm are about", () => {
    go(6000, 0, null);
    go(12_000, 0, STRETCH);

    expect([told, pacing.view.about]).toEqual([[0], true]);
  });

  it.each([
    ["missing", (on: FakeGround) => { delete on.DeviceMotionEvent; }],
    ["insecure", (on: FakeGround) => { on.isSecureContext = false; }],
    ["denied", (on: FakeGround) => { on.DeviceMotionEvent = { requestPermission: () => Promise.resolve("denied") }; }],
    ["unknown", () => undefined],
  ])("are not counted where movement is %s", async (movement, change) => {
    ground = new FakeGround();
    change(ground);
    await begin();
    for (let at = 10_000; at < 20_000; at += 100) pacing.tick(STRETCH, null, at, false);

    expect([pacing.view.movement, told]).toEqual([movement, []]);
  });

  it("wait for the tap where a browser wants to be asked, and ask again after a no", async () => {
    const answers = ["denied", "granted"];
    ground = new FakeGround();
    ground.DeviceMotionEvent = { requestPermission: () => Promise.resolve(answers.shift()!) };
    pacing = new Pacing(() => undefined, ground);
    pacing.start();
    expect([answers.length, ground.isHeard, pacing.view.movement]).toEqual([2, false, "unasked"]);

    await pacing.ask();
    expect(pacing.view.movement).toBe("denied");
    await pacing.ask();
    expect([pacing.view.movement, ground.isHeard]).toEqual(["unknown", true]);
  });

  it("can be tapped, each touch once, and no faster than legs go", () => {
    pacing.countBy("tapping");
    pacing.tick(STRETCH, null, 10_000, false);
    for (const at of [10_500, 10_600, 11_000, 11_500]) pacing.tap(at);

    expect(told).toEqual([0, 1, 2, 3]);
    for (let at = 11_751; at < 40_000; at += 251) pacing.tap(at);
    expect(Math.max(...told)).toBeLessThanOrEqual(30 * 3.6 + 1);
    expect(pacing.view.about).toBe(true);
  });

  it("can be kept to a cadence, which is about", () => {
    pacing.countBy("cadence");
    for (let at = 10_000; at <= 20_000; at += 100) pacing.tick(STRETCH, null, at, false);

    expect(told.at(-1)).toBe(Math.floor((10 * 105) / 60));
    expect(pacing.view.about).toBe(true);
  });

  it("are left alone where the runner wants none", () => {
    pacing.countBy("nothing");
    go(14_000, 1.8, STRETCH);

    expect(told).toEqual([]);
  });
});
