/**
 * The player: holds session, clock, sound and screens together, for one session on one page.
 *
 * The session decides; everything here listens to it or tells it what happened.
 */

import { INITIAL } from "../engine/step.ts";
import type { AnyEvent, State } from "../engine/types.ts";
import { announcements, pauseWords } from "./announce.ts";
import { clipDecoder, openAudio, timeSources, wakeAudio } from "./audio.ts";
import { carryAnswers, takeAnswers } from "./carried.ts";
import { type Clock, DrivenClock, SessionClock } from "./clock.ts";
import { type Haptics, ownHaptics } from "./haptics.ts";
import { newLog } from "./log.ts";
import { nextTurn, type Page } from "./page.ts";
import { fetchTrack } from "./pocket/fetching.ts";
import type { TrackForm } from "./pocket/layout.ts";
import { Pocket } from "./pocket/pocket.ts";
import { showOnLockScreen, takeButtons } from "./pocket/remote.ts";
import { Senses } from "./senses.ts";
import { type Happening, Session, stateAfter, type Stepped } from "./session.ts";
import { readSettings, rememberSound, rememberSun } from "./settings.ts";
import { type Clips, loadClips, Sound } from "./sound.ts";
import type { Store, StoredLog } from "./store.ts";
import { csrfToken, type Uploader, type UploadState } from "./upload.ts";
import { afterPaint } from "./view/dom.ts";
import { type Model, type PocketView, RUNNING, partOf, type Surface } from "./view/model.ts";
import { type Controls, Shell } from "./view/shell.ts";
import { WakeLock } from "./wake.ts";

const TICK_MS = 100;
const SPEEDS = [1, 8, 30];
// How long after its end a session can still be given a symptom, before its log is sent.
const SYMPTOM_MS = 15 * 60_000;
const CALM_END_MS = 60_000;

/** Where the sessions of one runner are kept on this phone, and what sends them. */
export interface Keeping {
  readonly store: Store;
  readonly uploader: Uploader;
}

/** What the player was opened with. */
export interface Opening extends Keeping {
  readonly page: Page;
  /** Open what is kept for the other of two runners. */
  readonly keep: (runner: string) => Promise<Keeping>;
  /** A session that was left on this phone, with its events. */
  readonly left: { readonly log: StoredLog; readonly events: readonly AnyEvent[] } | null;
}

/** What is offered for a pocket; a session that was left goes on in the hand. */
function offerOf({ track }: Page, isLeft: boolean): Surface["pocketOffer"] {
  if (track === null || isLeft) return "none";
  return "instead" in track ? "instead" : "track";
}

export class Player implements Controls {
  #log: StoredLog;
  #isOpened: boolean;
  #session: Session;
  #clock: Clock;
  #sound: Sound | null = null;
  #surface: Surface;
  #audio: AudioContext | null = null;
  #haptics: Haptics;
  readonly #clips: Clips = new Map();
  readonly #theme = document.documentElement.dataset["theme"];
  readonly #wake = new WakeLock();
  senses: Senses;
  readonly #shell: Shell;
  #isAnimated = false;
  #page: Page;
  #store: Store;
  #uploader: Uploader;
  readonly #keep: Opening["keep"];
  #lettingGo: number | undefined;
  #pocket: Pocket | null = null;
  #speaker: HTMLAudioElement | null = null;
  #fetched: PocketView = { kind: "none" };

