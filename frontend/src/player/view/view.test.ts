// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from "vitest";
import { INITIAL, step } from "../../engine/step.ts";
import type { AnyEvent, Sheet, State } from "../../engine/types.ts";
import { sampleLabels, sampleSenses, sampleSheet, sampleTurn } from "../samples.ts";
import type { Turns } from "../page.ts";
import { breathAt } from "./breath.ts";
import type { Model, Surface } from "./model.ts";
import { type Controls, Shell } from "./shell.ts";

const SURFACE: Surface = {
  found: null,
  isCardRead: true,
  question: 0,
  audible: true,
  inSun: false,
  speed: 1,
  picking: "none",
  symptoms: "none",
  upload: null,
  stillMotion: false,
  senses: sampleSenses(),
  pocket: { kind: "none" },
  pocketOffer: "track",
  pages: { profile: "/profile/", recordings: "/recordings/" },
};

const SENSES = ["prepare", "connect", "wear", "countBy", "changeCadence", "pace"] as const;

function played(sheet: Sheet, ...events: AnyEvent[]): State {
  return events.reduce((state, event) => step(sheet, state, event)[0], INITIAL);
}

const TURNS: Turns = {
  watcher: "Bram",
  card: { watch: ["the legs"], do: ["say breathe"], call: ["112"] },
  next: sampleTurn("Bram"),
};

/** A surface that notes what it was asked for. */
class Stage {
  readonly sheet: Sheet;
  readonly main = document.createElement("main");
  readonly asked: string[] = [];
  timeMs = 10_000;
  readonly shell: Shell;
  #surface: Surface = SURFACE;

  constructor(
    private state: State,
    otherwise: Partial<Sheet> = {},
    private readonly turns: Turns | null = null,
  ) {
    this.sheet = sampleSheet(otherwise);
    document.body.replaceChildren(this.main);
    this.shell = new Shell(this.main, this.controls(), this.model(), () => this.timeMs);
    this.timeMs += 1000;
  }

  show(state: State, surface: Partial<Surface> = {}): void {
    this.state = state;
    this.#surface = { ...this.#surface, ...surface };
    this.shell.show(this.model());
  }

  text(selector: string): string {
    return (this.main.querySelector(selector)?.textContent ?? "").trim();
  }

  button(text: string): HTMLButtonElement {
    const found = [...this.main.querySelectorAll("button")].find((button) => button.textContent?.includes(text));
    if (found === undefined) throw new Error(`No button says ${text}.`);
    return found;
  }

  private model(): Model {
    const runner = this.turns === null ? "" : "Anna";
    return {
      sheet: this.sheet,
      labels: sampleLabels(),
      state: this.state,
      nowMs: this.state.now_ms,
      surface: this.#surface,
      runner,
      turns: this.turns,
      moves: { training: ["walk", "six_short"] },
    };
  }

  private controls(): Controls {
    const note = (name: string) => (...values: unknown[]) => {
      this.asked.push([name, ...values].join(" "));
    };
    const names = [
      "answer", "back", "begin", "resume", "close", "pick", "seen", "rate", "askSymptoms", "saveSymptoms", "leave",
      "readCard", "handOver",
      "tap", "stop", "pause", "toggleSound", "toggleSun", "changeSpeed",
    ] as const;
    const senses = Object.fromEntries(SENSES.map((name) => [name, note(name)]));
    return { ...Object.fromEntries(names.map((name) => [name, note(name)])), senses } as unknown as Controls;
  }
}

const START: AnyEvent = { type: "start", at_ms: 0, wall_ms: sampleSheet().issued_at_ms };
/** Ticks up to *atMs*, no silence between them. */
const until = (atMs: number, fromMs = 0): AnyEvent[] =>
  Array.from({ length: Math.ceil((atMs - fromMs) / 1000) }, (_, n) => ({ type: "tick", at_ms: Math.min(atMs, fromMs + (n + 1) * 1000) }));

