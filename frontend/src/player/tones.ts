/** The sounds without words. A session can be followed by these alone: falling is hold, rising is breathe. */

import table from "../../../src/adempauze/session/tones.json";
import type { Tone } from "../engine/types.ts";

/** One note of a tone: it glides from one pitch to another. */
export interface Note {
  readonly after_s: number;
  readonly length_s: number;
  readonly from_hz: number;
  readonly to_hz: number;
  readonly gain: number;
}

// Between 250 and 1100 Hz: what the small speaker of a phone carries outdoors. (Our choice, by ear of no one yet.)
export const TONES: Readonly<Record<Tone["tone"], readonly Note[]>> = table;

const ATTACK_S = 0.005; // short enough to be exact, long enough not to click
const RELEASE_S = 0.04;

/** Let *tone* sound into *output* at *when* on the audio clock; the answer silences it. */
export function playTone(output: AudioNode, tone: Tone["tone"], when: number): () => void {
  const voices = TONES[tone].map((each) => playNote(output, each, when));
  return () => {
    for (const voice of voices) voice.stop();
  };
}

/** How long *tone* sounds. */
export function toneLengthS(tone: Tone["tone"]): number {
  return Math.max(...TONES[tone].map(({ after_s, length_s }) => after_s + length_s));
}

function playNote(output: AudioNode, { after_s, length_s, from_hz, to_hz, gain }: Note, when: number): OscillatorNode {
  const { context } = output;
  const begin = when + after_s;
  const end = begin + length_s;
  const voice = new OscillatorNode(context, { frequency: from_hz });
  const loudness = new GainNode(context, { gain: 0 });
  voice.frequency.setValueAtTime(from_hz, begin);
  voice.frequency.exponentialRampToValueAtTime(to_hz, end);
  loudness.gain.setValueAtTime(0, begin);
  loudness.gain.linearRampToValueAtTime(gain, begin + ATTACK_S);
  loudness.gain.setValueAtTime(gain, end - RELEASE_S);
  loudness.gain.linearRampToValueAtTime(0, end);
  voice.connect(loudness).connect(output);
  voice.start(begin);
  voice.stop(end);
  return voice;
}
