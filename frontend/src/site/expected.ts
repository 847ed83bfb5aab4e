/** Moves the expected band with the form: every change asks anew, and only the last answer is shown. */

const PAUSE_MS = 250;

/** Make the form marked `data-expected` live, from its first band on. Without script its button does the same. */
export function followForm(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("form[data-expected]");
  const answer = page.getElementById("expected");
  if (form === null || answer === null) return;
  let waiting: number | undefined;
  let asked: AbortController | null = null;

  const ask = async (): Promise<void> => {
    asked?.abort();
    asked = new AbortController();
    answer.setAttribute("aria-busy", "true");
    const words = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    words.set("part", "1");
    try {
      const response = await fetch(`${form.action.split("?")[0]}?${words}`, { signal: asked.signal });
      // 400 says which field is wrong; any other refusal is a page of its own, and no band.
      if (response.ok || response.status === 400) answer.innerHTML = await response.text();
      answer.removeAttribute("aria-busy");
    } catch (error) {
      // An answer that was overtaken is none; without a network what stands there stays.
      if (!(error instanceof DOMException && error.name === "AbortError")) answer.removeAttribute("aria-busy");
    }
  };
  if (answer.querySelector("svg") === null) void ask();
  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(), PAUSE_MS);
  });
}
