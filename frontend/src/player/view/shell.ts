/**
 * What stays while screens come and go: the line on top, the surface to tap, Stop in its one place, and the words for
 * a reader aloud, which change no faster than a breath.
 */

import { fill } from "../labels.ts";
import { h, mark, say } from "./dom.ts";
import { Guard } from "./guard.ts";
import { icon } from "./icons.ts";
import { type Actions, type Model, RUNNING, type Screen } from "./model.ts";
import { choose } from "./screens.ts";
import { drawStrip } from "./sensors.ts";

const GUARD_MS = 400; // so that a double tap cannot answer what comes next
const WET_THUMB_MS = 250; // two touches this close are one
const ANNOUNCED_EVERY_MS = 2000; // the shortest breath

/** What the shell itself can ask for. */
export interface Controls extends Actions {
  tap(): void;
  stop(): void;
  pause(): void;
  toggleSound(): void;
  toggleSun(): void;
  changeSpeed(): void;
}

export class Shell {
  #key = "";
  #screen: Screen | null = null;
  #shown: Model | null = null;
  #shownAt = 0;
  #tappedAt = Number.NEGATIVE_INFINITY;
  #pressed = false;
  #announcedAt = Number.NEGATIVE_INFINITY;
  readonly #where = h("span");
  readonly #sound: HTMLButtonElement;
  readonly #sun: HTMLButtonElement;
  readonly #banner: HTMLElement;
  readonly #speed: HTMLButtonElement;
  readonly #strip: ReturnType<typeof drawStrip>;
  readonly #body = h("div", { class: "p-body" });
  readonly #surface: HTMLButtonElement;
  readonly #aside: HTMLElement;
  readonly #stop: HTMLElement;
  readonly #guard: Guard;
  readonly #live = h("p", { class: "vh", role: "status" });

