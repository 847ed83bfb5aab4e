/** The screens between holds: recovery with the breathing guide, and the entry of the lowest number. */

import type { HoldResult, SheetSegment } from "../../engine/types.ts";
import { fill } from "../labels.ts";
import { breathAt, isPaced } from "./breath.ts";
import { h, mark, s, say, shift } from "./dom.ts";
import { minutes, percent, wholeSeconds } from "./format.ts";
import { drawHills, type Hills } from "./hills.ts";
import { type Actions, isOnFoot, lastHold, type Model, nextHold, rulesSince, type Screen, segmentOf } from "./model.ts";
import { drawMoves } from "./moves.ts";
import { inSet, uncapitalised } from "./parts.ts";
import { pacesText } from "./sensors.ts";

const MINUTES_FROM_MS = 90_000;
const STILL_STEPS = 4;

/** Breathe in and out with the hills, or stand and breathe as you like. */
export function restScreen(model: Model, actions: Actions): Screen {
  const segment = segmentOf(model);
  return isPaced(segment) ? pacedScreen(model, actions, segment) : calmScreen(model, actions);
}

function pacedScreen(model: Model, actions: Actions, segment: SheetSegment): Screen {
  const { labels, sheet, state, surface } = model;
  const group = pacedAround(sheet.segments, state.segment);
  const index = group.indexOf(segment);
  const hills = drawHills(group, surface.stillMotion);
  const word = h("p", { class: "breathword", "aria-hidden": "true" });
  const count = h("span");
  const dots = drawDots(group);
  const foot = drawFoot(model, actions);
  const how = `${labels[`breath_${segment.depth}`]}${segment.route === "nose" ? `, ${labels.through_nose}` : ""}`;
  const element = h(
    "div",
    { class: "p-text" },
    hills.element,
    word,
    h("h1", { class: "unit" }, count, " ", h("span", { class: "next" }, how)),
    dots.element,
    foot.element,
  );
  const atMs = (now: Model): number => now.nowMs - now.state.since_ms;
  return {
    field: "rest",
    element,
    tapName: null,
    hasStop: true,
    where: whereRest,
    announce(now) {
      const { breath, inhaling } = breathAt(segment, atMs(now));
      const part = inhaling ? labels.breath_in : labels.breath_out;
      return fill(labels.live_breath, { part, n: breath, of: segment.breaths, how, gate: foot.said(now) });
    },
    update(now) {
      const { breath, inhaling } = breathAt(segment, atMs(now));
      say(word, inhaling ? labels.breath_in : labels.breath_out);
      say(count, fill(labels.n_of, { n: breath, of: segment.breaths }));
      dots.update(index, breath);
      foot.update(now);
      if (now.surface.stillMotion) hills.move(index, 0);
    },
    ...(surface.stillMotion ? {} : { frame: (now: Model) => moveHills(hills, index, atMs(now)) }),
  };
}

function moveHills(hills: Hills, index: number, atMs: number): void {
  hills.move(index, atMs);
}

/** Rest without a guide: a flat line, and the sun goes along it. */
function calmScreen(model: Model, actions: Actions): Screen {
  const { labels, sheet, state } = model;
  const segment = segmentOf(model);
  const text = segment.kind === "hold" ? labels.recovery : (sheet.phrases[segment.cue] ?? "");
  const total = state.rest_ms;
  const inMinutes = total >= MINUTES_FROM_MS;
  const number = h("p", { class: "num small-num", "aria-hidden": "true" });
  const unit = h("p", { class: "unit" });
  const line = drawLine();
  const foot = drawFoot(model, actions);
  const element = h("div", { class: "p-text" }, line.element, h("h1", { class: "verb" }, text), number, unit, foot.element);
  return {
    field: "rest",
    element,
    tapName: null,
    hasStop: true,
    where: whereRest,
    announce: (now) => fill(labels.live_rest, { text, gate: foot.said(now) }),
    update(now) {
      const restedMs = Math.max(0, now.nowMs - now.state.since_ms);
      const shownMs = Math.min(restedMs, total);
      const late = restedMs > total && now.state.outcome === null;
      say(number, inMinutes ? minutes(shownMs) : String(wholeSeconds(shownMs)));
      say(unit, late ? notBack(now) : ofTotal(now, total, inMinutes));
      const share = shownMs / total;
      line.move(now.surface.stillMotion ? Math.floor(share * STILL_STEPS) / STILL_STEPS : share);
      foot.update(now);
    },
  };
}

