/** The buttons of a headset and of the lock screen. */

export interface Buttons {
  play(): void;
  pause(): void;
  /** Air hunger, where the hold waits for it; else breathe. */
  next(): void;
  breathe(): void;
  stop(): void;
}

const ARTWORK = [192, 512].map((px) => ({
  src: `/static/img/app-icon-${px}.png`,
  sizes: `${px}x${px}`,
  type: "image/png",
}));

/** Take the buttons. Some browsers forget it when playing begins, so it is asked for again then. */
export function takeButtons(buttons: Buttons): void {
  if (!("mediaSession" in navigator)) return;
  const handlers: Partial<Record<MediaSessionAction, (() => void) | null>> = {
    play: () => buttons.play(),
    pause: () => buttons.pause(),
    nexttrack: () => buttons.next(),
    previoustrack: () => buttons.breathe(),
    stop: () => buttons.stop(),
    // With a way to seek, a lock screen shows that in the place of these buttons.
    seekforward: null,
    seekbackward: null,
    seekto: null,
  };
  for (const [action, handler] of Object.entries(handlers)) {
    try {
      navigator.mediaSession.setActionHandler(action as MediaSessionAction, handler ?? null);
    } catch {
      // A browser that does not know a button does without it.
    }
  }
}

/** Say on the lock screen what is going on. */
export function showOnLockScreen(title: string, where: string, isPlaying: boolean): void {
  if (!("mediaSession" in navigator)) return;
  const shown = navigator.mediaSession.metadata;
  if (shown?.title !== where || shown.artist !== title) {
    navigator.mediaSession.metadata = new MediaMetadata({ title: where, artist: title, artwork: ARTWORK });
  }
  navigator.mediaSession.playbackState = isPlaying ? "playing" : "paused";
}
