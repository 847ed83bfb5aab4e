/** Brings the worker up, has it keep what this phone needs, and offers a new version when nothing is interrupted. */

import { isSessionOpen } from "./turn.ts";

/** Ask for the worker when the page itself has come; it keeps what the site says. Null where there can be none. */
export async function bringUp(): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  await loaded();
  const worker = await navigator.serviceWorker.register("/worker.js", { updateViaCache: "none" }).catch(() => undefined);
  if (worker === undefined) return null;
  const ready = await navigator.serviceWorker.ready;
  ready.active?.postMessage("keep");
  return ready;
}

/** Call *offer* with a way to renew, once a new version waits and no session is open in any window. */
export function whenRenewable(worker: ServiceWorkerRegistration, offer: (renew: () => void) => void): void {
  const look = async (): Promise<void> => {
    if (worker.waiting === null || (await isSessionOpen())) return;
    offer(() => {
      navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
      worker.waiting?.postMessage("renew");
    });
  };
  worker.addEventListener("updatefound", () => {
    worker.installing?.addEventListener("statechange", () => void look());
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void worker.update().catch(() => undefined).then(look);
  });
  void look();
}

function loaded(): Promise<void> {
  if (document.readyState === "complete") return Promise.resolve();
  return new Promise((resolve) => window.addEventListener("load", () => resolve(), { once: true }));
}
