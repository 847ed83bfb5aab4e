/**
 * Notices that a browser threw a session away. Browsers clear a site's storage as a whole, but for its cookies: a
 * cookie names the sessions that only this phone has, and is compared with the store.
 */

import { whose } from "./whose.ts";

const MONTH_S = 31 * 86_400;
const MOST = 20; // a cookie holds about four thousand letters

/** The sessions that only this phone has, by id, with the moment each was opened. */
export type Only = ReadonlyMap<string, number>;

export function readWitness(cookies = document.cookie, name = cookieName()): Only {
  const found = cookies.split("; ").find((cookie) => cookie.startsWith(`${name}=`));
  const named = found?.slice(name.length + 1).split("|") ?? [];
  const pairs = named.map((one) => one.split("@")).filter((pair) => pair.length === 2);
  return new Map(pairs.map(([id, openedMs]) => [id ?? "", Number(openedMs)]));
}

export function witness(id: string, openedMs: number, person = whose()): void {
  write(new Map([...readWitness(document.cookie, cookieName(person)), [id, openedMs]]), person);
}

export function unwitness(id: string, person = whose()): void {
  const only = new Map(readWitness(document.cookie, cookieName(person)));
  if (only.delete(id)) write(only, person);
}

function write(only: Only, person: string): void {
  const named = [...only].slice(-MOST).map(([id, openedMs]) => `${id}@${openedMs}`);
  const age = named.length === 0 ? 0 : MONTH_S;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookieName(person)}=${named.join("|")}; Path=/; Max-Age=${age}; SameSite=Strict${secure}`;
}

const cookieName = (person = whose()): string => `adempauze_only_${person.slice(0, 8)}`;