let holding: State;
let hungry: State;
let resting: State;

beforeEach(() => {
  vi.useRealTimers();
  const sheet = sampleSheet();
  holding = played(sheet, START, ...until(9000));
  hungry = played(sheet, START, ...until(9000), { type: "signal", at_ms: 9000, signal: "air_hunger" });
  resting = played(sheet, START, ...until(9000), { type: "signal", at_ms: 9000, signal: "breathe" }, ...until(14_500, 9000));
});

describe("while something runs", () => {
  test("it can be paused, and not before or after", () => {
    const stage = new Stage(holding);
    stage.button("pause").click();

    expect(stage.asked).toEqual(["pause"]);
    stage.show({ ...holding, phase: "paused" });
    expect(stage.main.querySelector<HTMLElement>(".p-aside")?.hidden).toBe(true);
  });

  const touch = (type: string): PointerEvent => new PointerEvent(type, { isPrimary: true, bubbles: true });

  describe("the pocket guard", () => {
    function guarded(): Stage & { open: HTMLButtonElement; shut: () => boolean } {
      vi.useFakeTimers();
      const stage = new Stage(holding);
      stage.button("guard").click();
      const guard = stage.main.querySelector<HTMLElement>(".guard");
      const open = stage.main.querySelector<HTMLButtonElement>(".guard-open");
      if (guard === null || open === null) throw new Error("There is no guard.");
      return Object.assign(stage, { open, shut: () => !guard.hidden });
    }

    test("takes one touch to stop", () => {
      const stage = guarded();
      stage.main.querySelector<HTMLButtonElement>(".guard-stop")?.click();

      expect(stage.asked).toEqual(["stop"]);
    });

    test("keeps everything else out of reach, of a thumb and of a keyboard", () => {
      const stage = guarded();
      document.dispatchEvent(new KeyboardEvent("keydown", { key: " " }));

      expect(stage.asked).toEqual([]);
      const reached = [...stage.main.children].filter((each) => each instanceof HTMLElement && !each.inert && !each.hidden);
      expect(reached.map((each) => each.className)).toEqual(["vh", "guard"]);
    });

    test("opens for a finger that stays a second, and for none that leaves before", () => {
      const stage = guarded();
      stage.open.dispatchEvent(touch("pointerdown"));
      vi.advanceTimersByTime(900);
      stage.open.dispatchEvent(touch("pointerup"));
      stage.open.click();
      vi.advanceTimersByTime(1000);
      expect(stage.shut()).toBe(true);

      stage.open.dispatchEvent(touch("pointerdown"));
      vi.advanceTimersByTime(1000);
      expect(stage.shut()).toBe(false);
      expect([...stage.main.children].some((each) => each instanceof HTMLElement && each.inert)).toBe(false);
    });

    test("opens with one press of a key, which does not stray", () => {
      const stage = guarded();
      stage.open.click();

      expect(stage.shut()).toBe(false);
    });

    test("stays shut in a pause, says so, and opens by itself at the end", () => {
      const stage = guarded();
      stage.show({ ...holding, phase: "paused" });
      expect(stage.shut()).toBe(true);
      expect(stage.text(".guard-where")).toContain("paused");

      stage.show({ ...holding, phase: "over", outcome: "stopped" });
      expect(stage.shut()).toBe(false);
    });

    test("shows the paces of a hold, small", () => {
      const stage = guarded();
      stage.show({ ...holding, paces: 7 });

      expect(stage.text(".guard-count")).toContain("7 paces");
    });
  });
});

