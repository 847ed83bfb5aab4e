/**
 * The screen of the sensors: connect them, see them work, say how paces are counted. Before the start, in a recovery
 * and in a pause. And the strip that says in every state what they read.
 */

import { fill, type LabelKey, type Labels } from "../labels.ts";
import type { PacesView } from "../pacing.ts";
import type { SensesView } from "../senses.ts";
import type { SensorKind, SensorView } from "../sensing.ts";
import { COUNTS_BY } from "../settings.ts";
import { h, say } from "./dom.ts";
import { icon } from "./icons.ts";
import type { Actions, Model, Screen } from "./model.ts";
import { sign, stillScreen } from "./parts.ts";

const LOW_BATTERY_PCT = 20; // our choice: a session of an hour should not be its last

/** "97 ± 4 %", or that there is none. */
export function spo2Text(labels: Labels, { value }: SensorView): string {
  return value === null ? labels.no_reading : fill(labels.spo2_value, { n: Math.round(value) });
}

function heartText(labels: Labels, { value }: SensorView): string {
  return value === null ? labels.no_reading : fill(labels.hr_value, { n: value });
}

const TEXTS = { oximeter: spo2Text, strap: heartText } as const;
const KINDS = ["oximeter", "strap"] as const;
const ICONS = { oximeter: "meter", strap: "heart" } as const;

/** The warning about a battery that may not last, if there is one. */
export function lowBattery(labels: Labels, senses: SensesView): string | null {
  const low = KINDS.map((kind) => [kind, senses[kind].battery_pct] as const).find(
    ([, percent]) => percent !== null && percent <= LOW_BATTERY_PCT,
  );
  return low === undefined ? null : fill(labels.battery_low, { what: labels[low[0]], n: low[1]! });
}

/** How paces will be counted, or why they will not. */
export function pacesText(labels: Labels, { by, movement, cadence }: PacesView): string {
  if (by !== "motion") return fill(labels[`count_${by}`], { n: cadence });
  return labels[`movement_${movement}`];
}

// --- the screen ---------------------------------------------------------------------------------------

export function sensorsScreen(model: Model, actions: Actions): Screen {
  const { labels, sheet, state, surface } = model;
  const { senses } = surface;
  const isBefore = state.phase === "ready";
  actions.senses.prepare();
  const rows = senses.barrier === null ? KINDS.map((kind) => drawSensor(kind, model, actions)) : [];
  const devices = h("p");
  const known = h("details", { class: "next" }, h("summary", {}, labels.which_meters), devices);
  const paces = isBefore && senses.walks ? drawPaces(model, actions) : null;
  const off = h("p", { class: "why", role: "status" }, labels.bluetooth_off);
  const element = h(
    "div",
    { class: "paper stays sensors" },
    h("h1", { class: "verb" }, labels.sensors),
    ...(senses.barrier === null ? [] : noSensors(model)),
    off,
    ...rows.map((row) => row.element),
    rows.length > 0 ? known : null,
    paces?.element ?? null,
    h("p", { class: "next" }, labels.foreground),
    sheet.signal === "live" ? h("p", { class: "next" }, labels.live_without) : null,
    h("div", { class: "way-on" }, sign(labels.onward, () => actions.pick("none"))),
  );
  const still = stillScreen(element, () => sheet.title, labels.sensors, true);
  return {
    ...still,
    field: state.phase === "rest" ? "rest" : "paper",
    update({ surface: now }) {
      off.hidden = !now.senses.off;
      for (const row of rows) row.update(now.senses);
      known.hidden = now.senses.devices.length === 0;
      say(devices, fill(labels.known_meters, { what: now.senses.devices.join(", ") }));
      paces?.update(now.senses.paces);
    },
  };
}

/** Why there are none here, and what can be done instead. */
function noSensors({ labels, surface }: Model): HTMLElement[] {
  const { senses, pages } = surface;
  const why = senses.barrier === "insecure" ? labels.insecure : labels.no_bluetooth;
  return [
    h("p", { class: "why" }, why),
    h("p", { class: "next" }, labels.no_bluetooth_ways),
    h("p", { class: "row" }, link(pages.profile, labels.choose_signal), link(pages.recordings, labels.add_file)),
  ];
}

const link = (href: string, text: string): HTMLElement => h("a", { class: "btn", href }, text);

interface Piece<View> {
  readonly element: HTMLElement;
  update(view: View): void;
}

function drawSensor(kind: SensorKind, model: Model, actions: Actions): Piece<SensesView> {
  const { labels } = model;
  const value = h("p", { class: "sense-value" });
  // A reader aloud hears what becomes of the sensor, not every number.
  const about = h("p", { class: "next", role: "status" });
  const battery = h("p", { class: "next" });
  const connect = h("button", { class: "btn wide", type: "button", onclick: () => actions.senses.connect(kind) });
  const worn = kind === "oximeter" ? drawSites(model, actions) : null;
  const element = h(
    "section",
    { class: "sense", "data-kind": kind, "aria-labelledby": `sense-${kind}` },
    h("h2", { id: `sense-${kind}` }, icon(ICONS[kind]), labels[kind]),
    value,
    about,
    battery,
    worn?.element ?? null,
    connect,
  );
  return {
    element,
    update(senses) {
      const sensor = senses[kind];
      const isOn = sensor.link === "connected";
      value.hidden = !isOn;
      value.classList.toggle("none", sensor.value === null);
      say(value, TEXTS[kind](labels, sensor));
      say(about, aboutSensor(labels, sensor));
      battery.hidden = sensor.battery_pct === null;
      const isLow = sensor.battery_pct !== null && sensor.battery_pct <= LOW_BATTERY_PCT;
      battery.classList.toggle("low", isLow);
      const key = isLow ? "battery_low" : "battery";
      say(battery, fill(labels[key], { what: labels[kind], n: sensor.battery_pct ?? "" }));
      say(connect, isOn ? labels.another : labels.connect);
      worn?.update(senses);
    },
  };
}

