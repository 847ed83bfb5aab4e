/** Carries what was half written over a change of language. */

const KEY = "adempauze.draft";
type Field = HTMLInputElement | HTMLTextAreaElement;

/** Keep what is written but not saved when the language is switched, and put it back when the page is here again. */
export function carryDrafts(page: Document): void {
  putBack(page);
  page.querySelector("form.switch")?.addEventListener("submit", () => {
    const written = fields(page).filter(isChanged).map(({ name, value }) => [name, value] as const);
    if (written.length > 0) sessionStorage.setItem(KEY, JSON.stringify([location.pathname, written]));
  });
}

function putBack(page: Document): void {
  const draft = sessionStorage.getItem(KEY);
  if (draft === null) return;
  sessionStorage.removeItem(KEY);
  const [path, written] = JSON.parse(draft) as [string, [string, string][]];
  if (path !== location.pathname) return;
  for (const [name, text] of written) {
    for (const field of fields(page).filter((one) => one.name === name)) {
      if (!(field instanceof HTMLInputElement) || !isChoice(field)) field.value = text;
      else if (field.value === text) field.checked = true;
    }
  }
}

function fields(page: Document): Field[] {
  const all = [...page.querySelectorAll<Field>("main input, main textarea")];
  return all.filter(({ type, name }) => name !== "" && !["hidden", "file", "password", "submit"].includes(type));
}

const isChoice = (field: HTMLInputElement): boolean => field.type === "radio" || field.type === "checkbox";

function isChanged(field: Field): boolean {
  if (field instanceof HTMLInputElement && isChoice(field)) return field.checked && !field.defaultChecked;
  return field.value !== field.defaultValue;
}