describe("demonstrations", () => {
  /** The runner that the site puts into the page. */
  function withRunner(): void {
    const template = document.createElement("template");
    template.id = "figure";
    template.innerHTML = '<svg class="move" viewBox="0 0 120 120"><g></g></svg>';
    document.body.append(template);
  }
  const names = (main: HTMLElement): string[] =>
    [...main.querySelectorAll(".move")].map((each) => (each.getAttribute("class") ?? "").replace("move move-", ""));

  test("the first exercise is shown before it begins, each move with its words", () => {
    const stage = new Stage(INITIAL);
    withRunner();
    stage.show({ ...INITIAL, phase: "paused" });
    stage.show(INITIAL);

    expect(names(stage.main)).toEqual(["walk", "six_short"]);
    expect([...stage.main.querySelectorAll(".moves li")].map((each) => each.textContent)).toEqual(["walk", "six_short"]);
  });

  test("an exercise is shown in the rest before it, and not between its own holds", () => {
    const segments = sampleSheet().segments.map((segment, n) => (n < 3 ? { ...segment, exercise: "warm_up" } : segment));
    const stage = new Stage(resting, { segments });
    withRunner();
    stage.show({ ...resting, segment: 2, since_ms: 15_000 });
    expect(names(stage.main)).toEqual(["walk", "six_short"]);

    stage.show({ ...resting, segment: 5, since_ms: 16_000 });
    expect(names(stage.main)).toEqual([]);
  });

  test("a page without the runner shows words alone", () => {
    const stage = new Stage(INITIAL);

    expect(names(stage.main)).toEqual([]);
  });
});