  constructor(
    private readonly main: HTMLElement,
    private readonly controls: Controls,
    model: Model,
    private readonly time: () => number = () => performance.now(),
  ) {
    const { labels, sheet } = model;
    const iconButton = (name: string, onclick: () => void): HTMLButtonElement =>
      h("button", { class: "iconbtn", type: "button", "aria-label": name, "aria-pressed": "false", onclick });
    this.#sound = iconButton(labels.sound, () => controls.toggleSound());
    this.#sun = iconButton(labels.sun, () => controls.toggleSun());
    this.#sun.append(icon("sun"));
    this.#speed = h("button", { class: "speed", type: "button", onclick: () => controls.changeSpeed() });
    this.#banner = h("div", { class: "p-demo", hidden: !sheet.demonstration }, h("span", {}, labels.demonstration), this.#speed);
    this.#strip = drawStrip(model, controls);
    this.#surface = h("button", {
      class: "tapzone",
      type: "button",
      hidden: true,
      onpointerdown: (event) => this.#press(event as PointerEvent),
      onclick: () => this.#click(),
    });
    this.#guard = new Guard(labels, () => controls.stop());
    this.#aside = h(
      "div",
      { class: "p-aside" },
      h("button", { class: "aside", type: "button", "aria-label": labels.pause_name, onclick: () => controls.pause() }, icon("pause"), labels.pause),
      h("button", { class: "aside", type: "button", "aria-label": labels.guard_name, onclick: () => this.#shutGuard() }, icon("pocket"), labels.guard),
    );
    this.#stop = h(
      "footer",
      { class: "p-foot" },
      this.#aside,
      h("button", { class: "stopbar", type: "button", onclick: () => controls.stop() }, icon("stop"), h("span", {}, labels.stop)),
    );
    main.replaceChildren(
      h("header", { class: "p-head" }, this.#where, this.#sound, this.#sun),
      this.#banner,
      this.#strip.element,
      this.#body,
      this.#surface,
      this.#stop,
      this.#live,
      this.#guard.element,
    );
    this.#body.addEventListener("click", (event) => this.#holdOff(event), { capture: true });
    document.addEventListener("keydown", (event) => this.#keyDown(event));
    this.show(model);
  }

  /** Draw *model*. */
  show(model: Model): void {
    this.#shown = model;
    const { key, build } = choose(model, this.controls);
    if (key !== this.#key) this.#change(key, build());
    const screen = this.#screen;
    if (screen === null) return;
    const { labels, surface } = model;
    screen.update(model);
    this.#strip.update(model);
    const where = screen.where(model);
    say(this.#where, model.runner === "" ? where : [model.runner, where].filter(Boolean).join(" · "));
    this.#showSound(surface.audible);
    mark(this.#sun, "aria-pressed", String(surface.inSun));
    say(this.#speed, `${surface.speed}×`);
    mark(this.#speed, "aria-label", fill(labels.speed, { n: surface.speed }));
    this.#surface.hidden = screen.tapName === null;
    mark(this.#surface, "aria-label", screen.tapName?.(model) ?? "");
    this.#stop.hidden = !screen.hasStop;
    this.#aside.hidden = !isRunning(model);
    this.#showGuard(model, screen);
    this.#announce(screen.announce(model));
  }

  /** The line on top: what is going on. */
  get where(): string {
    return this.#where.textContent ?? "";
  }

  /** Whether anything moves with every frame. */
  get moves(): boolean {
    return this.#screen?.frame !== undefined;
  }

  /** Move what moves with every frame. */
  frame(model: Model): void {
    this.#screen?.frame?.(model);
  }

  #showSound(audible: boolean): void {
    if (this.#sound.getAttribute("aria-pressed") === String(audible)) return;
    this.#sound.setAttribute("aria-pressed", String(audible));
    this.#sound.replaceChildren(icon(audible ? "sound" : "mute"));
  }

  #shutGuard(): void {
    this.#guard.shut();
    if (this.#shown !== null) this.show(this.#shown);
  }

  /** What is over is looked at; what is paused waits in the pocket. */
  #showGuard(model: Model, screen: Screen): void {
    const { state, labels } = model;
    if (!isRunning(model) && state.phase !== "paused") this.#guard.open();
    if (!this.#guard.isShut) return;
    const paces = state.phase === "hold" && state.paces !== null ? `${state.paces} ${labels.paces}` : "";
    this.#guard.show(state.phase === "paused" ? labels.paused : screen.where(model), paces);
  }

  #change(key: string, screen: Screen): void {
    const hadFocus = this.#body.contains(document.activeElement);
    if (this.#screen !== null) this.#body.scrollTop = 0; // now, while what stands there is still laid out
    this.#key = key;
    this.#screen = screen;
    this.#shownAt = this.time();
    this.#announcedAt = Number.NEGATIVE_INFINITY; // a new screen speaks at once
    this.main.dataset["field"] = screen.field;
    this.#body.replaceChildren(screen.element);
    // The element that had the focus is gone: keep a keyboard where it was, at the top of what is new.
    if (hadFocus) this.main.focus({ preventScroll: true });
  }

  #holdOff(event: Event): void {
    if (this.time() - this.#shownAt >= GUARD_MS) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // A finger counts when it comes down, a keyboard or a reader aloud when it clicks.
  #press(event: PointerEvent): void {
    if (!event.isPrimary) return;
    this.#pressed = true;
    this.#tap();
  }

  #click(): void {
    if (!this.#pressed) this.#tap();
    this.#pressed = false;
  }

  #tap(): void {
    if (this.time() - this.#tappedAt < WET_THUMB_MS) return;
    this.#tappedAt = this.time();
    this.controls.tap();
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.repeat) return;
    if (event.key === "Escape" && this.#screen?.hasStop === true) {
      event.preventDefault();
      this.controls.stop();
    } else if (!this.#guard.isShut && (event.key === " " || event.key === "Enter") && this.#screen?.tapName != null) {
      const onControl = event.target instanceof Element && event.target.closest("button, a, input") !== null;
      if (onControl) return;
      event.preventDefault();
      this.#tap();
    }
  }

  #announce(text: string): void {
    if (this.#live.textContent === text || this.time() - this.#announcedAt < ANNOUNCED_EVERY_MS) return;
    this.#announcedAt = this.time();
    this.#live.textContent = text;
  }
}

const isRunning = ({ state, surface }: Model): boolean => surface.found === null && RUNNING.includes(state.phase);
