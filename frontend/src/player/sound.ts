/**
 * Tones and words, scheduled on the audio clock as soon as the engine announces them.
 *
 * What is scheduled sounds on time even while the page is busy. It is taken back only by a cancel that lies before
 * it; what was due stands. Of two phrases of the session at once the newer is heard. What is only announced never
 * talks over the session: it waits as long as its kind can, and else it is left out.
 */

import numbers from "../../../src/adempauze/session/announced.json" with { type: "json" };
import type { AnyEffect, Say, Tone } from "../engine/types.ts";
import type { Announcement } from "./announce.ts";
import type { Clock } from "./clock.ts";
import { playTone, toneLengthS } from "./tones.ts";

/** Where the sound of a phrase is found, once it has been fetched. */
export type Clips = Map<string, AudioBuffer>;

type Audible = Tone | Say | Announcement;

interface Cue {
  readonly effect: Audible;
  readonly rank: number;
  when: number;
  ends: number;
  stop: () => void;
  cutAt: (when: number) => void;
}

// Who is heard where two would speak at once: the session, then what was known ahead, what was noted, a count.
const SESSION = 0;
const RANKS: Readonly<Record<Announcement["kind"], number>> = numbers.rank;
const TONE = 9; // without words, it stands in nobody's way
// How long an announcement can wait for its turn. A count that waits would be wrong when it is heard.
const PATIENCE_MS: Readonly<Record<Announcement["kind"], number>> = numbers.patience_ms;
const BREATH_S = numbers.between_words_ms / 1000; // between two phrases
const LATE_S = 0.25; // what is announced later than this is not true any more

const FADE_S = 0.03;
// The audio clock and the session's may part after a stall or a change of speed; below this nobody hears it.
const PARTED_S = 0.02;

/** The sound of one session. */
export class Sound {
  readonly output: GainNode;
  #cues: Cue[] = [];
  #offset: number;

  constructor(
    private readonly context: AudioContext,
    private readonly clock: Clock,
    private readonly clips: Clips,
  ) {
    this.output = new GainNode(context);
    this.output.connect(context.destination);
    this.#offset = this.#timeOf(0);
  }

  /** Take up what an effect asks of the ear; all others are left to others. */
  perform(effect: AnyEffect | Announcement): void {
    if (effect.type === "cancel") this.#cancelAfter(effect.at_ms);
    else if (effect.type === "tone" || effect.type === "say" || effect.type === "announce") this.#schedule(effect);
  }

  /** Take back the announcements of one kind that lie ahead. */
  withdraw(kind: Announcement["kind"]): void {
    const now = this.context.currentTime;
    this.#remove(this.#cues.filter(({ effect, when }) => effect.type === "announce" && effect.kind === kind && when > now));
  }

  /** How loud, from 0 to 1; what is scheduled goes on in silence too. */
  set loudness(share: number) {
    this.output.gain.setTargetAtTime(share, this.context.currentTime, FADE_S / 3);
  }

  /** Follow the session's clock where it parted from the audio clock. Called with every tick. */
  follow(): void {
    if (this.context.state !== "running") return;
    this.#cues = this.#cues.filter((cue) => cue.ends > this.context.currentTime);
    const offset = this.#timeOf(0);
    if (Math.abs(offset - this.#offset) < PARTED_S) return;
    this.#offset = offset;
    const ahead = this.#cues.filter((cue) => this.clock.secondsUntil(cue.effect.at_ms) > 0);
    this.#remove(ahead);
    for (const cue of ahead.sort((one, other) => one.rank - other.rank)) this.#schedule(cue.effect);
  }

  #timeOf(atMs: number): number {
    return this.context.currentTime + this.clock.secondsUntil(atMs);
  }

  #schedule(effect: Audible): void {
    const planned = this.#timeOf(effect.at_ms);
    const when = Math.max(planned, this.context.currentTime);
    if (effect.type === "tone") {
      const stop = playTone(this.output, effect.tone, when);
      const ends = when + toneLengthS(effect.tone);
      this.#cues.push({ effect, rank: TONE, when, ends, stop, cutAt: () => undefined });
      return;
    }
    const clip = this.clips.get(effect.phrase);
    // Words at many times their speed would only run over each other.
    if (clip === undefined || this.clock.speed !== 1) return;
    if (effect.type === "say") this.#say(effect, clip, when);
    else if (when - planned < LATE_S) this.#announce(effect, clip, when);
  }

