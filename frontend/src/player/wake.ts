/** Keeps the screen on while a session runs. The browser lets go of the lock when the page is hidden. */

export class WakeLock {
  #wanted = false;
  #lock: WakeLockSentinel | null = null;

  /** Hold the screen awake, or let it sleep again; where the phone has no such lock nothing happens. */
  async keep(wanted: boolean): Promise<void> {
    this.#wanted = wanted;
    if (!wanted) {
      const lock = this.#lock;
      this.#lock = null;
      await lock?.release();
    } else if (this.#lock === null && document.visibilityState === "visible") {
      await this.#ask();
    }
  }

  async #ask(): Promise<void> {
    if (!("wakeLock" in navigator)) return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => {
        this.#lock = null;
      });
      if (this.#wanted) this.#lock = lock;
      else await lock.release();
    } catch {
      // A low battery refuses it; the session goes on by sound.
    }
  }
}
