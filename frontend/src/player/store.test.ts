// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import type { AnyEvent } from "../engine/types.ts";
import { readWitness } from "../offline/witness.ts";
import { localTime, newId, newLog } from "./log.ts";
import { sampleSheet } from "./samples.ts";
import { Store } from "./store.ts";

let number = 0;
const openStore = (): Promise<Store> => Store.open(`test ${(number += 1)}`);
const tick = (at_ms: number): AnyEvent => ({ type: "tick", at_ms });
const log = (openedMs = 1_795_341_600_000) => newLog(sampleSheet(), "0".repeat(64), openedMs);

test("events come back in the order they were written, whoever waited for whom", async () => {
  const store = await openStore();
  const one = log();
  await store.begin(one);

  await Promise.all([store.append(one.id, [tick(1), tick(2)]), store.append(one.id, [tick(3)]), store.append(one.id, [tick(4)])]);

  expect((await store.events(one.id)).map(({ at_ms }) => at_ms)).toEqual([1, 2, 3, 4]);
});

test("a page that comes back writes on behind what is there", async () => {
  const name = `test ${(number += 1)}`;
  const one = log();
  const before = await Store.open(name);
  await before.begin(one);
  await before.append(one.id, [tick(1), tick(2)]);

  const after = await Store.open(name);
  await after.takeUp(one);
  await after.events(one.id);
  await after.append(one.id, [tick(3)]);

  expect((await after.events(one.id)).map(({ at_ms }) => at_ms)).toEqual([1, 2, 3]);
});

test("a window that a session was taken from writes nothing more into its log", async () => {
  const name = `test ${(number += 1)}`;
  const [one, first, second] = [log(), await Store.open(name), await Store.open(name)];
  await first.begin(one);
  await first.append(one.id, [tick(1)]);
  await second.takeUp(one);
  await second.events(one.id);
  await second.append(one.id, [tick(2)]);
  await first.append(one.id, [tick(9)]);

  expect((await second.events(one.id)).map(({ at_ms }) => at_ms)).toEqual([1, 2]);
});

test("a cookie beside the store names what only this phone has, until the site has it", async () => {
  const store = await openStore();
  const [sent, forgotten, kept] = [log(), log(), log()];
  for (const one of [sent, forgotten, kept]) await store.begin(one);
  await store.sent(sent, "/sessions/1/");
  await store.forget(forgotten);

  expect([...readWitness().keys()].filter((id) => [sent, forgotten, kept].some((one) => one.id === id))).toEqual([kept.id]);
  expect(await store.has(kept.id)).toBe(true);
  expect(await store.has(forgotten.id)).toBe(false);
});

test("a session that was played to an end uses up every sheet made before it", async () => {
  const store = await openStore();
  const one = log();
  await store.begin(one);
  expect(await store.unknownAt(one.openedMs)).toBeUndefined();
  await store.sent(await store.finish(one), "/sessions/1/");

  expect((await store.unknownAt(one.openedMs))?.id).toBe(one.id);
  expect(await store.unknownAt(one.openedMs + 1)).toBeUndefined();
});

test("a session that was not sent uses up a sheet made after it too, until the site has it or has judged it", async () => {
  const store = await openStore();
  const [one, other] = [log(), log()];
  for (const each of [one, other]) await store.begin(each);
  expect(await store.unknownAt(one.openedMs + 1)).toBeUndefined();

  const finished = await store.finish(one);
  expect((await store.unknownAt(one.openedMs + 1))?.id).toBe(one.id);
  await store.sent(finished, "/sessions/1/");
  expect(await store.unknownAt(one.openedMs + 1)).toBeUndefined();

  await store.judged(await store.finish(other));
  expect(await store.unknownAt(one.openedMs + 1)).toBeUndefined();
});

test("two logs keep their events apart", async () => {
  const store = await openStore();
  const [one, other] = [log(), log()];
  await store.append(one.id, [tick(1)]);
  await store.append(other.id, [tick(2)]);

  expect(await store.events(one.id)).toEqual([tick(1)]);
});

test("a finished log waits, a sent one leaves only the address of its result", async () => {
  const store = await openStore();
  const one = log();
  await store.begin(one);
  await store.append(one.id, [tick(1)]);

  const finished = await store.finish(one);
  expect((await store.logs("finished")).map(({ id }) => id)).toEqual([one.id]);
  await store.sent(finished, "/sessions/1/");

  expect(await store.logs("finished")).toEqual([]);
  expect((await store.logs("sent"))[0]?.resultUrl).toBe("/sessions/1/");
  expect(await store.events(one.id)).toEqual([]);
});

test("an id is a random UUID of version 4", () => {
  const ids = Array.from({ length: 100 }, newId);

  expect(new Set(ids).size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("the moment a log was opened is written with its offset from UTC", () => {
  const moment = new Date(1_795_341_600_000);
  const written = localTime(moment);

  expect(written).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  expect(new Date(written).getTime()).toBe(moment.getTime());
});
