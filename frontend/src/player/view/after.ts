/** The screens when nothing runs: paused, stopped, and the ends a session can have. */

import type { Outcome, Symptom } from "../../engine/types.ts";
import { fill, type LabelKey } from "../labels.ts";
import { h, say } from "./dom.ts";
import { icon, type IconName } from "./icons.ts";
import { type Actions, lastHold, type Model, type Screen } from "./model.ts";
import { inSet, sign, stillScreen } from "./parts.ts";

/** Paused: why, what is kept, and on with recovery. */
export function pausedScreen(model: Model, actions: Actions): Screen {
  const { labels, state } = model;
  const why = state.reasons.findLast(({ id }) => `pause_${id}` in labels)?.id ?? "runner";
  const text = labels[`pause_${why}` as LabelKey];
  const element = h(
    "div",
    { class: "paper" },
    h("h1", { class: "verb" }, labels.paused),
    h("p", { class: "next" }, text),
    h("div", { class: "way-on" }, sign(labels.resume, () => actions.resume())),
  );
  return stillScreen(element, () => model.sheet.title, `${labels.paused}. ${text}`, true);
}

/** After Stop: sit, breathe, and say what you feel. What needs help at once comes first. */
export function symptomScreen(model: Model, actions: Actions): Screen {
  const { labels, sheet, state } = model;
  const red = sheet.symptoms.filter((symptom) => symptom.emergency);
  const other = sheet.symptoms.filter((symptom) => !symptom.emergency);
  const note = h("p");
  const noteBox = h("div", { class: "note", role: "status", hidden: true }, icon("care"), note);
  const spoken = h("p", { class: "call-say", hidden: true });
  const ticked = (): Symptom[] =>
    sheet.symptoms.filter(({ id }) => form.querySelector<HTMLInputElement>(`[value="${CSS.escape(id)}"]`)?.checked);
  const onChange = (): void => {
    const emergency = ticked().find((symptom) => symptom.emergency);
    const first = ticked()[0];
    noteBox.hidden = first === undefined;
    if (first !== undefined) {
      note.replaceChildren(h("strong", {}, fill(labels.session_over, { symptom: first.text })), " ", first.advice);
    }
    spoken.hidden = emergency === undefined;
    if (emergency !== undefined) say(spoken, fill(labels.call_say, { n: sheet.emergency_number, symptom: emergency.text.toLowerCase() }));
  };
  const form = h(
    "form",
    {
      class: "symptoms",
      onchange: onChange,
      onsubmit: (event) => {
        event.preventDefault();
        actions.saveSymptoms(ticked().map(({ id }) => id));
      },
    },
    h("div", { class: "redhead" }, h("h2", { id: "red" }, labels.help_now), callLink(model)),
    spoken,
    red.length > 0 ? boxes(red, "red", "sym red") : null,
    h("h2", { id: "more" }, labels.symptoms_more),
    boxes(other, "more", "sym"),
    noteBox,
    h("div", { class: "signwrap" }, h("button", { class: "sign", type: "submit" }, labels.save)),
    h("button", { class: "btn wide", type: "button", onclick: () => actions.saveSymptoms([]) }, icon("check"), labels.nothing_felt),
  );
  const stopped = state.outcome === "stopped";
  const title = stopped ? [labels.good_stop, h("br"), labels.sit_down] : [labels.symptoms_title];
  const element = h(
    "div",
    { class: "paper stopped" },
    h("h1", {}, ...title),
    h("p", { class: "lead" }, labels.stopped_text),
    form,
  );
  const announcement = stopped ? `${labels.good_stop} ${labels.sit_down} ${labels.stopped_text}` : labels.symptoms_title;
  return stillScreen(element, () => whereStopped(model), announcement, false);
}

function whereStopped(model: Model): string {
  const hold = lastHold(model);
  const of = model.sheet.segments.find((segment) => segment.exercise === hold?.exercise)?.of;
  if (hold === null || of === undefined) return model.sheet.title;
  return inSet(model, hold.exercise, fill(model.labels.stopped_at, { n: hold.repetition, of }));
}

function boxes(symptoms: readonly Symptom[], labelledBy: string, name: string): HTMLElement {
  const rows = symptoms.map(({ id, text }) => h("label", {}, h("input", { type: "checkbox", value: id }), text));
  return h("div", { class: name, role: "group", "aria-labelledby": labelledBy }, ...rows);
}

function callLink({ labels, sheet }: Model): HTMLElement {
  const n = sheet.emergency_number;
  return h("a", { class: "call", href: `tel:${n}` }, icon("phone"), fill(labels.call, { n }));
}

