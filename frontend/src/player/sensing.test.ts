import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Listener } from "../sensors/bluetooth.ts";
import type { HeartRateReading, OximeterReading } from "../sensors/reading.ts";
import { barrierOf, Sensing } from "./sensing.ts";
import type { Happening } from "./session.ts";

const chosen = vi.hoisted(() => ({
  oximeter: null as unknown,
  strap: null as unknown,
  fails: false,
  closed: 0,
}));

vi.mock("../sensors/bluetooth.ts", () => {
  const choose = (kind: "oximeter" | "strap") => (listener: unknown) => {
    if (chosen.fails) return Promise.reject(new DOMException("nothing chosen", "NotFoundError"));
    chosen[kind] = listener;
    return Promise.resolve({ name: `My ${kind}`, close: () => (chosen.closed += 1) });
  };
  return { chooseOximeter: choose("oximeter"), chooseStrap: choose("strap") };
});

describe("the sensors of a session", () => {
  let nowMs: number;
  let told: Happening[];
  let changes = 0;
  let sensing: Sensing;
  const oximeter = (): Listener<OximeterReading> => chosen.oximeter as Listener<OximeterReading>;
  const strap = (): Listener<HeartRateReading> => chosen.strap as Listener<HeartRateReading>;

  function read(spo2_pct: number | null, otherwise: Partial<OximeterReading> = {}): void {
    oximeter().reading({ spo2_pct, pulse_bpm: 60, finger: true, quality: "good", battery_pct: null, ...otherwise });
  }

  function beat(hr_bpm: number | null, sensor_contact: boolean | null = null): void {
    strap().reading({ hr_bpm, rr_ms: [], sensor_contact });
  }

  beforeEach(async () => {
    nowMs = 0;
    told = [];
    chosen.fails = false;
    const around = { now: () => nowMs, tell: (happening: Happening) => told.push(happening), changed: () => (changes += 1) };
    sensing = new Sensing(["ear", "finger"], around);
    await sensing.connect("oximeter");
    await sensing.connect("strap");
  });

  it("tell the session whole tenths, and where the sensor is: a finger unless the runner says otherwise", () => {
    read(93.46);
    sensing.wear("ear");
    sensing.wear("wrist");
    nowMs = 1000;
    read(94);

    expect(told).toEqual([
      { type: "spo2", tenths: 935, site: "finger", good: true },
      { type: "spo2", tenths: 940, site: "ear", good: true },
    ]);
  });

  it("never call good what the device doubts", () => {
    read(88, { quality: "weak" });

    expect(told).toEqual([{ type: "spo2", tenths: 880, site: "finger", good: false }]);
    expect(sensing.view("oximeter")).toMatchObject({ value: 88, weak: true });
  });

  it("tell nothing where there is no number, and show none", () => {
    read(97);
    nowMs = 1000;
    read(null);

    expect(told).toHaveLength(1);
    expect(sensing.view("oximeter").value).toBeNull();
  });

  it("that send a hundred times a second are heard about once, by their newest good value", () => {
    for (nowMs = 0; nowMs < 2000; nowMs += 10) read(nowMs < 650 ? 97 : 91, { quality: nowMs % 700 === 0 && nowMs > 0 ? "weak" : "good" });

    expect(told.map((event) => event.type === "spo2" && [event.tenths, event.good])).toEqual([
      [970, true],
      [910, true],
      [910, true],
    ]);
  });

  it("that send once a second are heard every time, a fifth early or late", () => {
    for (const at of [0, 800, 2000, 2800, 4000]) {
      nowMs = at;
      read(97);
    }

    expect(told).toHaveLength(5);
  });

  it("that drop show no reading at once, and an old value is not sent later", () => {
    read(97);
    nowMs = 300;
    read(90);
    changes = 0;
    oximeter().silent();
    expect([changes, sensing.view("oximeter").value]).toEqual([1, null]);
    nowMs = 5000;
    read(96, { quality: "weak" });

    expect(told.slice(1)).toEqual([{ type: "spo2", tenths: 960, site: "finger", good: false }]);
    oximeter().silent();
    expect(sensing.view("oximeter")).toMatchObject({ link: "connected", value: null });
  });

  it("count only what can be a heart, on skin", () => {
    for (const [at, bpm, contact] of [[0, 62, true], [1000, 0, true], [2000, 301, true], [3000, 90, false]] as const) {
      nowMs = at;
      beat(bpm, contact);
    }
    expect(told).toEqual([{ type: "hr", bpm: 62 }]);
    expect(sensing.view("strap").value).toBeNull();
  });

  it("say how full they are, where they tell", () => {
    strap().battery(15);
    read(97, { battery_pct: 40 });

    expect([sensing.view("strap").battery_pct, sensing.view("oximeter").battery_pct]).toEqual([15, 40]);
  });

  it("that were not chosen leave the one there is", async () => {
    chosen.fails = true;
    read(97);
    await sensing.connect("oximeter");
    expect(sensing.view("oximeter")).toMatchObject({ link: "connected", value: 97 });

    const other = new Sensing(["finger"], { now: () => 0, tell: () => undefined, changed: () => undefined });
    await other.connect("strap");
    expect(other.view("strap").link).toBe("failed");
  });
});

describe("a page", () => {
  it.each([
    [true, { bluetooth: {} }, null],
    [true, {}, "browser"],
    [false, { bluetooth: {} }, "insecure"],
  ])("that is secure (%s) with %o has the barrier %s", (isSecureContext, navigator, barrier) => {
    expect(barrierOf({ isSecureContext, navigator: navigator as Navigator })).toBe(barrier);
  });
});
