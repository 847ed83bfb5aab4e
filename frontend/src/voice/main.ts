/** The page of voices: record a phrase, listen, keep it, or let the built clip be heard again. */

import { csrfToken } from "../player/upload.ts";
import { Recorder } from "./recorder.ts";
import { decode, peakOf, RATE_HZ, wavOf } from "./sound.ts";

const MOST_MS = 8000; // of one recording; the site keeps the voice in it
const QUIETEST = 0.01; // of full scale; the site asks the same

type Does = "listen" | "record" | "done" | "file" | "keep" | "remove";
type Stage = "idle" | "recording" | "heard";

// Which buttons a phrase has at each stage; to remove takes something that was kept.
const BUTTONS: Readonly<Record<Stage, readonly Does[]>> = {
  idle: ["listen", "record", "file", "remove"],
  recording: ["done"],
  heard: ["listen", "keep", "record"],
};

class Voice {
  readonly #recorder = new Recorder();
  #stage: Stage = "idle";
  #heard: Float32Array | null = null;

  constructor(
    private readonly row: HTMLElement,
    private readonly words: DOMStringMap,
  ) {
    row.addEventListener("click", (event) => {
      const does = (event.target as Element).closest<HTMLElement>("[data-do]")?.dataset["do"];
      if (does !== undefined) void this.#do(does as Does);
    });
    row.querySelector("input")?.addEventListener("change", (event) => {
      const file = (event.target as HTMLInputElement).files?.[0];
      if (file !== undefined) void file.arrayBuffer().then((data) => this.#take(data));
    });
    this.#show("idle", this.#own === "" ? "" : (words["kept"] ?? ""));
  }

  get #own(): string {
    return this.row.dataset["own"] ?? "";
  }

  async #do(does: Does): Promise<void> {
    switch (does) {
      case "listen":
        return this.#listen();
      case "record":
        return this.#record();
      case "done":
        return this.#recorder.stop();
      case "file":
        return this.row.querySelector("input")?.click();
      case "keep":
        return this.#keep();
      case "remove":
        return this.#remove();
    }
  }

  async #listen(): Promise<void> {
    const kept = this.#own || (this.row.dataset["built"] ?? "");
    const sound = this.#heard === null ? kept : URL.createObjectURL(new Blob([wavOf(this.#heard)]));
    const player = new Audio(sound);
    player.addEventListener("ended", () => URL.revokeObjectURL(sound));
    await player.play().catch(() => this.#show(this.#stage, this.words["silent"] ?? ""));
  }

  async #record(): Promise<void> {
    this.#show("recording", this.words["speak"] ?? "");
    try {
      await this.#take(await this.#recorder.record(MOST_MS));
    } catch {
      this.#show("idle", this.words["refused"] ?? "");
    }
  }

  async #take(data: ArrayBuffer): Promise<void> {
    const samples = await decode(data).catch(() => null);
    if (samples === null) return this.#show("idle", this.words["unread"] ?? "");
    if (peakOf(samples) < QUIETEST) return this.#show("idle", this.words["quiet"] ?? "");
    if (samples.length > (MOST_MS / 1000 + 1) * RATE_HZ) return this.#show("idle", this.words["long"] ?? "");
    this.#heard = samples;
    this.#show("heard", this.words["heard"] ?? "");
  }

  async #keep(): Promise<void> {
    if (this.#heard === null) return;
    const answer = await this.#ask("", wavOf(this.#heard));
    if (answer?.ok !== true) {
      const isLong = answer?.status === 422;
      return this.#show("heard", (isLong ? this.words["long"] : this.words["offline"]) ?? "");
    }
    const { url } = (await answer.json()) as { url: string };
    this.row.dataset["own"] = url;
    this.#heard = null;
    this.#show("idle", this.words["kept"] ?? "");
  }

  async #remove(): Promise<void> {
    const answer = await this.#ask("remove/");
    if (answer?.ok !== true) return this.#show("idle", this.words["offline"] ?? "");
    this.row.dataset["own"] = "";
    this.#show("idle", this.words["removed"] ?? "");
  }

  async #ask(path: string, body: ArrayBuffer | null = null): Promise<Response | null> {
    const headers = { "Content-Type": "audio/wav", "X-CSRFToken": csrfToken(document.cookie) };
    return fetch(`${this.row.dataset["address"]}${path}`, { method: "POST", headers, body }).catch(() => null);
  }

  #show(stage: Stage, state: string): void {
    this.#stage = stage;
    if (stage === "idle") this.#heard = null;
    const hadFocus = this.row.contains(document.activeElement);
    for (const button of this.row.querySelectorAll<HTMLButtonElement>("[data-do]")) {
      const does = button.dataset["do"] as Does;
      const isPossible = (does !== "record" || Recorder.isThere) && (does !== "remove" || this.#own !== "");
      button.hidden = !BUTTONS[stage].includes(does) || !isPossible;
    }
    const said = this.row.querySelector("[role=status]");
    if (said !== null) said.textContent = state;
    if (hadFocus) this.row.querySelector<HTMLButtonElement>("[data-do]:not([hidden])")?.focus();
  }
}

const page = document.getElementById("voices");
if (page !== null) {
  for (const row of page.querySelectorAll<HTMLElement>("[data-address]")) new Voice(row, page.dataset);
  const hint = document.getElementById("no-microphone");
  if (hint !== null) hint.hidden = Recorder.isThere;
}
