/**
 * The engine as a program, for the differential fuzz in `tests/differential`.
 *
 * Each line in is a sheet and its events; each line out is what the engine made of them: the result, and the
 * effects of every event with what is announced of what lies ahead, as canonical JSON. A sheet that cannot be played is
 * answered with its sentence.
 */

import { decodeEvent, decodeSheet } from "./src/engine/decode.ts";
import { SheetError } from "./src/engine/errors.ts";
import { canonicalJson, resultJson, resultOf } from "./src/engine/replay.ts";
import { INITIAL, step } from "./src/engine/step.ts";
import type { Sheet } from "./src/engine/types.ts";
import { type Announcement, announcements, type CueRules } from "./src/player/announce.ts";

interface Answered {
  readonly result: string;
  readonly effects: readonly string[];
  readonly announced: readonly string[];
}

interface Question {
  readonly sheet: unknown;
  readonly events: readonly unknown[];
  readonly rules: CueRules;
}

interface Refused {
  readonly refused: string;
}

function answer(line: string): Answered | Refused {
  const { sheet: written, events, rules } = JSON.parse(line) as Question;
  let sheet: Sheet;
  try {
    sheet = decodeSheet(JSON.stringify(written));
  } catch (error) {
    if (!(error instanceof SheetError)) throw error;
    return { refused: error.message };
  }
  return play(sheet, events, rules);
}

function play(sheet: Sheet, events: readonly unknown[], rules: CueRules): Answered {
  const effects: string[] = [];
  const announced: string[] = [];
  let state = INITIAL;
  for (const event of events) {
    try {
      const before = state;
      const [after, toDo] = step(sheet, before, decodeEvent(event));
      state = after;
      effects.push(canonicalJson(toDo));
      const said = announcements({ sheet, before, state: after, effects: toDo }, rules);
      announced.push(canonicalJson(said.filter(({ at_ms }) => at_ms > after.now_ms).map(ahead)));
    } catch (error) {
      if (!(error instanceof SheetError)) throw error;
      effects.push(error.message);
    }
  }
  return { result: resultJson(resultOf(state)), effects, announced };
}

function ahead({ at_ms, kind, phrase }: Announcement): Omit<Announcement, "type"> {
  return { at_ms, kind, phrase };
}

// Lines are cut by hand: node's own reader also cuts at U+2028, which JSON may carry inside a string.
let unfinished = "";
for await (const chunk of process.stdin.setEncoding("utf8")) {
  const lines = `${unfinished}${chunk as string}`.split("\n");
  unfinished = lines.pop() ?? "";
  for (const line of lines) process.stdout.write(`${JSON.stringify(answer(line))}\n`);
}
