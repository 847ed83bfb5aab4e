/** A sheet, a log or a scenario that cannot be played or replayed, as one clear sentence. */
export class SheetError extends Error {
  override readonly name = "SheetError";
}
