/** Whose page this is. What a phone keeps for one person, another who signs in on it does not see. */

export function whose(page: Document = document): string {
  return page.documentElement.dataset["person"] ?? "nobody";
}

/** The person's sessions on this phone. */
export const storeName = (person = whose()): string => `adempauze-${person}`;

/** The person's pages on this phone, as the worker calls them. */
export const cacheName = (person = whose()): string => `own-${person}`;

/** The track of the person's session of today. */
export const trackCacheName = (person = whose()): string => `track-${person}`;

/** Forget what this phone keeps for the person. */
export async function forgetPerson(): Promise<void> {
  const gone = indexedDB.deleteDatabase(storeName());
  await Promise.all([
    new Promise<void>((done) => {
      gone.onsuccess = gone.onerror = gone.onblocked = () => done();
    }),
    "caches" in window ? caches.delete(cacheName()) : false,
    "caches" in window ? caches.delete(trackCacheName()) : false,
  ]);
}
