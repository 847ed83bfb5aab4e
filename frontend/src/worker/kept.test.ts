import { expect, test } from "vitest";
import { lacking, type List, ranged } from "./kept.ts";

const list = (files: Record<string, string>): List => ({ version: "1", files, session: null });

test("what is new or has changed is fetched, in the order of the list", () => {
  const files = { "/play/1/": "b", "/clip.mp3": "a", "/rules/": "c" };

  expect(lacking(list(files), undefined)).toEqual(["/play/1/", "/clip.mp3", "/rules/"]);
  expect(lacking(list(files), list({ "/clip.mp3": "a", "/rules/": "b" }))).toEqual(["/play/1/", "/rules/"]);
});

test.each([
  ["bytes=0-", 206, "0123456789", "bytes 0-9/10"],
  ["bytes=4-6", 206, "456", "bytes 4-6/10"],
  ["bytes=8-99", 206, "89", "bytes 8-9/10"],
  ["bytes=10-", 416, "", "bytes */10"],
  [null, 200, "0123456789", null],
])("of ten kept bytes, %s gives %i", async (range, status, text, header) => {
  const part = await ranged(new Response("0123456789", { headers: { "Content-Type": "audio/mpeg" } }), range);

  expect([part.status, await part.text(), part.headers.get("Content-Range")]).toEqual([status, text, header]);
});
