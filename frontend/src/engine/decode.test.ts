/** What is refused on the way in, and with which words. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeLog, decodeScenario, decodeSheet } from "./decode.ts";
import { replay } from "./replay.ts";
import type { Scenario } from "./types.ts";

const text = readFileSync(new URL("../../../scenarios/a-hold-ends-at-its-cap.json", import.meta.url), "utf8");

/** Return a scenario's JSON with one thing in its sheet changed. */
function withSheet(change: Readonly<Record<string, unknown>>): string {
  const written = JSON.parse(text) as { sheet: Readonly<Record<string, unknown>> };
  return JSON.stringify({ ...written, sheet: { ...written.sheet, ...change } });
}

function segmentsWith(index: number, change: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { sheet } = JSON.parse(text) as { sheet: { segments: readonly object[] } };
  return sheet.segments.map((segment, at) => (at === index ? { ...segment, ...change } : segment));
}

describe("a sheet", () => {
  it("of an unknown schema is refused before anything else is looked at", () => {
    expect(() => decodeSheet('{"schema": 7}')).toThrow(
      "This sheet has schema 7; this player knows schema 1. Update the player, or fetch the sheet again.",
    );
  });

  it("that is no JSON says so", () => {
    expect(() => decodeSheet("<html>")).toThrow("This is not a sheet: it is not JSON. Fetch it again.");
  });

  it("whose hold has no cap cannot be played", () => {
    expect(() => decodeScenario(withSheet({ segments: segmentsWith(0, { cap_ms: 0 }) }))).toThrow(
      "This sheet cannot be played: a hold needs parts, and cap_ms above 0, at segments.0.",
    );
  });

  it("with half a millisecond names the place", () => {
    expect(() => decodeScenario(withSheet({ segments: segmentsWith(1, { duration_ms: 0.5 }) }))).toThrow(
      "This sheet cannot be played: segments.1.duration_ms should be a whole number; it is 0.5.",
    );
  });

  it("that ends in a hold has no recovery, and is refused", () => {
    const { sheet } = JSON.parse(text) as { sheet: { segments: readonly object[] } };
    expect(() => decodeScenario(withSheet({ segments: sheet.segments.slice(0, 1) }))).toThrow(
      "This sheet cannot be played: every hold needs a segment of recovery after it.",
    );
  });

  it("that lacks a phrase says which", () => {
    const { sheet } = decodeScenario(text);
    const { breathe: _, ...others } = sheet.phrases;
    expect(() => decodeScenario(withSheet({ phrases: others }))).toThrow(
      "This sheet cannot be played: phrases lacks breathe.",
    );
  });

  it("with a list where a table by site belongs is refused", () => {
    const { sheet } = decodeScenario(text);
    expect(() => decodeScenario(withSheet({ gate: { ...sheet.gate, recovery_limit_ms: [] } }))).toThrow(
      "This sheet cannot be played: gate.recovery_limit_ms should be a table; it is Array.",
    );
  });

  it("with a word that is not known here is refused", () => {
    expect(() => decodeScenario(withSheet({ colour: "green" }))).toThrow(
      "This sheet cannot be played: colour is not known here.",
    );
  });
});

describe("a log", () => {
  const log = {
    schema: 1,
    id: "0b9f3c1e-5b5e-4c0e-9f0a-2f6f5a2c1d11",
    sheet_id: "s",
    sheet_digest: "d",
    opened_at: "2026-11-22T10:00:00+01:00",
    events: [{ type: "tick", at_ms: 0 }],
  };

  it("is read as it was written", () => {
    expect(decodeLog(JSON.stringify(log))).toEqual(log);
  });

  it("with an event of an unknown kind names the place", () => {
    const strange = { ...log, events: [{ type: "yawn", at_ms: 0 }] };
    expect(() => decodeLog(JSON.stringify(strange))).toThrow(
      /^This session log cannot be read: events\.0\.type should be .*; it is "yawn"\.$/,
    );
  });

  it("without a time zone is refused", () => {
    const local = { ...log, opened_at: "2026-11-22T10:00:00" };
    expect(() => decodeLog(JSON.stringify(local))).toThrow(
      "This session log cannot be read: opened_at should be a time with its zone; it is \"2026-11-22T10:00:00\".",
    );
  });
});

describe("a replay", () => {
  it("whose times run backwards names the event", () => {
    const { sheet, events }: Scenario = decodeScenario(text);
    const backwards = [...events.slice(0, 2), { type: "tick", at_ms: 0 } as const];
    expect(() => replay(sheet, backwards)).toThrow(
      "Event 3: The times of this session run backwards: 0 ms comes after 4000 ms.",
    );
  });
});
