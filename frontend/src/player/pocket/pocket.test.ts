import { beforeEach, expect, test } from "vitest";
import { INITIAL, nextDueMs, step } from "../../engine/step.ts";
import type { AnyEvent, Sheet, State } from "../../engine/types.ts";
import { stateAfter } from "../session.ts";
import { sampleSheet } from "../samples.ts";
import type { Speaker } from "./course.ts";
import type { Layout } from "./layout.ts";
import { Pocket } from "./pocket.ts";

const OPENING_MS = 12_000;
const sheet = sampleSheet({ signal: "none", preflight: [], issued_at_ms: 0, expires_at_ms: Number.MAX_SAFE_INTEGER });

/** The layout as the site makes it: the engine, when nobody touches anything. */
function layoutOf(whole: Sheet): Layout {
  const patient = { ...whole, timing: { ...whole.timing, gap_ms: 21_600_000 } };
  let [state] = step(patient, INITIAL, { type: "start", at_ms: 0, wall_ms: 0 });
  while (state.phase !== "over") [state] = step(patient, state, { type: "tick", at_ms: nextDueMs(patient, state) });
  const marks = state.segments.map(({ index, started_ms, ended_ms }) => ({
    segment: index,
    from_ms: OPENING_MS + started_ms,
    to_ms: OPENING_MS + ended_ms,
  }));
  return { opening_ms: OPENING_MS, duration_ms: OPENING_MS + state.now_ms + 4000, marks };
}

const layout = layoutOf(sheet);
const holds = layout.marks.filter(({ segment }) => sheet.segments[segment]?.kind === "hold");
const rests = layout.marks.filter(({ segment }) => sheet.segments[segment]?.kind !== "hold");

/** A phone in a pocket: sound and time go on together, while the page looks or sleeps. */
class Phone implements Speaker {
  currentTime = 0;
  paused = true;
  ms = 1000;
  state: State = INITIAL;
  readonly events: AnyEvent[] = [];
  readonly places: number[] = [];
  readonly pocket: Pocket;

  constructor(private readonly sheet: Sheet) {
    const phone = this;
    const played = {
      sheet,
      wall: { now: () => phone.ms, secondsUntil: () => 0, speed: 1 },
      get state() {
        return phone.state;
      },
      pass(happening: object, atMs: number) {
        const event = { ...happening, at_ms: Math.max(atMs, phone.state.now_ms) } as AnyEvent;
        phone.events.push(event);
        [phone.state] = step(sheet, phone.state, event);
      },
    };
    this.pocket = new Pocket(played, layout, this);
  }

  get ended(): boolean {
    return this.currentTime * 1000 >= layout.duration_ms;
  }

