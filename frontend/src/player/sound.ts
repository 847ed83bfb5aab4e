/**
 * Tones and words, scheduled on the audio clock as soon as the engine announces them.
 *
 * What is scheduled sounds on time even while the page is busy. It is taken back only by a cancel that lies before
 * it; what was due stands. Of two phrases at once the newer is heard.
 */

import type { AnyEffect, Say, Tone } from "../engine/types.ts";
import type { Clock } from "./clock.ts";
import { playTone, toneLengthS } from "./tones.ts";

/** Where the sound of a phrase is found, once it has been fetched. */
export type Clips = Map<string, AudioBuffer>;

interface Cue {
  readonly effect: Tone | Say;
  when: number;
  ends: number;
  stop: () => void;
  cutAt: (when: number) => void;
}

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
  perform(effect: AnyEffect): void {
    if (effect.type === "cancel") this.#cancelAfter(effect.at_ms);
    else if (effect.type === "tone" || effect.type === "say") this.#schedule(effect);
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
    for (const cue of ahead) this.#schedule(cue.effect);
  }

  #timeOf(atMs: number): number {
    return this.context.currentTime + this.clock.secondsUntil(atMs);
  }

  #schedule(effect: Tone | Say): void {
    const when = Math.max(this.#timeOf(effect.at_ms), this.context.currentTime);
    if (effect.type === "tone") {
      const stop = playTone(this.output, effect.tone, when);
      this.#cues.push({ effect, when, ends: when + toneLengthS(effect.tone), stop, cutAt: () => undefined });
    } else {
      this.#speak(effect, when);
    }
  }

  #speak(effect: Say, when: number): void {
    const clip = this.clips.get(effect.phrase);
    // Words at many times their speed would only run over each other.
    if (clip === undefined || this.clock.speed !== 1) return;
    const voice = new AudioBufferSourceNode(this.context, { buffer: clip });
    const loudness = new GainNode(this.context);
    voice.connect(loudness).connect(this.output);
    voice.start(when);
    const cutAt = (at: number): void => {
      loudness.gain.setValueAtTime(1, at);
      loudness.gain.linearRampToValueAtTime(0, at + FADE_S);
    };
    const cue: Cue = { effect, when, ends: when + clip.duration, stop: () => voice.stop(), cutAt };
    for (const other of this.#cues) {
      if (other.when <= when && when < other.ends) other.cutAt(when);
      else if (other.effect.type === "say" && when < other.when && other.when < cue.ends) cutAt(other.when);
    }
    this.#cues.push(cue);
  }

  #cancelAfter(atMs: number): void {
    this.#remove(this.#cues.filter((cue) => cue.effect.at_ms > atMs));
  }

  #remove(cues: readonly Cue[]): void {
    for (const cue of cues) cue.stop();
    this.#cues = this.#cues.filter((cue) => !cues.includes(cue));
  }
}

/** Fetch and decode the clips of all phrases into *clips*; a phrase whose clip does not come is only shown. */
export async function loadClips(
  clips: Clips,
  phrases: Iterable<string>,
  folder: string,
  decode: (data: ArrayBuffer) => Promise<AudioBuffer>,
): Promise<void> {
  const load = async (phrase: string): Promise<void> => {
    try {
      const answer = await fetch(`${folder}${phrase}.mp3`);
      if (answer.ok) clips.set(phrase, await decode(await answer.arrayBuffer()));
    } catch {
      // Without a network the words are read, and the tones say the rest.
    }
  };
  await Promise.all([...phrases].map(load));
}
