/** The player: plays one sheet, from its first cue to the upload of its log. */

export {};