  async play(): Promise<void> {
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  get placeMs(): number {
    return Math.round(this.currentTime * 1000);
  }

  /** The page sleeps: nothing looks, the track goes on. */
  sleep(ms: number): void {
    this.ms += ms;
    if (!this.paused) this.currentTime = Math.min(this.currentTime + ms / 1000, layout.duration_ms / 1000);
  }

  look(): void {
    this.pocket.look();
    this.pocket.follow();
  }

  /** The page is awake. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 100) {
      this.sleep(Math.min(100, left));
      this.look();
    }
  }

  passTo(placeMs: number): void {
    this.pass(placeMs - this.placeMs);
  }

  press(signal: "air_hunger" | "breathe"): void {
    const before = this.placeMs;
    this.pocket.look();
    const event = { type: "signal", signal, at_ms: this.pocket.course.now() } as AnyEvent;
    this.events.push(event);
    [this.state] = step(this.sheet, this.state, event);
    this.pocket.follow();
    expect(this.placeMs).toBeGreaterThanOrEqual(before);
  }

  /** What was heard of the hold that a mark is of. */
  heldMs(at: number): number {
    return this.state.holds[at]?.duration_ms ?? -1;
  }

  get kinds(): string[] {
    return this.events.map(({ type }) => type).filter((type) => type !== "tick");
  }
}

let phone: Phone;
beforeEach(async () => {
  phone = new Phone(sheet);
  await phone.pocket.begin();
});

test("a track that nobody touches is the capped plan, and the log says just that", () => {
  phone.pass(layout.duration_ms + 1000);

  expect(phone.state.outcome).toBe("completed");
  expect(phone.state.holds.map(({ duration_ms, late_ms }) => [duration_ms, late_ms])).toEqual([[12_000, 0], [12_000, 0], [12_000, 0]]);
  expect(phone.kinds).toEqual(["answer", "start"]);
});

test("a page that slept through all of it writes the same session, and says that it did not look", () => {
  phone.sleep(layout.duration_ms + 5000);
  phone.look();

  expect(phone.state.outcome).toBe("completed");
  expect(phone.state.holds.map(({ duration_ms }) => duration_ms)).toEqual([12_000, 12_000, 12_000]);
  expect(phone.state.transitions.map(({ at_ms }) => at_ms - 1000)).toEqual(
    expect.arrayContaining(holds.map(({ from_ms }) => from_ms)),
  );
  expect(phone.events.find((event) => event.type === "answer" && event.question === "pocket.unseen_ms")).toBeDefined();
});

test("what is written replays to what was heard", () => {
  phone.passTo(holds[0]!.from_ms + 4000);
  phone.press("breathe");
  phone.sleep(40_000);
  phone.look();

  expect(stateAfter(sheet, INITIAL, phone.events)).toEqual(phone.state);
});

test("breathe leads to the recovery of that hold, whole, and the next hold keeps its cap", () => {
  phone.passTo(holds[0]!.from_ms + 4000);
  phone.press("breathe");

  expect(phone.placeMs).toBe(rests[0]!.from_ms);
  expect(phone.heldMs(0)).toBe(4000);
  phone.passTo(holds[1]!.from_ms + 200);
  expect(phone.state.phase).toBe("hold");
  phone.passTo(rests[2]!.from_ms + 200);
  expect(phone.heldMs(1)).toBe(12_000);
  const rested = phone.state.transitions.filter(({ phase }) => phase === "rest");
  expect(rested[1]!.at_ms - rested[0]!.at_ms).toBe(4000);
});

test("air hunger leads to what is left for jogging, and never lengthens", () => {
  phone.passTo(holds[0]!.from_ms + 3000);
  phone.press("air_hunger");

  expect(phone.placeMs).toBe(holds[0]!.to_ms - 5000);
  phone.passTo(rests[0]!.from_ms + 100);
  expect(phone.heldMs(0)).toBe(8000);
  expect(phone.state.holds[0]?.activity).toBe("jog");
});

test("air hunger near the cap leaves no more than the cap", () => {
  phone.passTo(holds[0]!.from_ms + 10_000);
  phone.press("air_hunger");
  phone.passTo(rests[0]!.from_ms + 100);

  expect(phone.heldMs(0)).toBe(12_000);
});

test("presses in quick succession end the hold once, and a recovery knows no button", () => {
  phone.passTo(holds[0]!.from_ms + 3000);
  phone.press("air_hunger");
  phone.press("breathe");
  phone.press("breathe");
  phone.pass(1000);
  const placeMs = phone.placeMs;
  phone.press("breathe");
  phone.press("air_hunger");

  expect(phone.placeMs).toBe(placeMs);
  expect(phone.state.phase).toBe("rest");
  expect(phone.state.holds).toHaveLength(1);
});

test("breathe in the count-in leaves the hold out", () => {
  phone.passTo(holds[1]!.from_ms - 1500);
  phone.press("breathe");

  expect(phone.placeMs).toBe(rests[2]!.from_ms);
  expect(phone.state.holds[1]?.ended_by).toBe("skipped");
});

test("a call in a hold ends it where the sound stopped; only the runner goes on, with a whole recovery", async () => {
  phone.passTo(holds[0]!.from_ms + 5000);
  phone.pause();
  phone.sleep(60_000);
  phone.look();

  expect(phone.state.phase).toBe("paused");
  expect(phone.heldMs(0)).toBe(5000);
  expect(phone.state.reasons.at(-1)?.id).toBe("interrupted");
  await phone.pocket.resume();
  expect(phone.placeMs).toBe(rests[0]!.from_ms);
  phone.pass(4000 + 100);
  expect(phone.state.segment).toBe(rests[1]!.segment);
});

test("a page that slept when the sound stopped knows what was heard until then", () => {
  phone.passTo(holds[0]!.from_ms - 5000);
  phone.sleep(25_000);
  phone.pause();
  phone.sleep(300_000);
  phone.look();

  expect(phone.state.phase).toBe("paused");
  expect(phone.heldMs(0)).toBe(12_000);
  expect(phone.state.reasons.at(-1)).toEqual({ id: "interrupted", at_ms: 1000 + holds[0]!.from_ms + 20_000 });
});

test("sound that stopped and went on while the page slept is a gap, and nothing in it is made up", () => {
  phone.passTo(holds[1]!.from_ms - 5000);
  phone.pause();
  phone.sleep(40_000);
  phone.paused = false;
  phone.sleep(20_000);
  phone.look();

  expect(phone.state.phase).toBe("paused");
  expect(phone.state.reasons.map(({ id }) => id)).toEqual(["gap"]);
  expect(phone.state.holds).toHaveLength(1);
  expect(phone.paused).toBe(true);
});

test("first words that were interrupted are heard again from the first", () => {
  phone.passTo(5000);
  phone.pause();
  phone.look();

  expect([phone.state.phase, phone.pocket.isOpening]).toEqual(["ready", false]);
});

test("a place that somebody else sought is not believed", () => {
  phone.passTo(holds[0]!.from_ms + 2000);
  phone.currentTime -= 1.5; // a scrub on a lock screen: the hold would last longer
  phone.look();

  expect(phone.state.phase).toBe("paused");
  expect(phone.heldMs(0)).toBe(2000);
});

test("sound that stalls in a hold ends it: silence never makes a hold longer", () => {
  phone.passTo(holds[0]!.from_ms + 2000);
  phone.ms += 600;
  phone.look();

  expect(phone.state.phase).toBe("paused");
  expect(phone.heldMs(0)).toBe(2600);
});

test("what follows a pause in the first count-in is as long as a resume, and only then the count", async () => {
  phone.passTo(holds[0]!.from_ms - 2000);
  phone.pocket.look();
  const pause = { type: "pause", reason: "runner", at_ms: phone.pocket.course.now() } as AnyEvent;
  [phone.state] = step(sheet, phone.state, pause);
  phone.pocket.follow();
  await phone.pocket.resume();
  expect(phone.paused).toBe(true);
  const resumedMs = phone.ms;
  for (let waited = 0; phone.state.phase === "rest" && waited < 60_000; waited += 100) {
    phone.pass(100);
    await Promise.resolve();
    await Promise.resolve();
  }

  expect(phone.state.phase).toBe("count_in");
  expect(phone.ms - resumedMs).toBeGreaterThanOrEqual(sheet.timing.resume_ms - 100);
  expect(Math.abs(phone.placeMs - (holds[0]!.from_ms - sheet.timing.count_in_ms))).toBeLessThan(250);
});

test("a track is not begun on a day that ends in its first words", async () => {
  const late = new Phone({ ...sheet, expires_at_ms: Date.now() + OPENING_MS / 2 });
  await late.pocket.begin();

  expect([late.state.outcome, late.paused]).toEqual(["refused", true]);
});
