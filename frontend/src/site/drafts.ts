/** Carries what was half written over a change of language. */

const KEY = "adempauze.draft";
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
/** The name of a field, its value, and for a box or a dot whether it is on. */
type Written = readonly [string, string, boolean];

/** Keep what is written but not saved when the language is switched, and put it back when the page is here again. */
export function carryDrafts(page: Document): void {
  putBack(page);
  page.querySelector("form.switch")?.addEventListener("submit", () => {
    const written = fields(page).filter(isChanged).map((field): Written => [field.name, field.value, isOn(field)]);
    if (written.length > 0) sessionStorage.setItem(KEY, JSON.stringify([location.pathname, written]));
  });
}

function putBack(page: Document): void {
  const draft = sessionStorage.getItem(KEY);
  if (draft === null) return;
  sessionStorage.removeItem(KEY);
  const [path, written] = JSON.parse(draft) as [string, Written[]];
  if (path !== location.pathname) return;
  for (const [name, text, on] of written) {
    for (const field of fields(page).filter((one) => one.name === name)) {
      if (!isChoice(field)) field.value = text;
      else if (field.value === text) field.checked = on;
    }
  }
}

function fields(page: Document): Field[] {
  const all = [...page.querySelectorAll<Field>("main input, main textarea, main select")];
  return all.filter(({ type, name }) => name !== "" && !["hidden", "file", "password", "submit"].includes(type));
}

const isChoice = (field: Field): field is HTMLInputElement => field.type === "radio" || field.type === "checkbox";

const isOn = (field: Field): boolean => isChoice(field) && field.checked;

function isChanged(field: Field): boolean {
  if (isChoice(field)) return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected !== one.defaultSelected);
  return field.value !== field.defaultValue;
}
