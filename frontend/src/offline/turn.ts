/** One window at a time has a session open. Where a browser has no locks, the store itself still takes one writer. */

const SESSION = "adempauze.session";
const SENDING = "adempauze.sending";
const never = new Promise<never>(() => undefined);

/** Keep the session to this window until it closes; false if another window has it. `whenTaken` is told of a loss. */
export function takeSession(whenTaken: () => void, isForced = false): Promise<boolean> {
  if (!("locks" in navigator)) return Promise.resolve(true);
  return new Promise((answer) => {
    const options = isForced ? { steal: true } : { ifAvailable: true };
    void navigator.locks
      .request(SESSION, options, (lock) => {
        answer(lock !== null);
        return lock === null ? undefined : never;
      })
      .catch(whenTaken);
  });
}

/** Resolves once no window has the session any more. */
export async function sessionIsFree(): Promise<void> {
  await navigator.locks.request(SESSION, () => undefined);
}

export async function isSessionOpen(): Promise<boolean> {
  if (!("locks" in navigator)) return false;
  const { held } = await navigator.locks.query();
  return held?.some(({ name }) => name === SESSION) ?? false;
}

/** Do *work* unless another window is at it. */
export async function alone(work: () => Promise<void>): Promise<void> {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request(SENDING, { ifAvailable: true }, (lock) => (lock === null ? undefined : work()));
}

/** Do *work* once no window sends, and let none begin meanwhile. */
export async function afterSending(work: () => void): Promise<void> {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request(SENDING, work);
}