function ofTotal({ labels }: Model, totalMs: number, inMinutes: boolean): string {
  if (inMinutes) return fill(labels.minutes_of, { of: minutes(totalMs) });
  return fill(labels.seconds_of, { of: wholeSeconds(totalMs) });
}

function notBack({ labels, sheet }: Model): string {
  return fill(labels.not_back, { n: percent(sheet.gate.recovered_tenths) });
}

/** After which hold this is. */
export function whereRest({ labels, sheet, state }: Model): string {
  const segment = sheet.segments[state.segment];
  const hold = sheet.segments.slice(0, state.segment).findLast((each) => each.kind === "hold");
  if (segment === undefined || hold === undefined || segment.kind === "hold") return labels.recovery;
  return fill(labels.recovery_after, { n: hold.repetition, of: hold.of });
}

/** The paced segments that follow each other around the one at *index*: the guide shows them all. */
function pacedAround(segments: readonly SheetSegment[], index: number): readonly SheetSegment[] {
  let first = index;
  while (first > 0 && isPacedAt(segments, first - 1)) first -= 1;
  let last = index;
  while (isPacedAt(segments, last + 1)) last += 1;
  return segments.slice(first, last + 1);
}

function isPacedAt(segments: readonly SheetSegment[], index: number): boolean {
  const segment = segments[index];
  return segment !== undefined && isPaced(segment);
}

// --- the lower part: what the last hold brought, and what comes ---------------------------------------

interface Foot {
  readonly element: HTMLElement;
  update(model: Model): void;
  said(model: Model): string;
}

function drawFoot(model: Model, actions: Actions): Foot {
  const { labels } = model;
  const first = h("span");
  const second = h("strong");
  const uncounted = h("p", { class: "next" });
  const enter = h("button", { class: "btn enter", type: "button", onclick: () => actions.pick("lowest") });
  const rate = h("button", { class: "btn enter", type: "button", onclick: () => actions.pick("hunger") });
  const entries = h("div", { class: "entries" }, enter, rate);
  const element = h("div", { class: "p-note" }, movesAhead(model), h("p", { class: "next" }, first, h("br"), second), uncounted, entries);
  return {
    element,
    said: (now) => judgement(now).join(" "),
    update(now) {
      const [one, other] = judgement(now);
      say(first, one);
      say(second, other);
      const hold = isAfterHold(now) ? lastHold(now) : null;
      uncounted.hidden = !isUncounted(now, hold);
      if (!uncounted.hidden) say(uncounted, pacesText(labels, now.surface.senses.paces));
      enter.hidden = hold === null || !isReadByRunner(now);
      // A rating can make what comes lighter, which a track that plays on does not know.
      rate.hidden = hold === null || !isRated(now, hold) || now.surface.pocket.kind === "played";
      say(enter, hold?.nadir_from === "seen" ? labels.lowest_again : labels.read_lowest);
      say(rate, hold?.hunger == null ? labels.rate_hunger : fill(labels.hunger_rated, { n: hold.hunger }));
    },
  };
}

/** Whether the lowest number comes from the runner: chosen so, or no sensor speaks now. */
function isReadByRunner({ sheet, surface }: Model): boolean {
  return sheet.signal === "seen" || (sheet.signal === "live" && surface.senses.oximeter.value === null);
}

/** Whether air hunger is asked for: where it was tapped, and in the whole main set, as no hold grows unless most are rated. */
function isRated({ sheet }: Model, hold: HoldResult): boolean {
  const main = sheet.segments.findLast(({ kind }) => kind === "hold")?.exercise;
  return hold.air_hunger_ms !== null || hold.exercise === main;
}

