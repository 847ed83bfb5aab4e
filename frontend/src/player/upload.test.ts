// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import { newLog } from "./log.ts";
import { sampleSheet } from "./samples.ts";
import { Store, type StoredLog } from "./store.ts";
import { csrfToken, Uploader, type UploadState } from "./upload.ts";

interface Sent {
  readonly key: string;
  readonly token: string;
  readonly body: { id: string; sheet_id: string; events: unknown[] };
}

let number = 0;
let sent: Sent[] = [];
let answers: (() => Promise<unknown>)[] = [];
let told: UploadState["kind"][] = [];

const answer = (status: number, body: unknown) => async () => ({ ok: status < 300, status, json: async () => body });
const noNetwork = async (): Promise<never> => {
  throw new TypeError("Failed to fetch");
};

beforeEach(() => {
  sent = [];
  told = [];
  answers = [];
  vi.stubGlobal("fetch", (_address: string, init: { headers: Record<string, string>; body: string }) => {
    const { headers, body } = init;
    sent.push({ key: headers["Idempotency-Key"] ?? "", token: headers["X-CSRFToken"] ?? "", body: JSON.parse(body) as Sent["body"] });
    return (answers.shift() ?? noNetwork)();
  });
});

async function finishedLog(): Promise<[Store, StoredLog, Uploader]> {
  const store = await Store.open(`upload ${(number += 1)}`);
  const log = newLog(sampleSheet(), "0".repeat(64), 1_795_341_600_000);
  await store.begin(log);
  await store.append(log.id, [{ type: "tick", at_ms: 1 }]);
  await store.finish(log);
  const uploader = new Uploader(store, "/api/sessions/", () => "token", (_log, state) => told.push(state.kind));
  return [store, log, uploader];
}

test("a session is sent with its own key, and then is no longer waiting", async () => {
  const [store, log, uploader] = await finishedLog();
  answers = [answer(201, { id: log.id, result_url: "/sessions/1/", result: {} })];
  await uploader.sendAll();

  expect(sent.map(({ key, token, body }) => [key, token, body.id, body.sheet_id, body.events.length])).toEqual([
    [log.id, "token", log.id, "sample", 1],
  ]);
  expect(await store.logs("finished")).toEqual([]);
  expect(told).toEqual(["sending", "sent"]);
});

test.each([
  ["no network", noNetwork],
  ["a server that fails", answer(500, {})],
  ["a session cookie that ran out", answer(403, {})],
])("%s loses nothing: it is sent again with the same key", async (_why, first) => {
  const [store, log, uploader] = await finishedLog();
  answers = [first, answer(200, { id: log.id, result_url: "/sessions/1/", result: {} })];

  await uploader.sendAll();
  expect((await store.logs("finished")).map(({ id }) => id)).toEqual([log.id]);
  await uploader.sendAll();

  expect(sent.map(({ key }) => key)).toEqual([log.id, log.id]);
  expect(told).toEqual(["sending", "waiting", "sending", "sent"]);
});

test("asked twenty times at once, it is sent once", async () => {
  const [, log, uploader] = await finishedLog();
  answers = [answer(201, { id: log.id, result_url: "/sessions/1/", result: {} })];

  await Promise.all(Array.from({ length: 20 }, () => uploader.sendAll()));

  expect(sent).toHaveLength(1);
});

test("what the site judges stays on the phone, with the site's sentence, and is not pressed on it again", async () => {
  const [store, , uploader] = await finishedLog();
  answers = [answer(422, { code: "sheet", message: "The times of this session run backwards." })];

  await uploader.sendAll();
  await uploader.sendAll();

  expect(sent).toHaveLength(1);
  const [kept] = await store.logs("finished");
  expect(kept?.isJudged).toBe(true);
  expect(told).toEqual(["sending", "refused"]);
});

test("a log that is kept back waits until it is let go", async () => {
  const [, log, uploader] = await finishedLog();
  uploader.keepBack(log.id);
  await uploader.sendAll();
  expect(sent).toEqual([]);

  uploader.letGo(log.id);
  answers = [answer(201, { id: log.id, result_url: "/sessions/1/", result: {} })];
  await uploader.sendAll();

  expect(sent).toHaveLength(1);
});

test("the token is found among the cookies", () => {
  expect(csrfToken("theme=sun; csrftoken=abc123; other=1")).toBe("abc123");
  expect(csrfToken("")).toBe("");
});
