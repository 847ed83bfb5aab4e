// @vitest-environment happy-dom

import { beforeEach, describe, expect, test } from "vitest";
import { carryAnswers, takeAnswers } from "./carried.ts";

const ANSWERS = [["readiness.sleep", "yes"]] as const;
const NOON_MS = 1_795_341_600_000;
const MINUTE_MS = 60_000;

describe("answers that were just given", () => {
  beforeEach(() => {
    sessionStorage.clear();
    carryAnswers("anna", ANSWERS, NOON_MS);
  });

  test("are taken once", () => {
    expect(takeAnswers("anna", NOON_MS + MINUTE_MS)).toEqual(ANSWERS);
    expect(takeAnswers("anna", NOON_MS + MINUTE_MS)).toEqual([]);
  });

  test("are not taken for somebody else", () => {
    expect(takeAnswers("bram", NOON_MS)).toEqual([]);
  });

  test.each([11 * MINUTE_MS, -MINUTE_MS])("are not taken %i ms later", (laterMs) => {
    expect(takeAnswers("anna", NOON_MS + laterMs)).toEqual([]);
  });
});
