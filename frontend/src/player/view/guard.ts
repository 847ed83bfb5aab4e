/**
 * The pocket guard: a dark screen on which a stray touch can do one thing only, stop. To open it takes a finger that
 * stays for a second; a keyboard or a reader aloud, which do not stray, open it with one press.
 */

import type { Labels } from "../labels.ts";
import { h, say } from "./dom.ts";
import { icon } from "./icons.ts";

const HELD_MS = 1000;

export class Guard {
  readonly element: HTMLElement;
  readonly #where = h("p", { class: "guard-where" });
  readonly #count = h("p", { class: "guard-count" });
  readonly #open: HTMLButtonElement;
  #touched = false;
  #opening: number | undefined;

  constructor(labels: Labels, stop: () => void) {
    this.#open = h(
      "button",
      {
        class: "guard-open",
        type: "button",
        "aria-label": labels.guard_open,
        onpointerdown: () => this.#hold(),
        onpointerup: () => this.#letGo(),
        onpointerleave: () => this.#letGo(),
        onpointercancel: () => this.#letGo(),
        oncontextmenu: (event) => event.preventDefault(),
        onclick: () => this.#click(),
      },
      h("span", { class: "guard-held" }),
      h("span", {}, labels.guard_hold),
    );
    this.element = h(
      "div",
      { class: "guard", hidden: true },
      h("div", { class: "guard-told" }, this.#where, this.#count),
      this.#open,
      h("button", { class: "guard-stop", type: "button", onclick: stop }, icon("stop"), h("span", {}, labels.stop)),
    );
  }

  get isShut(): boolean {
    return !this.element.hidden;
  }

  shut(): void {
    this.element.hidden = false;
    this.#setRestInert(true);
    this.#open.focus({ preventScroll: true });
  }

  open(): void {
    if (!this.isShut) return;
    this.#letGo();
    this.element.hidden = true;
    this.#setRestInert(false);
  }

  /** Say where the session is, and how far. */
  show(where: string, count: string): void {
    say(this.#where, where);
    say(this.#count, count);
  }

  #hold(): void {
    this.#touched = true;
    this.#letGo();
    this.element.classList.add("opening");
    this.#opening = window.setTimeout(() => this.open(), HELD_MS);
  }

  #letGo(): void {
    window.clearTimeout(this.#opening);
    this.element.classList.remove("opening");
  }

  // A finger has already been judged by how long it stayed; what clicks without one is a key or a reader aloud.
  #click(): void {
    if (!this.#touched) this.open();
    this.#touched = false;
  }

  #setRestInert(inert: boolean): void {
    for (const other of this.element.parentElement?.children ?? []) {
      if (other !== this.element && other instanceof HTMLElement && other.role !== "status") other.inert = inert;
    }
  }
}
