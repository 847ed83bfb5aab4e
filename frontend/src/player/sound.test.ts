import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Clock } from "./clock.ts";
import { loadClips, Sound } from "./sound.ts";

/** What of an audio graph can be heard: when each source starts, and when it is stopped. */
interface Heard {
  readonly kind: "tone" | "clip";
  starts: number;
  stops: number | null;
}

let heard: Heard[] = [];

class Parameter {
  readonly ramps: [value: number, at: number][] = [];
  value = 0;
  setValueAtTime(value: number, at: number): void {
    this.ramps.push([value, at]);
  }
  linearRampToValueAtTime(value: number, at: number): void {
    this.ramps.push([value, at]);
  }
  exponentialRampToValueAtTime(): void {}
  setTargetAtTime(value: number): void {
    this.value = value;
  }
}

class Node {
  constructor(readonly context: unknown) {}
  connect<N>(other: N): N {
    return other;
  }
}

class Source extends Node {
  readonly #heard: Heard;
  constructor(context: unknown, kind: Heard["kind"]) {
    super(context);
    this.#heard = { kind, starts: Number.NaN, stops: null };
    heard.push(this.#heard);
  }
  start(when: number): void {
    this.#heard.starts = when;
  }
  stop(when = -1): void {
    this.#heard.stops = when;
  }
}

const gains: Parameter[] = [];

beforeEach(() => {
  heard = [];
  gains.length = 0;
  vi.stubGlobal("GainNode", class extends Node {
    readonly gain = new Parameter();
    constructor(context: unknown) {
      super(context);
      gains.push(this.gain);
    }
  });
  vi.stubGlobal("OscillatorNode", class extends Source {
    readonly frequency = new Parameter();
    constructor(context: unknown) {
      super(context, "tone");
    }
  });
  vi.stubGlobal("AudioBufferSourceNode", class extends Source {
    constructor(context: unknown) {
      super(context, "clip");
    }
  });
});

class Stage {
  readonly context = { currentTime: 7, state: "running", destination: {} };
  nowMs = 0;
  readonly clock: Clock & { speed: number } = {
    now: () => this.nowMs,
    secondsUntil: (atMs) => (atMs - this.nowMs) / 1000 / this.clock.speed,
    speed: 1,
  };
  readonly clips = new Map([
    ["walk", { duration: 0.5 } as AudioBuffer],
    ["breathe", { duration: 0.5 } as AudioBuffer],
  ]);
  readonly sound = new Sound(this.context as unknown as AudioContext, this.clock, this.clips);

  pass(ms: number, audioMs = ms): void {
    this.nowMs += ms;
    this.context.currentTime += audioMs / 1000;
    this.sound.follow();
  }