function aboutSensor(labels: Labels, { link, name, value, weak }: SensorView): string {
  if (link === "choosing") return labels.connecting;
  if (link === "failed") return labels.connect_failed;
  if (link === "none") return "";
  const state = value === null ? labels.reading_lost : weak ? labels.reading_weak : "";
  return [`${name === "" ? labels.nameless : name}: ${labels.never_tested}.`, state].join(" ").trim();
}

function drawSites({ labels, surface }: Model, actions: Actions): Piece<SensesView> {
  const boxes = surface.senses.sites.map((site) => choice("site", site, labels[`site_${site}` as LabelKey], () => actions.senses.wear(site)));
  const element = h(
    "fieldset",
    { class: "picking" },
    h("legend", {}, labels.where_worn),
    h("div", { class: "sym" }, ...boxes.map(({ label }) => label)),
    h("p", { class: "next" }, labels.no_wrist),
  );
  return {
    element,
    update({ site, oximeter }) {
      element.hidden = oximeter.link !== "connected";
      for (const { input } of boxes) input.checked = input.value === site;
    },
  };
}

function drawPaces({ labels }: Model, actions: Actions): Piece<PacesView> {
  const boxes = COUNTS_BY.map((by) => choice("count-by", by, "", () => actions.senses.countBy(by)));
  const says = h("p", { class: "next", role: "status" });
  const step = (steps: 1 | -1, name: string, text: string): HTMLElement =>
    h("button", { class: "btn", type: "button", "aria-label": name, onclick: () => actions.senses.changeCadence(steps) }, text);
  const steps = h("div", { class: "entries" }, step(-1, labels.slower, "−"), step(1, labels.faster, "+"));
  const element = h(
    "fieldset",
    { class: "picking" },
    h("legend", {}, labels.count_paces),
    h("div", { class: "sym" }, ...boxes.map(({ label }) => label)),
    steps,
    says,
    h("p", { class: "next" }, labels.paces_car),
  );
  return {
    element,
    update(paces) {
      for (const { input, text } of boxes) {
        input.checked = input.value === paces.by;
        say(text, fill(labels[`by_${input.value}` as LabelKey], { n: paces.cadence }));
      }
      steps.hidden = paces.by !== "cadence";
      const isTried = paces.by === "motion" && paces.movement === "heard" && paces.trial !== null;
      say(says, isTried ? fill(labels.paces_trial, { n: paces.trial! }) : pacesText(labels, paces));
    },
  };
}

interface Choice {
  readonly label: HTMLElement;
  readonly input: HTMLInputElement;
  readonly text: HTMLElement;
}

/** One of several; a tap on the one that is chosen already counts too, for a browser may want it to ask. */
function choice(name: string, value: string, words: string, onclick: () => void): Choice {
  const input = h("input", { type: "radio", name, value, onclick });
  const text = h("span", {}, words);
  return { label: h("label", {}, input, text), input, text };
}

// --- the strip ----------------------------------------------------------------------------------------

/** Whether the strip stands there, and with it the way to the sensors. */
export const hasStrip = ({ wanted, barrier }: SensesView): boolean => wanted && barrier === null;

/** What the sensors read now, in one line; a tap on it opens their screen. In a hold it tells only what is missing. */
export function drawStrip(model: Model, actions: Actions): { element: HTMLElement; update(model: Model): void } {
  const { labels } = model;
  const parts = KINDS.map((kind) => {
    const text = h("span");
    return { kind, text, element: h("span", { class: "sense-now" }, icon(ICONS[kind]), text) };
  });
  const none = h("span", {}, labels.connect_sensor);
  const element = h(
    "button",
    { class: "p-sense", type: "button", hidden: true, onclick: () => actions.pick("sensors") },
    ...parts.map((part) => part.element),
    none,
  );
  return {
    element,
    update({ state, surface }) {
      const { senses } = surface;
      // A number in a hold is late and invites holding on; that there is none is told in every state.
      const isHold = state.phase === "hold" || state.phase === "count_in";
      for (const { kind, text, element: part } of parts) {
        const sensor = senses[kind];
        part.hidden = sensor.link !== "connected" || (isHold && sensor.value !== null);
        part.classList.toggle("none", sensor.value === null || sensor.weak);
        say(text, sensor.weak && sensor.value !== null ? labels.reading_weak : TEXTS[kind](labels, sensor));
      }
      none.hidden = isHold || KINDS.some((kind) => senses[kind].link === "connected");
      const isShown = hasStrip(senses) && surface.found === null && surface.picking !== "sensors";
      const isPlaying = ["ready", "count_in", "hold", "rest", "paused"].includes(state.phase);
      element.hidden = !isShown || !isPlaying || (none.hidden && parts.every(({ element: part }) => part.hidden));
    },
  };
}
