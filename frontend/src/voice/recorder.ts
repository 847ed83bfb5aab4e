/** The microphone, for the length of one phrase. */

export class Recorder {
  #recording: MediaRecorder | null = null;

  /** Whether this page can record at all: not without https, and not in every browser. */
  static get isThere(): boolean {
    return "MediaRecorder" in globalThis && navigator.mediaDevices?.getUserMedia !== undefined;
  }

  /** Record until `stop` or for *mostMs*; rejects where the microphone is refused. */
  async record(mostMs: number): Promise<ArrayBuffer> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    try {
      const recording = new MediaRecorder(stream);
      this.#recording = recording;
      const pieces: Blob[] = [];
      const ended = new Promise<void>((resolve) => {
        recording.addEventListener("dataavailable", ({ data }) => pieces.push(data));
        recording.addEventListener("stop", () => resolve());
      });
      recording.start();
      const timer = setTimeout(() => this.stop(), mostMs);
      await ended;
      clearTimeout(timer);
      return await new Blob(pieces).arrayBuffer();
    } finally {
      this.#recording = null;
      for (const track of stream.getTracks()) track.stop(); // the light of the microphone goes out
    }
  }

  stop(): void {
    if (this.#recording?.state === "recording") this.#recording.stop();
  }
}