  get sounding(): number[] {
    return heard.filter(({ stops }) => stops !== -1).map(({ starts }) => Math.round(starts * 1000) / 1000);
  }
}

describe("sound", () => {
  test("schedules a cue that lies ahead at its moment on the audio clock, at once", () => {
    const { sound, sounding: before } = new Stage();
    sound.perform({ type: "tone", at_ms: 4000, tone: "falling" });

    expect(before).toEqual([]);
    expect(heard.map(({ starts }) => starts)).toEqual([11]);
  });

  test("plays what is late now, and drops nothing", () => {
    const stage = new Stage();
    stage.nowMs = 5000;
    stage.sound.perform({ type: "tone", at_ms: 4900, tone: "rising" });

    expect(stage.sounding).toEqual([7]);
  });

  test("takes back by a cancel only what lies after it", () => {
    const stage = new Stage();
    for (const at_ms of [1000, 2000, 2001, 3000]) stage.sound.perform({ type: "tone", at_ms, tone: "tick" });
    stage.pass(1500);
    stage.sound.perform({ type: "cancel", at_ms: 2000 });

    expect(stage.sounding).toEqual([8, 9]);
  });

  test("lets the newer of two phrases be heard, from its first moment", () => {
    const stage = new Stage();
    stage.sound.perform({ type: "say", at_ms: 1000, phrase: "walk" });
    stage.sound.perform({ type: "say", at_ms: 1200, phrase: "breathe" });

    const cut = gains.flatMap(({ ramps }) => ramps).map(([value, at]) => [value, Math.round(at * 1000) / 1000]);
    expect(stage.sounding).toEqual([8, 8.2]);
    expect(cut).toEqual([
      [1, 8.2],
      [0, 8.23],
    ]);
  });

  test("follows the session's clock where the audio clock stalled", () => {
    const stage = new Stage();
    stage.sound.perform({ type: "tone", at_ms: 4000, tone: "rising" });
    stage.pass(1000, 0);

    // a second was lost on the audio clock: the cue now lies three of its seconds ahead, not four
    expect(stage.sounding).toEqual([10]);
  });

  test("leaves a cue alone while both clocks agree", () => {
    const stage = new Stage();
    stage.sound.perform({ type: "tone", at_ms: 4000, tone: "rising" });
    for (let tick = 0; tick < 30; tick += 1) stage.pass(100);

    expect(heard).toHaveLength(1);
    expect(stage.sounding).toEqual([11]);
  });

  test("is silent about a phrase that has no clip", () => {
    const stage = new Stage();
    stage.sound.perform({ type: "say", at_ms: 0, phrase: "unknown" });

    expect(heard).toEqual([]);
  });

  test("says nothing at many times the speed, and keeps its tones", () => {
    const stage = new Stage();
    stage.clock.speed = 8;
    stage.sound.perform({ type: "say", at_ms: 800, phrase: "walk" });
    stage.sound.perform({ type: "tone", at_ms: 800, tone: "tick" });

    expect(heard.map(({ kind, starts }) => [kind, starts])).toEqual([["tone", 7.1]]);
  });
});

describe("what is announced", () => {
  const count = { type: "announce", kind: "paces", phrase: "n5" } as const;
  const known = { type: "announce", kind: "known", phrase: "halfway" } as const;
  const note = { type: "announce", kind: "note", phrase: "hunger_noted" } as const;

  function stage(): Stage {
    const made = new Stage();
    for (const phrase of ["n5", "n6", "halfway", "hunger_noted"]) made.clips.set(phrase, { duration: 0.5 } as AudioBuffer);
    return made;
  }
  const silenced = (): number => gains.filter(({ ramps }) => ramps.length > 0).length;

  test("a count that would talk over the session is left out, whichever came first", () => {
    const { sound } = stage();
    sound.perform({ type: "say", at_ms: 1000, phrase: "breathe" });
    sound.perform({ ...count, at_ms: 700 });
    sound.perform({ ...count, at_ms: 1300 });

    expect(heard.map(({ starts }) => starts)).toEqual([8]);
  });

  test("a count that sounds makes way for breathe at once", () => {
    const made = stage();
    made.sound.perform({ ...count, at_ms: 0 });
    made.pass(200);
    made.sound.perform({ type: "say", at_ms: 200, phrase: "breathe" });

    const cut = gains.flatMap(({ ramps }) => ramps).map(([value, at]) => [value, Math.round(at * 1000) / 1000]);
    expect(cut).toEqual([[1, 7.2], [0, 7.23]]);
    expect(made.sounding).toEqual([7, 7.2]);
  });

  test("an announcement that was scheduled makes way for what the session says later", () => {
    const made = stage();
    made.sound.perform({ ...known, at_ms: 1200 });
    made.sound.perform({ type: "say", at_ms: 1000, phrase: "walk" });

    expect(made.sounding).toEqual([8]);
  });

  test("a count waits for no other count, and is left out", () => {
    const { sound } = stage();
    sound.perform({ ...count, at_ms: 0 });
    sound.perform({ ...count, at_ms: 300, phrase: "n6" });

    expect(heard.map(({ starts }) => starts)).toEqual([7]);
  });

  test("halfway is heard rather than a count", () => {
    const made = stage();
    made.sound.perform({ ...count, at_ms: 0, kind: "seconds" });
    made.sound.perform({ ...known, at_ms: 300 });

    expect(made.sounding).toEqual([7, 7.3]);
    expect(silenced()).toBe(1);
  });

  test("what was known ahead waits for the end of a phrase, but not long", () => {
    const made = stage();
    made.sound.perform({ type: "say", at_ms: 0, phrase: "walk" });
    made.sound.perform({ ...known, at_ms: 300 });
    made.sound.perform({ ...known, at_ms: 100, phrase: "n5" });

    expect(made.sounding).toEqual([7, 7.55]);
  });

  test("a note waits its turn", () => {
    const made = stage();
    made.sound.perform({ type: "say", at_ms: 0, phrase: "walk" });
    made.sound.perform({ ...note, at_ms: 0 });

    expect(made.sounding).toEqual([7, 7.55]);
  });

  test("what comes too late to be true is left out", () => {
    const made = stage();
    made.nowMs = 5000;
    made.sound.perform({ ...count, at_ms: 4700 });

    expect(heard).toEqual([]);
  });

  test("a phrase without a clip and one at many times the speed are left out", () => {
    const made = stage();
    made.sound.perform({ ...known, at_ms: 100, phrase: "n99" });
    made.clock.speed = 8;
    made.sound.perform({ ...known, at_ms: 100 });

    expect(heard).toEqual([]);
  });

  test("counted seconds are taken back once paces are counted", () => {
    const made = stage();
    made.sound.perform({ ...count, kind: "seconds", at_ms: 5000 });
    made.sound.perform({ ...known, at_ms: 3000 });
    made.sound.withdraw("seconds");

    expect(made.sounding).toEqual([10]);
  });
});

describe("clips", () => {
  const folder = (phrase: string): string[] => [`/voices/${phrase}.mp3`, `/clips/en/${phrase}.mp3`];

  async function loaded(answer: (address: string) => Response | null): Promise<Map<string, AudioBuffer>> {
    vi.stubGlobal("fetch", async (address: string) => {
      const found = answer(address);
      if (found === null) throw new TypeError("no network");
      return found;
    });
    const clips = new Map<string, AudioBuffer>();
    const decode = async (data: ArrayBuffer): Promise<AudioBuffer> => {
      const text = new TextDecoder().decode(data);
      if (text === "broken") throw new DOMException("no sound");
      return text as unknown as AudioBuffer;
    };
    await loadClips(clips, ["walk", "breathe"], folder, decode);
    return clips;
  }

  test("that cannot be fetched are missing, and the others are there", async () => {
    const clips = await loaded((address) => (address.includes("walk") ? null : new Response("built")));

    expect([...clips.keys()]).toEqual(["breathe"]);
  });

  test("of a recorded voice come first", async () => {
    const clips = await loaded((address) => new Response(address));

    expect(clips.get("walk")).toBe("/voices/walk.mp3");
  });

  test.each(["gone", "broken", "offline"])("stand in for a recorded voice that is %s", async (how) => {
    const bad = how === "offline" ? null : new Response("broken", { status: how === "gone" ? 404 : 200 });
    const clips = await loaded((address) => (address.startsWith("/voices/") ? bad?.clone() ?? null : new Response(address)));

    expect(clips.get("breathe")).toBe("/clips/en/breathe.mp3");
  });
});
