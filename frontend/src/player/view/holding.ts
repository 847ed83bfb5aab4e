/** The screens of a hold: its count-in, and the hold itself. */

import { shortenedPaces } from "../../engine/step.ts";
import type { SheetPart, SheetSegment } from "../../engine/types.ts";
import type { Labels } from "../labels.ts";
import { fill } from "../labels.ts";
import { h, say } from "./dom.ts";
import { wholeSeconds } from "./format.ts";
import { icon } from "./icons.ts";
import { type Actions, type Model, mostMs, partOf, partsOf, type Screen, segmentOf } from "./model.ts";
import { inSet } from "./parts.ts";
import { drawAhead, drawRidge } from "./ridge.ts";

const COUNTED_MS = 3000; // the count-in says three, two, one; before that only what to do
const SAID_EVERY_S = 10; // how often a reader aloud hears the seconds of a hold
const STILL_STEP_MS = 3000; // with reduced motion the dot jumps

/** "hoogstens 15 passen of 9 s" */
export function atMost(labels: Labels, capMs: number, paces: number | null): string {
  const s = wholeSeconds(capMs);
  return paces === null ? fill(labels.at_most_s, { s }) : fill(labels.at_most_paces_or_s, { paces, s });
}

const whereHold = (model: Model, { exercise, repetition, of }: SheetSegment): string =>
  inSet(model, exercise, fill(model.labels.hold_of, { n: repetition, of }));

/** Breathe out; three, two, one. A tap leaves the hold out. */
export function countInScreen(model: Model): Screen {
  const { labels, sheet, state } = model;
  const segment = segmentOf(model);
  const part = partsOf(model)[0];
  const activity = part?.activity ?? segment.activity;
  const then = labels[`then_${activity}`];
  const most = atMost(labels, state.cap_ms, pacesOf(model, part));
  const number = h("p", { class: "num", "aria-hidden": "true" });
  const phrase = sheet.phrases[segment.cue] ?? "";
  const element = h(
    "div",
    { class: "p-text" },
    drawAhead(capShare(model)),
    h("h1", { class: "verb" }, phrase),
    number,
    h("p", { class: "unit" }, then),
    h("p", { class: "next" }, most),
    cue(labels.leave_out, null),
  );
  return {
    field: "count",
    element,
    tapName: () => labels.leave_out_name,
    hasStop: true,
    where: () => whereHold(model, segment),
    announce: () => fill(labels.live_count_in, { phrase, then, most }),
    update(now) {
      const leftMs = now.state.since_ms + sheet.timing.count_in_ms - now.nowMs;
      say(number, leftMs > COUNTED_MS ? "\u00a0" : String(Math.max(1, Math.ceil(leftMs / 1000))));
    },
  };
}

/** Nose closed. The first tap notes air hunger, the second ends the hold. */
export function holdScreen(model: Model, actions: Actions): Screen {
  const { labels } = model;
  // A finger counts when it comes down: a click would come too late for a quick pace.
  const pad = h("button", { class: "pacepad", type: "button", onpointerdown: () => actions.senses.pace() }, labels.tap_pace);
  const segment = segmentOf(model);
  const ridge = drawRidge(capShare(model));
  const verb = h("h1", { class: "verb" });
  const number = h("p", { class: "num", "aria-hidden": "true" });
  const unit = h("span");
  const side = h("span", { class: "next" });
  const note = h("p", { class: "next" });
  const tap = h("span");
  const tapThen = h("small");
  const element = h(
    "div",
    { class: "p-text" },
    ridge.element,
    verb,
    number,
    h("p", { class: "unit" }, unit, " ", side),
    note,
    h("p", { class: "tapcue", "aria-hidden": "true" }, icon("tap"), h("span", {}, tap, tapThen)),
    pad,
  );
  return {
    field: "hold",
    element,
    tapName: ({ state }) => (state.air_hunger_ms === null ? labels.name_hunger : labels.name_breathe),
    hasStop: true,
    where: () => whereHold(model, segment),
    announce: announceHold,
    update(now) {
      const { state } = now;
      const heldMs = Math.max(0, Math.min(now.nowMs - state.since_ms, mostMs(now)));
      const hungry = state.air_hunger_ms !== null;
      say(verb, holdVerb(now));
      say(number, String(state.paces ?? wholeSeconds(heldMs)));
      say(unit, unitOf(now));
      say(side, hungry ? hungerFrom(now) : sideOf(now));
      say(note, hungry && segment.note !== null ? (now.sheet.phrases[segment.note] ?? "") : "");
      say(tap, hungry ? labels.tap_breathe : labels.tap_hunger);
      say(tapThen, hungry ? labels.sooner : labels.second_tap);
      pad.hidden = now.surface.senses.paces.by !== "tapping" || state.paces === null;
      const shownMs = now.surface.stillMotion ? heldMs - (heldMs % STILL_STEP_MS) : heldMs;
      ridge.climb({
        at: shownMs / mostMs(now),
        hungerAt: state.air_hunger_ms === null ? null : Math.min(state.air_hunger_ms, shownMs) / mostMs(now),
      });
    },
  };
}

/** What to do now: the part's own verb; once air hunger is noted in it, to stay easy. */
function holdVerb(model: Model): string {
  const { labels, sheet, state } = model;
  const part = partOf(model);
  const notedHere = state.air_hunger_ms !== null && state.since_ms + state.air_hunger_ms > state.part_since_ms;
  if (notedHere) return sheet.phrases["stay_easy"] ?? "";
  const verb = part === null ? "" : (sheet.phrases[part.cue] ?? "");
  return fill(labels.with_nose_closed, { verb });
}

/** After how many paces a part ends, where the gate may have made it fewer. */
function pacesOf({ sheet, state }: Model, part: SheetPart | null | undefined): number | null {
  return part?.after_paces == null ? null : shortenedPaces(sheet, state, part.after_paces);
}

function unitOf({ labels, state, surface }: Model): string {
  if (state.paces === null) return labels.seconds;
  return surface.senses.paces.about ? labels.paces_about : labels.paces;
}

/** The most there can be, in what is counted; a hold without an end in paces has one in seconds. */
function sideOf(model: Model): string {
  const { labels, state } = model;
  const s = wholeSeconds(mostMs(model));
  if (state.paces === null) return fill(labels.of_at_most, { n: s });
  const paces = pacesOf(model, partOf(model));
  return paces === null ? fill(labels.at_most_s, { s }) : fill(labels.of_at_most, { n: paces });
}

function hungerFrom({ labels, state }: Model): string {
  return fill(labels.hunger_from, { n: wholeSeconds(state.air_hunger_ms ?? 0) });
}

function announceHold(model: Model): string {
  const { labels, state } = model;
  if (state.air_hunger_ms !== null) return fill(labels.live_hunger, { n: wholeSeconds(state.air_hunger_ms) });
  const seconds = wholeSeconds(model.nowMs - state.since_ms);
  const n = seconds - (seconds % SAID_EVERY_S);
  return fill(labels.live_hold, { verb: holdVerb(model), n, most: wholeSeconds(mostMs(model)) });
}

/** How high this mountain is beside the highest of the session. */
function capShare({ sheet, state }: Model): number {
  const longest = Math.max(...sheet.segments.map((segment) => segment.cap_ms));
  return longest === 0 ? 1 : Math.min(1, state.cap_ms / longest);
}

function cue(text: string, then: string | null): HTMLElement {
  const small = then === null ? null : h("small", {}, then);
  return h("p", { class: "tapcue quiet", "aria-hidden": "true" }, icon("tap"), h("span", {}, text, small));
}