  #say(effect: Say, clip: AudioBuffer, when: number): void {
    const cue = this.#speak(effect, SESSION, clip, when);
    for (const other of this.#cues) {
      if (other.when <= when && when < other.ends) other.cutAt(when);
      else if (other.rank === SESSION && when < other.when && other.when < cue.ends) cue.cutAt(other.when);
    }
    this.#remove(this.#cues.filter(({ rank, when: at }) => rank !== TONE && rank > SESSION && when < at && at < cue.ends));
    this.#cues.push(cue);
  }

  #announce(effect: Announcement, clip: AudioBuffer, planned: number): void {
    const rank = RANKS[effect.kind];
    const inTheWay = (when: number): Cue[] =>
      this.#cues.filter(
        (cue) => cue.rank !== TONE && when < cue.ends + BREATH_S && cue.when < when + clip.duration + BREATH_S,
      );
    let when = planned;
    let first = inTheWay(when).find((cue) => cue.rank <= rank);
    while (first !== undefined) {
      when = first.ends + BREATH_S;
      if (1000 * (when - planned) > PATIENCE_MS[effect.kind]) return;
      first = inTheWay(when).find((cue) => cue.rank <= rank);
    }
    const outranked = inTheWay(when);
    for (const cue of outranked) cue.cutAt(when);
    this.#remove(outranked.filter((cue) => cue.when >= when));
    this.#cues.push(this.#speak(effect, rank, clip, when));
  }

  #speak(effect: Say | Announcement, rank: number, clip: AudioBuffer, when: number): Cue {
    const voice = new AudioBufferSourceNode(this.context, { buffer: clip });
    const loudness = new GainNode(this.context);
    voice.connect(loudness).connect(this.output);
    voice.start(when);
    const cutAt = (at: number): void => {
      loudness.gain.setValueAtTime(1, at);
      loudness.gain.linearRampToValueAtTime(0, at + FADE_S);
      cue.ends = Math.min(cue.ends, at + FADE_S);
    };
    const cue: Cue = { effect, rank, when, ends: when + clip.duration, stop: () => voice.stop(), cutAt };
    return cue;
  }

  #cancelAfter(atMs: number): void {
    this.#remove(this.#cues.filter((cue) => cue.effect.at_ms > atMs));
  }

  #remove(cues: readonly Cue[]): void {
    for (const cue of cues) cue.stop();
    this.#cues = this.#cues.filter((cue) => !cues.includes(cue));
  }
}

const LANES = 6; // as many as a browser fetches from one place at a time; asking for all at once holds a page up

/**
 * Fetch and decode the clips of all phrases into *clips*. The first of a phrase's addresses that gives a sound is
 * taken; a phrase without any is only shown.
 */
export async function loadClips(
  clips: Clips,
  phrases: Iterable<string>,
  addressesOf: (phrase: string) => readonly string[],
  decode: (data: ArrayBuffer) => Promise<AudioBuffer>,
): Promise<void> {
  const queue = [...phrases].values();
  const lane = async (): Promise<void> => {
    for (const phrase of queue) {
      const clip = await firstClip(addressesOf(phrase), decode);
      if (clip !== null) clips.set(phrase, clip);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function firstClip(
  addresses: readonly string[],
  decode: (data: ArrayBuffer) => Promise<AudioBuffer>,
): Promise<AudioBuffer | null> {
  for (const address of addresses) {
    const clip = await loadClip(address, decode);
    if (clip !== null) return clip;
  }
  return null;
}

async function loadClip(address: string, decode: (data: ArrayBuffer) => Promise<AudioBuffer>): Promise<AudioBuffer | null> {
  try {
    const answer = await fetch(address);
    return answer.ok ? await decode(await answer.arrayBuffer()) : null;
  } catch {
    return null; // without a network the words are read, and the tones say the rest
  }
}
