/** Fetches a track, saying how far it has come, and keeps it on the phone while its day lasts. */

import { trackCacheName } from "../../offline/whose.ts";

/** Return the track at *address*; `tell` hears how many percent are here. Throws where it cannot be had. */
export async function fetchTrack(address: string, tell: (percent: number) => void): Promise<Blob> {
  const kept = "caches" in window ? await caches.open(trackCacheName()).catch(() => null) : null;
  const known = await kept?.match(address);
  const answer = known ?? (await fetch(address));
  if (!answer.ok || answer.body === null) throw new Error(`The track was answered with ${answer.status}.`);
  const whole = new Blob(await chunks(answer, tell), { type: "audio/flac" });
  if (known === undefined) await keep(kept, address, whole);
  return whole;
}

async function chunks(answer: Response, tell: (percent: number) => void): Promise<Uint8Array<ArrayBuffer>[]> {
  const size = Number(answer.headers.get("Content-Length"));
  const got: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = answer.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    got.push(part.value);
    bytes += part.value.length;
    if (size > 0) tell(Math.floor((100 * bytes) / size));
  }
  if (size > 0 && bytes !== size) throw new Error("The track did not come whole.");
  return got;
}

/** A new session's track takes the place of every earlier one, and of this one as it sounded before. */
async function keep(kept: Cache | null, address: string, whole: Blob): Promise<void> {
  if (kept === null) return;
  const [form = ""] = address.split("&");
  for (const { url } of await kept.keys()) if (!url.includes(form)) await kept.delete(url);
  await kept.put(address, new Response(whole, { headers: { "Content-Length": String(whole.size) } })).catch(() => undefined);
}
