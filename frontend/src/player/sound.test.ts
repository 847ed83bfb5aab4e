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

test("a clip that cannot be fetched is missing, and the others are there", async () => {
  vi.stubGlobal("fetch", async (address: string) => {
    if (address.endsWith("walk.mp3")) throw new TypeError("no network");
    return { ok: !address.endsWith("gone.mp3"), arrayBuffer: async () => new ArrayBuffer(1) };
  });
  const clips = new Map<string, AudioBuffer>();

  await loadClips(clips, ["walk", "gone", "breathe"], "/clips/en/", async () => ({}) as AudioBuffer);

  expect([...clips.keys()]).toEqual(["breathe"]);
});
