/** What every page shares. All of it is a convenience: each page works without script. */

import { forgetPerson } from "../offline/whose.ts";
import { bringUp, whenRenewable } from "../offline/worker.ts";
import { carryDrafts } from "./drafts.ts";
import { followForm } from "./expected.ts";
import { show } from "./notes.ts";
import { showKept } from "./offline.ts";
import { sendFromHere } from "./sending.ts";
import { shareOnTap } from "./share.ts";

shareOnTap(document);
carryDrafts(document);
followForm(document);
forgetOnDelete(document);
if (document.querySelector("[data-offline]") !== null) void showKept();

const { upload, others } = document.querySelector<HTMLElement>("[data-upload]")?.dataset ?? {};
if (upload !== undefined) void sendFromHere(upload, others?.split(" ") ?? []);

void bringUp().then((worker) => {
  if (worker === null) return;
  whenRenewable(worker, (renew) => {
    show("renew", (note) => note.querySelector("button")?.addEventListener("click", renew, { once: true }));
  });
});

/** Who deletes everything deletes what is on this phone too. */
function forgetOnDelete(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("form[data-forgets]");
  const forget = (event: SubmitEvent): void => {
    event.preventDefault();
    void forgetPerson().finally(() => form?.requestSubmit(event.submitter));
  };
  form?.addEventListener("submit", forget, { once: true });
}
