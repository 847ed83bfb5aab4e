/** The notes that a page carries for what only the phone knows. They are written by the site, and hidden until so. */

/** Show the note of this name, with its number in it; without a note of that name nothing happens. */
export function show(name: string, fill: (note: HTMLElement) => void = () => undefined): void {
  const note = find(name);
  if (note === null) return;
  fill(note);
  note.hidden = false;
}

export function hide(name: string): void {
  const note = find(name);
  if (note !== null) note.hidden = true;
}

/** Write *n* in words: the site gave those for one and for many. */
export function countIn(note: HTMLElement, n: number): void {
  const place = note.querySelector<HTMLElement>("[data-one]");
  if (place === null) return;
  const words = n === 1 ? place.dataset["one"] : place.dataset["many"];
  place.textContent = (words ?? "").replace("{n}", String(n));
}

/** Write *text* where the note has a place of this name. */
export function put(note: HTMLElement, place: string, text: string): void {
  const found = note.querySelector(`[data-put="${place}"]`);
  if (found !== null) found.textContent = text;
}

function find(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-note="${name}"]`);
}