interface End {
  readonly sign: IconName;
  readonly title: LabelKey;
  readonly text: LabelKey;
}

const ENDS: Readonly<Record<Outcome, End>> = {
  completed: { sign: "check", title: "done", text: "done_text" },
  stopped: { sign: "stopped", title: "good_stop", text: "stopped_text" },
  ended: { sign: "stopped", title: "ended", text: "end_text" },
  locked: { sign: "lock", title: "locked", text: "locked_text" },
  refused: { sign: "stopped", title: "refused", text: "refused_text" },
  closed: { sign: "check", title: "done", text: "done_text" },
  unfinished: { sign: "check", title: "done", text: "done_text" },
};

/** The end, with its reasons, where the log is now, and the way to the result. */
export function endScreen(model: Model, actions: Actions): Screen {
  const { labels, sheet, state } = model;
  const outcome = state.outcome ?? "unfinished";
  const end = ENDS[outcome];
  const reasons = whyEnded(model);
  const again = outcome === "completed" ? [] : whenAgain(model);
  const upload = h("p", { class: "upload", role: "status" });
  const isEmergency = sheet.symptoms.some(({ id, emergency }) => emergency && state.reasons.some((reason) => reason.id === id));
  const next = model.turns?.next?.runner.name ?? null;
  const handsOver = next !== null && canHandOver(model);
  const goes = outcome === "refused" ? labels.home : labels.result;
  const way = handsOver
    ? sign(fill(labels.turn_of, { runner: next }), () => actions.handOver())
    : sign(goes, () => actions.leave());
  const feel = h("button", { class: "btn wide", type: "button", onclick: () => actions.askSymptoms() }, labels.felt_something);
  const element = h(
    "div",
    { class: "paper end" },
    h("div", { class: `state-sign ${outcome}` }, icon(end.sign)),
    h("h1", { class: "verb" }, labels[end.title]),
    ...reasons.map((reason) => h("p", { class: "why" }, reason)),
    ...again.map((text) => h("p", { class: "next" }, text)),
    h("p", { class: "next" }, labels[end.text]),
    next === null || handsOver ? null : h("p", { class: "next" }, fill(labels.turn_waits, { runner: model.runner, next })),
    isEmergency ? callLink(model) : null,
    h("div", { class: "way-on" }, upload, way, outcome === "refused" ? null : feel),
  );
  const announcement = [labels[end.title], ...reasons, ...again, labels[end.text]].join(" ");
  return {
    ...stillScreen(element, () => sheet.title, announcement, false),
    update({ surface }) {
      say(upload, uploadText(surface.upload, labels));
      feel.hidden = surface.symptoms !== "none";
    },
  };
}

/** Whether the other can begin now: not beside somebody who has to be looked after (rule aftercare.turn). */
function canHandOver({ sheet, state }: Model): boolean {
  const felt = sheet.symptoms.some(({ id }) => state.reasons.some((reason) => reason.id === id));
  return !felt && state.outcome !== "ended" && state.outcome !== "locked";
}

function uploadText(upload: Model["surface"]["upload"], labels: Model["labels"]): string {
  if (upload === null) return "";
  return upload.kind === "refused"
    ? fill(labels.upload_refused, { message: upload.message })
    : labels[`upload_${upload.kind}`];
}

/** Return why it ended, in the words of the rules that ended it. */
function whyEnded({ labels, sheet, state }: Model): string[] {
  if (state.outcome === "completed" || state.outcome === "stopped") return [];
  const own: Readonly<Record<string, string>> = { expired: labels.refused_expired, clock: labels.refused_clock };
  const texts = state.reasons.map(({ id }) => own[id] ?? ruleOf(id, sheet)?.text ?? answered(id, sheet, state));
  return texts.filter((text) => text !== null);
}

/** Return when training can go on, in the words of the rules that ended the session. */
function whenAgain({ labels, sheet, state }: Model): string[] {
  const texts = state.reasons.map(({ id }) => ruleOf(id, sheet)?.lifts).filter((text) => text !== undefined);
  return [...new Set(texts)].map((lifts) => fill(labels.possible_again, { lifts }));
}

function ruleOf(id: string, sheet: Model["sheet"]): { readonly text: string; readonly lifts: string } | undefined {
  return sheet.gate.rows.find((row) => row.id === id) ?? sheet.symptoms.find((symptom) => symptom.id === id);
}

function answered(id: string, sheet: Model["sheet"], state: Model["state"]): string | null {
  const question = sheet.preflight.find((each) => each.id === id);
  const value = state.answers.find(([name]) => name === id)?.[1];
  const option = question?.options.find((each) => each.value === value);
  return option?.reason ?? null;
}