/** Whether the phone was to count the paces of the last hold and did not. */
function isUncounted({ surface }: Model, hold: HoldResult | null): boolean {
  const wanted = surface.senses.walks && surface.senses.paces.by === "motion";
  return wanted && hold !== null && isOnFoot(hold.activity) && hold.paces === null;
}

/** Show how the next exercise goes, in the rest before its first hold. */
function movesAhead(model: Model): HTMLElement | null {
  const { sheet, state } = model;
  const next = sheet.segments[state.segment + 1];
  const isNew = next !== undefined && next.exercise !== sheet.segments[state.segment]?.exercise;
  return isNew ? drawMoves(model, next.exercise, false) : null;
}

/** Whether the last thing that was played was a hold: only then is there something to enter about it. */
function isAfterHold({ state }: Model): boolean {
  return state.released_ms !== null && state.holds.at(-1)?.ended_by !== "skipped";
}

/** What the last hold brought, in two lines: its lowest value, and what it means for what comes. */
function judgement(model: Model): readonly [string, string] {
  const { labels, state } = model;
  const hold = lastHold(model);
  const rules = state.released_ms === null ? [] : rulesSince(model, state.released_ms);
  const tenths = hold?.nadir_tenths ?? null;
  const lowest = tenths === null ? "" : fill(labels.lowest, { n: percent(tenths) });
  if (rules.length > 0) return [lowest, rules.map((rule) => rule.text).join(" ")];
  return [lowest, whatComes(model)];
}

function whatComes(model: Model): string {
  const { labels, sheet, state } = model;
  const next = sheet.segments[state.segment + 1];
  if (next !== undefined && next.kind !== "hold") return fill(labels.next_rest, { what: uncapitalised(sheet.phrases[next.cue] ?? "") });
  const hold = nextHold(model);
  if (hold === null) return "";
  const name = fill(labels.hold_of, { n: hold.repetition, of: hold.of });
  const isSameSet = hold.exercise === sheet.segments[state.segment]?.exercise;
  return fill(labels.next_rest, { what: uncapitalised(isSameSet ? name : inSet(model, hold.exercise, name)) });
}

// --- the row of dots, one a breath --------------------------------------------------------------------

interface Dots {
  readonly element: SVGSVGElement;
  update(index: number, breath: number): void;
}

const DOTS_WIDTH = 350;
const SMALL = { step: 14, r: 4 };
const BIG = { step: 21.5, r: 7.5 };

function drawDots(group: readonly SheetSegment[]): Dots {
  let x = 6;
  const rows = group.map((segment) => {
    const { step, r } = segment.depth === "shallow" ? SMALL : BIG;
    const row = Array.from({ length: segment.breaths }, (_, number) => s("circle", { cx: x + number * step, cy: 13, r }));
    x += segment.breaths * step + SMALL.step;
    return row;
  });
  const width = Math.max(DOTS_WIDTH, x);
  const element = s("svg", { class: "pips", viewBox: `0 0 ${width} 26`, "aria-hidden": "true" }, ...rows.flat());
  return {
    element,
    update(index, breath) {
      rows.forEach((row, at) => {
        row.forEach((dot, number) => {
          const isNow = at === index && number === breath - 1;
          const isPast = at < index || (at === index && number < breath - 1);
          mark(dot, "class", isNow ? "now" : isPast ? "on" : "");
        });
      });
    },
  };
}

// --- the flat line ------------------------------------------------------------------------------------

const LINE = { from: 46, to: 344, y: 556 };

function drawLine(): { element: SVGSVGElement; move(share: number): void } {
  const sun = s("circle", { class: "b-sun moves-on", cx: LINE.from, cy: LINE.y - 26, r: 26 });
  const element = s(
    "svg",
    { class: "scene", viewBox: "0 0 390 844", preserveAspectRatio: "xMidYMax meet", "aria-hidden": "true" },
    s("path", { class: "b-hill", d: `M -800 ${LINE.y} H 1200 V 1200 H -800 Z` }),
    s("path", { class: "b-line", d: `M -800 ${LINE.y} H 1200` }),
    sun,
  );
  return {
    element,
    move(share) {
      shift(sun, Math.min(1, share) * (LINE.to - LINE.from), 0);
    },
  };
}