describe("the surface", () => {
  test("counts a hold up, and says the most it can be", () => {
    const stage = new Stage(holding);

    expect(stage.main.dataset["field"]).toBe("hold");
    expect(stage.text(".num")).toBe("5");
    expect(stage.text(".verb")).toContain("walk");
    expect(stage.text(".unit .next")).toContain("of_at_most 12");
  });

  test("says the lesser most once a part has its own cap", () => {
    // air hunger after 5 s, then at most 5 s of jogging: 10 s in all, not 12
    const stage = new Stage({ ...hungry, air_hunger_ms: 5000 });

    expect(stage.text(".verb")).toContain("jog_gently");
    expect(stage.text(".unit .next")).toContain("hunger_from 5");
    stage.show({ ...hungry, air_hunger_ms: null });
    expect(stage.text(".unit .next")).toContain("of_at_most 10");
  });

  test("draws snow from where air hunger was noted, and none without", () => {
    const stage = new Stage(holding);
    expect(stage.main.querySelector(".c-snowline")?.getAttribute("points")).toBe("");

    stage.show({ ...hungry, now_ms: 11_000 });
    expect(stage.main.querySelector(".c-snowline")?.getAttribute("points")).not.toBe("");
  });

  test("has Stop in every state in which something runs, and before", () => {
    const stage = new Stage(INITIAL);
    const paused = played(stage.sheet, START, ...until(2000), { type: "pause", at_ms: 2000, reason: "runner" });
    const counting = played(stage.sheet, START, ...until(1000));
    for (const state of [INITIAL, counting, holding, hungry, resting, paused]) {
      stage.show(state);
      stage.button("stop").click();
    }

    expect(stage.asked).toEqual(Array.from({ length: 6 }, () => "stop"));
  });

  test("takes a finger when it comes down, once", () => {
    const stage = new Stage(holding);
    const surface = stage.main.querySelector(".tapzone") as HTMLButtonElement;

    surface.dispatchEvent(new PointerEvent("pointerdown", { isPrimary: true }));
    surface.click();

    expect(stage.asked).toEqual(["tap"]);
  });

  test("takes two touches of one wet thumb for one tap, and a later one for the next", () => {
    const stage = new Stage(holding);
    const surface = stage.main.querySelector(".tapzone") as HTMLButtonElement;
    for (const after of [0, 249, 251]) {
      stage.timeMs += after;
      surface.dispatchEvent(new PointerEvent("pointerdown", { isPrimary: true }));
    }

    expect(stage.asked).toEqual(["tap", "tap"]);
  });

  test("can be played by a keyboard: space or enter taps, escape stops", () => {
    const stage = new Stage(holding);
    for (const key of [" ", "Enter", "Escape"]) {
      stage.timeMs += 1000;
      document.dispatchEvent(new KeyboardEvent("keydown", { key }));
    }

    expect(stage.asked).toEqual(["tap", "tap", "stop"]);
  });

  test("does not take a key that is held down for a second tap", () => {
    const stage = new Stage(holding);
    stage.timeMs += 1000;
    document.dispatchEvent(new KeyboardEvent("keydown", { key: " ", repeat: true }));

    expect(stage.asked).toEqual([]);
  });

  test("takes no tap in a recovery", () => {
    const stage = new Stage(resting);

    expect((stage.main.querySelector(".tapzone") as HTMLButtonElement).hidden).toBe(true);
  });

  test("lets no double tap answer the question that comes next", () => {
    const question = (id: string) => ({
      id,
      text: id,
      options: [
        { value: "yes", text: `${id} yes`, verdict: "go", reason: null },
        { value: "no", text: `${id} no`, verdict: "no", reason: "why" },
      ] as const,
    });
    const stage = new Stage(INITIAL, { preflight: [question("water"), question("buddy")] });
    stage.button("water yes").click();
    stage.show(INITIAL, { question: 1 });
    stage.timeMs += 399;
    stage.button("buddy yes").click();
    stage.timeMs += 1;
    stage.button("buddy no").click();

    expect(stage.asked).toEqual(["answer water yes", "answer buddy no"]);
  });

  test("tells a reader aloud of a new screen at once, and of changes no faster than a breath", () => {
    const stage = new Stage(resting);
    const live = (): string => stage.text("[role=status]");
    const first = live();
    stage.timeMs += 500;
    stage.show({ ...resting, now_ms: resting.now_ms + 1000 });
    const soon = live();
    stage.timeMs += 2000;
    stage.show({ ...resting, now_ms: resting.now_ms + 3000 });

    expect(first).toContain("live_breath");
    expect(soon).toBe(first);
    expect(live()).not.toBe(first);
  });

  test("asks how strong the air hunger was after a hold of the main set in which nobody tapped, too", () => {
    expect(resting.holds.at(-1)?.air_hunger_ms).toBeNull();
    const stage = new Stage(resting);
    expect(stage.button(sampleLabels().rate_hunger).hidden).toBe(false);
    stage.show(resting, { pocket: { ...SURFACE.pocket, kind: "played" } as Surface["pocket"] });
    expect(stage.button(sampleLabels().rate_hunger).hidden).toBe(true);
  });

  test("enters the lowest number with one tap; none is suggested", () => {
    const stage = new Stage(resting, { signal: "seen" });
    stage.show(resting, { picking: "lowest" });
    stage.timeMs += 1000;
    const numbers = [...stage.main.querySelectorAll(".choice")].map((choice) => Number(choice.textContent));
    stage.button("88").click();

    expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => 99 - n));
    expect(stage.main.querySelector("[aria-checked=true], [aria-pressed=true].choice, :checked")).toBeNull();
    expect(stage.asked).toEqual(["seen 88"]);
  });

  test("shows a lowest value with its plus or minus, never alone", () => {
    const stage = new Stage(resting, { signal: "seen" });
    const seen = played(stage.sheet, START, ...until(9000), { type: "signal", at_ms: 9000, signal: "breathe" }, { type: "seen", at_ms: 12_000, tenths: 960, site: "finger" });
    stage.show(seen);

    expect(stage.text(".p-note")).toContain("lowest 96");
  });

  test("asks after a stop what is felt, red symptoms with the emergency number", () => {
    const stage = new Stage(resting);
    const stopped = played(stage.sheet, START, ...until(9000), { type: "stop", at_ms: 9000 });
    stage.show(stopped, { symptoms: "ask" });
    stage.timeMs += 1000;
    const red = stage.main.querySelector(".sym.red input") as HTMLInputElement;
    red.checked = true;
    red.dispatchEvent(new Event("change", { bubbles: true }));

    expect(red.value).toBe("chest");
    expect(stage.main.querySelector(".call")?.getAttribute("href")).toBe("tel:112");
    expect((stage.main.querySelector(".call-say") as HTMLElement).hidden).toBe(false);
    stage.main.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    expect(stage.asked).toEqual(["saveSymptoms chest"]);
  });

  test("counts paces where they are counted, up to the most of the part", () => {
    const sheet = sampleSheet();
    const [hold] = sheet.segments;
    const segments = [{ ...hold!, parts: [{ ...hold!.parts[0]!, after_paces: 15, on_signal: null }] }, ...sheet.segments.slice(1)];
    const stage = new Stage({ ...holding, paces: 12 }, { segments });

    expect([stage.text(".num"), stage.text(".unit")]).toEqual(["12", expect.stringMatching(/^paces .*of_at_most 15/)]);
    stage.show({ ...holding, paces: 12, limit_ms: 9600, cap_ms: 9600 });
    expect(stage.text(".unit .next")).toContain("of_at_most 12");
    stage.show({ ...holding, paces: 12 }, { senses: sampleSenses({ paces: { ...sampleSenses().paces, about: true } }) });
    expect(stage.text(".unit")).toMatch(/^paces_about/);
  });

  test("has a pad to tap paces on, which is not the surface that notes air hunger", () => {
    const stage = new Stage({ ...holding, paces: 0 });
    const pad = (): HTMLElement => stage.main.querySelector(".pacepad") as HTMLElement;
    expect(pad().hidden).toBe(true);

    stage.show({ ...holding, paces: 0 }, { senses: sampleSenses({ paces: { ...sampleSenses().paces, by: "tapping" } }) });
    pad().dispatchEvent(new PointerEvent("pointerdown", { isPrimary: true }));

    expect([pad().hidden, stage.asked]).toEqual([false, ["pace"]]);
  });

  const sensor = { link: "connected", name: "Clip", value: 96, weak: false, battery_pct: null } as const;

  test("shows what a sensor reads with its plus or minus, and in a hold no number at all", () => {
    const senses = sampleSenses({ wanted: true, oximeter: sensor });
    const strip = (stage: Stage): HTMLElement => stage.main.querySelector(".p-sense") as HTMLElement;
    const stage = new Stage(resting);
    stage.show(resting, { senses });
    expect(strip(stage).textContent).toContain("spo2_value 96");
    expect(strip(stage).hidden).toBe(false);

    stage.show(holding, { senses });
    expect(strip(stage).hidden).toBe(true);
  });

  test("says in every state that a sensor gives no reading, and never its last number", () => {
    const senses = sampleSenses({ wanted: true, oximeter: { ...sensor, value: null } });
    const stage = new Stage(resting);
    for (const state of [holding, resting]) {
      stage.show(state, { senses });
      expect(stage.text(".p-sense")).toContain("no_reading");
      expect((stage.main.querySelector(".p-sense") as HTMLElement).hidden).toBe(false);
    }
  });

  test("takes no yes for a sensor that gives no reading, in a session cleared for one", () => {
    const option = (value: string, verdict: "go" | "lower") => ({ value, text: `place ${value}`, verdict, reason: null });
    const preflight = [{ id: "place.sensor", text: "On?", options: [option("yes", "go"), option("no", "lower")] }];
    const stage = new Stage(INITIAL, { preflight, signal: "live" });
    expect([stage.button("place yes").hidden, stage.button("place no").hidden]).toEqual([true, false]);
    expect(stage.text(".asking")).toContain("live_without");

    stage.show(INITIAL, { senses: sampleSenses({ oximeter: sensor }) });
    expect(stage.button("place yes").hidden).toBe(false);
    expect(stage.text(".asking")).toContain("reading_now");
  });

  test.each([
    ["browser", "no_bluetooth"],
    ["insecure", "insecure"],
  ] as const)("says honestly that there are no sensors here (%s), and what can be done instead", (barrier, why) => {
    const stage = new Stage(INITIAL, { signal: "live" });
    stage.show(INITIAL, { picking: "sensors", senses: sampleSenses({ barrier }) });

    expect(stage.text(".why")).toContain(why);
    expect(stage.main.querySelectorAll(".sense")).toHaveLength(0);
    expect([...stage.main.querySelectorAll(".sensors a")].map((link) => link.getAttribute("href"))).toEqual(["/profile/", "/recordings/"]);
  });

  test("warns of a battery that is low before the start", () => {
    const stage = new Stage(INITIAL);
    stage.show(INITIAL, { senses: sampleSenses({ strap: { ...sensor, battery_pct: 20 } }) });
    expect(stage.text(".ticks")).toContain("battery_low 20");
    stage.show(INITIAL, { senses: sampleSenses({ strap: { ...sensor, battery_pct: 21 } }) });
    expect(stage.main.querySelector<HTMLElement>(".ticks li:last-child")?.hidden).toBe(true);
  });

  test("says beside a sensor's name that none was ever tested", () => {
    const stage = new Stage(INITIAL);
    stage.show(INITIAL, { picking: "sensors", senses: sampleSenses({ oximeter: sensor }) });

    expect(stage.text("[data-kind=oximeter]")).toContain("Clip: never_tested");
  });

  test("tells whoever watches what to look for, and says whose turn it is on every screen", () => {
    const stage = new Stage(INITIAL, {}, TURNS);
    stage.show(INITIAL, { isCardRead: false });
    stage.timeMs += 1000;

    expect(stage.text("h1")).toContain("card_for");
    expect(stage.text("h1")).toMatch(/Anna.*Bram/);
    expect(stage.text(".card")).toContain("the legs");
    stage.button("card_read").click();
    expect(stage.asked).toEqual(["readCard"]);
    stage.show(holding, { isCardRead: true });
    expect(stage.text(".p-head > span")).toMatch(/^Anna · /);
  });

  test("hands over after a session, and never beside somebody who has to be looked after", () => {
    const signs = [["closed"], ["closed", "chest"], ["ended"], ["locked"]].map(([outcome, felt]) => {
      const reasons = felt === undefined ? [] : [{ id: felt, at_ms: 9000 }];
      const over = { ...resting, phase: "over", outcome, reasons } as unknown as State;
      return new Stage(over, {}, TURNS).text(".sign");
    });

    expect(signs.map((text) => text.split(" ")[0])).toEqual(["turn_of", "result", "result", "result"]);
  });

  test("marks a demonstration as one, in every state", () => {
    const stage = new Stage(INITIAL, { demonstration: true });
    for (const state of [INITIAL, holding, resting]) {
      stage.show(state);
      expect((stage.main.querySelector(".p-demo") as HTMLElement).hidden).toBe(false);
      expect(stage.text(".p-demo")).toContain("demonstration");
    }
  });

  test("takes what a sheet says for text, never for markup", () => {
    const stage = new Stage(INITIAL, { why: ["<img src=x onerror=alert(1)>"] });

    expect(stage.main.querySelector("img")).toBeNull();
    expect(stage.main.textContent).toContain("<img src=x");
  });
});

describe("the breath", () => {
  const deep = sampleSheet().segments[2];
  if (deep === undefined) throw new Error("The sample has no deep breaths.");

  test.each([
    [0, 1, true, 0],
    [1600, 1, true, 75],
    [3200, 1, false, 150],
    [5600, 1, false, 75],
    [8000, 2, true, 0],
    [15_999, 2, false, 0],
    [60_000, 2, false, 0],
  ])("at %i ms it is breath %i, breathing in: %s, at height %i", (atMs, breath, inhaling, height) => {
    const moment = breathAt(deep, atMs);

    expect([moment.breath, moment.inhaling, Math.round(moment.height)]).toEqual([breath, inhaling, height]);
  });
});