  constructor(main: HTMLElement, { page, store, uploader, keep, left }: Opening) {
    this.#page = page;
    this.#store = store;
    this.#uploader = uploader;
    this.#keep = keep;
    this.#haptics = ownHaptics(page.cues.haptics);
    const settings = readSettings();
    this.#isOpened = left !== null;
    this.#log = left?.log ?? newLog(page.sheet, page.sheetDigest, Date.now());
    const state = stateAfter(this.#log.sheet, INITIAL, left?.events ?? []);
    this.#clock = this.#newClock(left === null ? 0 : this.#sinceOpened(state));
    this.#session = this.#newSession(state);
    this.senses = this.#newSenses();
    this.#surface = {
      found: left === null ? null : this.#found(left.log, state),
      isCardRead: page.turns === null || left !== null,
      question: 0,
      audible: settings.audible,
      inSun: settings.inSun,
      speed: this.#clock.speed,
      picking: left === null ? this.#firstPicking : "none",
      symptoms: "none",
      upload: null,
      stillMotion: matchMedia("(prefers-reduced-motion: reduce)").matches,
      senses: this.senses.view,
      pocket: { kind: "none" },
      pocketOffer: offerOf(page, left !== null),
      pages: page.urls,
    };
    this.#showSun();
    this.#shell = new Shell(main, this, this.#model());
    this.#listen();
    if (left !== null) this.#tell({ type: "pause", reason: "reload" });
    else this.#takeAnswers();
    afterPaint(() => this.#loadClips());
  }

  get log(): StoredLog {
    return this.#log;
  }

  /** Show how far a log has come on its way to the site. */
  uploaded(log: StoredLog, upload: UploadState): void {
    if (log.id !== this.#log.id) return;
    if (upload.kind === "sent") this.#log = { ...this.#log, status: "sent", resultUrl: upload.resultUrl };
    this.#change({ upload });
  }

  // --- what the runner does ---------------------------------------------------------------------------

  answer(question: string, value: string): void {
    this.#send({ type: "answer", question, value });
    this.#change({ question: this.#unanswered(this.#surface.question + 1) });
    afterPaint(() => this.#openAudio()); // so that Begin need not wait for it
  }

  back(): void {
    this.#change({ question: Math.max(0, this.#surface.question - 1) });
  }

  begin(): void {
    void this.#wakeThen(() => {
      this.#send({ type: "start", wall_ms: Date.now() });
      this.#tellBegun();
    });
  }

  /** Until this session has come in, the site lets no other be begun elsewhere; without a network it cannot know. */
  #tellBegun(): void {
    const { begun } = this.#page.runner;
    if (begun === null || this.#session.state.phase === "over") return;
    void fetch(begun, { method: "POST", headers: { "X-CSRFToken": csrfToken(document.cookie) } }).catch(() => undefined);
  }

  toPocket(): void {
    const { track } = this.#page;
    if (track !== null && "instead" in track) void this.#askInstead(track.instead);
    else if (track !== null) void this.#fetchTrack(this.#formOf(track));
  }

  beginInPocket(): void {
    const { track } = this.#page;
    if (this.#speaker === null || track === null || "instead" in track || this.#surface.pocket.kind !== "ready") return;
    this.#open();
    this.#pocket = this.#newPocket(this.#speaker, this.#formOf(track).layout);
    this.#clock = this.#pocket.course;
    this.senses.close(); // a page that sleeps hears no sensor, and one that is heard now and then tells nothing
    this.#change({ pocket: { kind: "played" } });
    this.#tellBegun();
    void this.#pocket.begin().catch(() => this.#change({ pocket: { kind: "failed" } }));
  }

  leavePocket(): void {
    this.#change({ pocket: { kind: "none" } });
  }

  tap(): void {
    const { state } = this.#session;
    if (state.phase === "count_in") this.#send({ type: "signal", signal: "breathe" });
    if (state.phase !== "hold") return;
    if (state.air_hunger_ms === null) this.#send({ type: "signal", signal: "air_hunger" });
    else this.#send({ type: "signal", signal: partOf(this.#model())?.on_signal === "limit" ? "limit" : "breathe" });
  }

  /** Next on a headset: what a tap does where the hold waits for air hunger, else "breathe". */
  press(): void {
    const isAwaited = partOf(this.#model())?.on_signal === "air_hunger" && this.#session.state.air_hunger_ms === null;
    if (this.#session.state.phase === "hold" && isAwaited) this.#send({ type: "signal", signal: "air_hunger" });
    else this.breathe();
  }

  breathe(): void {
    this.#send({ type: "signal", signal: "breathe" });
  }

  stop(): void {
    if (this.#session.state.phase === "ready") void this.#forgetAndGoHome();
    else this.#send({ type: "stop" });
  }

  /** In a hold this is "breathe"; going on begins with recovery. */
  pause(): void {
    this.#send({ type: "pause", reason: "runner" });
  }

  resume(): void {
    if (this.#pocket !== null) return void this.#pocket.resume().then(() => this.#draw());
    void this.#wakeThen(() => {
      this.#change({ found: null });
      this.#send({ type: "resume" });
    });
  }

  close(): void {
    this.#change({ found: null });
    this.#send({ type: "close" });
  }

  pick(what: Surface["picking"]): void {
    this.#change({ picking: what });
  }

  seen(percent: number): void {
    const sites = Object.keys(this.#session.sheet.gate.correction_tenths);
    const site = sites.includes("finger") ? "finger" : sites[0];
    if (site !== undefined) this.#send({ type: "seen", tenths: percent * 10, site });
    this.#change({ picking: "none" });
  }

  rate(hunger: number): void {
    this.#send({ type: "hunger", rating: hunger });
    this.#change({ picking: "none" });
  }

  askSymptoms(): void {
    this.#keepBack(SYMPTOM_MS);
    this.#change({ symptoms: "ask" });
  }

  saveSymptoms(ids: readonly string[]): void {
    for (const symptom of ids) this.#send({ type: "symptom", symptom });
    this.#change({ symptoms: "asked" });
    this.#letGo();
  }

  leave(): void {
    void this.#sendAndLeave();
  }

  readCard(): void {
    this.#change({ isCardRead: true });
  }

  /** The turn of the other: what was played goes its own way, and nothing of it stays on the screen. */
  handOver(): void {
    void this.#handOver();
  }

  async #handOver(): Promise<void> {
    window.clearTimeout(this.#lettingGo);
    this.#letGo();
    const page = nextTurn(this.#page);
    const { store, uploader } = await this.#keep(page.runner.key);
    [this.#page, this.#store, this.#uploader] = [page, store, uploader];
    this.#log = newLog(this.#page.sheet, this.#page.sheetDigest, Date.now());
    this.#isOpened = false;
    this.#sound = null;
    this.#haptics = ownHaptics(page.cues.haptics);
    this.#loadClips();
    this.#clock = this.#newClock(0);
    this.#session = this.#newSession(INITIAL);
    this.senses.close(); // what is worn now, is worn by somebody else
    this.senses = this.#newSenses();
    this.#change({ isCardRead: false, question: 0, picking: this.#firstPicking, symptoms: "none", upload: null });
  }

  toggleSound(): void {
    const audible = !this.#surface.audible;
    rememberSound(audible);
    if (this.#sound !== null) this.#sound.loudness = audible ? this.#page.volumePct / 100 : 0;
    this.#change({ audible });
  }

  toggleSun(): void {
    const inSun = !this.#surface.inSun;
    rememberSun(inSun);
    this.#change({ inSun });
    this.#showSun();
  }

  changeSpeed(): void {
    if (!(this.#clock instanceof DrivenClock)) return;
    const next = SPEEDS[SPEEDS.indexOf(this.#clock.speed) + 1] ?? 1;
    this.#clock.speed = next;
    this.#sound?.follow();
    this.#change({ speed: next });
  }

  // --- time -------------------------------------------------------------------------------------------

  #listen(): void {
    window.setInterval(() => this.#tick(), TICK_MS);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.#pocket === null) this.#interrupt();
      if (document.visibilityState === "visible") void this.#wake.keep(this.#isAwake);
    });
    window.addEventListener("pagehide", () => this.#interrupt());
    document.addEventListener("freeze", () => this.#interrupt());
  }

  #tick(): void {
    if (this.#pocket !== null) this.#lookInPocket();
    else for (const atMs of this.#ticks()) if (this.#isRunning) this.#tell({ type: "tick" }, atMs);
    this.senses.tick(this.#session.state);
    this.#haptics.tick(this.#clock.now());
    this.#sound?.follow();
    this.#draw();
  }

  /** The time of a demonstration goes by in small steps, however fast it runs, so that nothing in it is late. */
  #ticks(): number[] {
    const nowMs = this.#clock.now();
    if (!(this.#clock instanceof DrivenClock)) return [nowMs];
    const count = Math.max(0, Math.floor((nowMs - this.#session.state.now_ms) / TICK_MS));
    return Array.from({ length: count }, (_, step) => this.#session.state.now_ms + (step + 1) * TICK_MS);
  }

  #interrupt(): void {
    if (this.#isRunning) this.#send({ type: "pause", reason: "interrupted" });
  }

  get #isRunning(): boolean {
    return this.#surface.found === null && RUNNING.includes(this.#session.state.phase);
  }

  /** While something runs in the hand, or the runner sits and says what it feels like. */
  get #isAwake(): boolean {
    return (this.#isRunning && this.#pocket === null) || this.#surface.symptoms === "ask";
  }

  // --- the session --------------------------------------------------------------------------------------

  #newClock(startMs: number): Clock {
    if (this.#log.sheet.demonstration) return new DrivenClock(() => performance.now() / 1000, startMs);
    return new SessionClock(timeSources(() => this.#audio), startMs);
  }

  #newSenses(): Senses {
    return new Senses(this.#log.sheet, {
      now: () => this.#clock.now(),
      tell: (happening) => this.#sense(happening),
      changed: () => this.#draw(),
    });
  }

  /** A session that was cleared for a sensor begins with it. */
  get #firstPicking(): Surface["picking"] {
    return this.#log.sheet.signal === "live" ? "sensors" : "none";
  }

  #newSession(state: State): Session {
    const around = {
      clock: this.#clock,
      write: (events: readonly AnyEvent[]) => this.#write(events),
      perform: (stepped: Stepped) => this.#perform(stepped),
    };
    return new Session(this.#log.sheet, around, state);
  }

  #send(happening: Happening): void {
    this.#open();
    this.#tell(happening);
    this.#draw();
  }

  /** What sensors say is heard while something runs, and after that as long as it tells of the last hold. */
  #sense(happening: Happening): void {
    const { state } = this.#session;
    if (!this.#isRunning && !this.senses.tellsOfLastHold(state)) return;
    this.#tell(happening);
    this.#draw();
  }

  #tell(happening: Happening, atMs?: number): void {
    this.#pocket?.look();
    this.#pass(happening, atMs ?? this.#clock.now());
    this.#pocket?.follow();
  }

  #pass(happening: Happening, atMs: number): void {
    const { phase } = this.#session.state;
    this.#session.sendAt(happening, atMs);
    if (this.#session.state.phase === phase) return;
    if (this.#session.state.phase === "over") this.#end();
    void this.#wake.keep(this.#isAwake);
  }

  /** The log is opened by the first thing that happens, not by a page that lies open. */
  #open(): void {
    if (this.#isOpened) return;
    this.#isOpened = true;
    this.#log = newLog(this.#page.sheet, this.#page.sheetDigest, Date.now());
    this.#clock = this.#newClock(0);
    if (this.#clock instanceof DrivenClock) this.#clock.speed = this.#surface.speed;
    this.#session = this.#newSession(INITIAL);
    void this.#store.begin(this.#log);
  }

  #write(events: readonly AnyEvent[]): void {
    void this.#store.append(this.#log.id, events);
  }

  #perform(stepped: Stepped): void {
    const { before, state, effects } = stepped;
    if (before.paces === null && state.paces !== null) this.#sound?.withdraw("seconds");
    const said = [...effects, ...pauseWords(stepped), ...announcements(stepped, this.#page.cues.rules)];
    for (const effect of said) {
      this.#sound?.perform(effect);
      this.#haptics.perform(effect);
    }
  }

  #found(log: StoredLog, state: State): Surface["found"] {
    return {
      title: log.sheet.title,
      openedMs: log.openedMs,
      holds: state.holds.length,
      isEarlier: Date.now() >= log.sheet.expires_at_ms,
    };
  }

  /** Where the session's clock stands after the page was gone: the wall says how long that was. */
  #sinceOpened(state: State): number {
    return Math.max(state.now_ms, Date.now() - this.#log.openedMs);
  }

  // --- in a pocket --------------------------------------------------------------------------------------

  #formOf(track: Readonly<Record<"whole" | "lower", TrackForm>>): TrackForm {
    const { sheet, state } = this.#session;
    const given = new Map(state.answers);
    const isLowered = sheet.preflight.some(({ id, options }) =>
      options.some(({ value, verdict }) => verdict === "lower" && given.get(id) === value),
    );
    return isLowered ? track.lower : track.whole;
  }

  async #fetchTrack({ sound, file }: TrackForm): Promise<void> {
    this.#change({ pocket: { kind: "fetching", percent: 0 } });
    try {
      const track = await fetchTrack(sound, (percent) => {
        if (this.#surface.pocket.kind === "fetching") this.#change({ pocket: { kind: "fetching", percent } });
      });
      this.#speaker = this.#newSpeaker(track);
      this.#fetched = { kind: "ready", file };
      if (this.#surface.pocket.kind === "fetching") this.#change({ pocket: this.#fetched });
    } catch {
      this.#change({ pocket: { kind: "failed" } });
    }
  }

  #newSpeaker(track: Blob): HTMLAudioElement {
    const speaker = new Audio(URL.createObjectURL(track));
    speaker.volume = this.#page.volumePct / 100;
    for (const happened of ["pause", "ended", "seeked"]) speaker.addEventListener(happened, () => this.#tick());
    speaker.addEventListener("playing", () => {
      this.#takeButtons();
      // After a call only the runner goes on.
      if (this.#pocket?.course.isMeant === false) speaker.pause();
    });
    speaker.addEventListener("ratechange", () => {
      if (speaker.playbackRate !== 1) speaker.playbackRate = 1;
    });
    return speaker;
  }

  #newPocket(speaker: HTMLAudioElement, layout: ConstructorParameters<typeof Pocket>[1]): Pocket {
    const session = this.#session;
    const wall = new SessionClock(timeSources(() => null), this.#clock.now());
    const played = {
      sheet: session.sheet,
      wall,
      get state() {
        return session.state;
      },
      pass: (happening: Happening, atMs: number) => this.#pass(happening, atMs),
    };
    return new Pocket(played, layout, speaker);
  }

  #takeButtons(): void {
    takeButtons({
      play: () => this.resume(),
      pause: () => (this.#pocket?.isOpening === true ? this.#withdraw() : this.#send({ type: "pause", reason: "runner" })),
      next: () => this.press(),
      breathe: () => this.breathe(),
      stop: () => this.stop(),
    });
  }

  #withdraw(): void {
    this.#pocket?.withdraw();
    this.#change({ pocket: this.#fetched });
  }

  #lookInPocket(): void {
    const pocket = this.#pocket;
    const wasOpening = pocket?.isOpening === true;
    pocket?.look();
    pocket?.follow();
    if (wasOpening && !pocket?.isOpening && this.#session.state.phase === "ready") this.#withdraw();
    showOnLockScreen(this.#session.sheet.title, this.#shell.where, pocket?.course.plays === true);
  }

  /** The site clears another session, in which nothing is read off; what was answered for this one holds for it. */
  async #askInstead(address: string): Promise<void> {
    const headers = { "X-CSRFToken": csrfToken(document.cookie) };
    const answer = await fetch(address, { method: "POST", headers }).catch(() => null);
    if (answer?.ok !== true) return this.#change({ pocket: { kind: "failed" } });
    carryAnswers(this.#page.runner.key, this.#session.state.answers, Date.now());
    window.location.assign(answer.url);
  }

  /** Answer what was answered a moment ago; what this session asks besides is asked. */
  #takeAnswers(): void {
    for (const [question, value] of takeAnswers(this.#page.runner.key, Date.now())) {
      const asked = this.#session.sheet.preflight.find(({ id }) => id === question);
      const isOffered = asked?.options.some((option) => option.value === value) === true;
      if (isOffered) this.#send({ type: "answer", question, value });
    }
    this.#change({ question: this.#unanswered(0) });
  }

  /** The first question from *index* on that has no answer yet; behind the last one where all have. */
  #unanswered(index: number): number {
    const { sheet, state } = this.#session;
    const given = new Map(state.answers);
    const found = sheet.preflight.findIndex(({ id }, at) => at >= index && !given.has(id));
    return found < 0 ? sheet.preflight.length : found;
  }

  // --- the end ------------------------------------------------------------------------------------------

  #end(): void {
    const { outcome } = this.#session.state;
    const asks = outcome === "stopped" || outcome === "ended" || outcome === "locked";
    this.#change({ picking: "none", symptoms: outcome === "stopped" ? "ask" : "none" });
    void this.#store.finish(this.#log);
    // Now there is something here to keep; a browser that asks about it no longer interrupts anything.
    void navigator.storage?.persist?.();
    this.#keepBack(asks ? SYMPTOM_MS : CALM_END_MS);
  }

  /** Hold the log back for a while: what the runner still wants to say belongs in it. */
  #keepBack(forMs: number): void {
    window.clearTimeout(this.#lettingGo);
    this.#uploader.keepBack(this.#log.id);
    this.#lettingGo = window.setTimeout(() => this.#letGo(), forMs);
  }

  #letGo(): void {
    this.#uploader.letGo(this.#log.id);
    void this.#uploader.sendAll();
  }

  async #sendAndLeave(): Promise<void> {
    this.#uploader.letGo(this.#log.id);
    await this.#uploader.sendAll();
    const { home } = this.#page.urls;
    const isRefused = this.#session.state.outcome === "refused";
    // Without a network there is no page to go to; what waits says so on this one.
    if (isRefused || navigator.onLine) window.location.assign(isRefused ? home : (this.#log.resultUrl ?? home));
  }

  async #forgetAndGoHome(): Promise<void> {
    await this.#store.forget(this.#log);
    window.location.assign(this.#page.urls.home);
  }

  // --- sound and picture --------------------------------------------------------------------------------

  /** Open the phone's sound, which can hold a page up for long: never before the runner has done something. */
  #openAudio(): AudioContext | null {
    if (this.#audio !== null) return this.#audio;
    const audio = (this.#audio = openAudio());
    audio?.addEventListener("statechange", () => {
      if (audio.state !== "running" && this.#sound !== null) this.#interrupt();
    });
    return audio;
  }

  async #wakeThen(act: () => void): Promise<void> {
    this.#open();
    const asked = this.senses.ask(); // at once: a browser answers it only in the tap itself
    const audio = this.#openAudio();
    if (audio !== null) {
      await wakeAudio(audio, this.#page.cues.music);
      this.#sound ??= new Sound(audio, this.#clock, this.#clips);
      this.#sound.loudness = this.#surface.audible ? this.#page.volumePct / 100 : 0;
    }
    await asked;
    act();
  }

  #loadClips(): void {
    const decode = clipDecoder();
    if (decode === null) return;
    const phrases = [...Object.keys(this.#log.sheet.phrases), ...this.#page.cues.announced];
    void loadClips(this.#clips, phrases, (phrase) => this.#clipAddresses(phrase), decode);
  }

  /** A recorded voice first, where the runner has one for this phrase; behind it the clip that always is there. */
  #clipAddresses(phrase: string): string[] {
    const { lang } = this.#log.sheet;
    const own = this.#page.cues.voices[lang]?.[phrase];
    return [...(own === undefined ? [] : [own]), `${this.#page.urls.clips}${lang}/${phrase}.mp3`];
  }

  #showSun(): void {
    const root = document.documentElement;
    if (this.#surface.inSun) root.dataset["theme"] = "sun";
    else if (this.#theme === undefined) delete root.dataset["theme"];
    else root.dataset["theme"] = this.#theme;
  }

  #change(change: Partial<Surface>): void {
    this.#surface = { ...this.#surface, ...change };
    this.#draw();
  }

  #draw(): void {
    this.#shell.show(this.#model());
    this.#animate();
  }

  /** Draw every frame while something moves with them; a screen that stands still asks for none. */
  #animate(): void {
    if (this.#isAnimated || !this.#shell.moves) return;
    this.#isAnimated = true;
    requestAnimationFrame(() => {
      this.#isAnimated = false;
      this.#shell.frame(this.#model());
      this.#animate();
    });
  }

  #model(): Model {
    const { sheet, state } = this.#session;
    const { labels, runner, turns, moves } = this.#page;
    const surface = { ...this.#surface, senses: this.senses.view };
    return { sheet, labels, state, nowMs: this.#clock.now(), surface, runner: runner.name, turns, moves };
  }
}
