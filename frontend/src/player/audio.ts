/** The one audio context of a session, and whether it runs. */

import type { TimeSources } from "./clock.ts";
import type { AudioSessionType } from "./page.ts";

const CLIP_HZ = 48_000; // what most phones play at; one that does not converts it while it plays
const WAIT_MS = 700; // for a sound system that is slow to wake; the session does not wait longer

/** What reads the time: the audio clock while there is one that runs, and the clocks that watch over it. */
export function timeSources(opened: () => AudioContext | null): TimeSources {
  return {
    audio: () => {
      const context = opened();
      return context?.state === "running" ? context.currentTime : null;
    },
    monotonic: () => performance.now() / 1000,
    wall: () => Date.now() / 1000,
  };
}

/** Open the phone's sound; null where there is none. It stays silent until a tap wakes it. */
export function openAudio(): AudioContext | null {
  try {
    return new AudioContext({ latencyHint: "interactive" });
  } catch {
    return null;
  }
}

/** Wake the sound, inside a tap; *type* says what becomes of other sound, on the phones that let a page say so. */
export async function wakeAudio(context: AudioContext, type: AudioSessionType): Promise<void> {
  if ("audioSession" in navigator) (navigator.audioSession as { type: string }).type = type;
  const waited = new Promise<void>((resolve) => setTimeout(resolve, WAIT_MS));
  await Promise.race([context.resume(), waited]);
}

/** What makes a sound of a clip, without opening the phone's sound; null on a phone that has none. */
export function clipDecoder(): ((clip: ArrayBuffer) => Promise<AudioBuffer>) | null {
  if (!("AudioContext" in window)) return null;
  const context = new OfflineAudioContext(1, 1, CLIP_HZ);
  return (clip) => context.decodeAudioData(clip);
}
