/** The words of the player's surface. The site sends them with the page, in the runner's language. */

export const LABEL_KEYS = [
  "at_most_paces_or_s", "at_most_s", "back", "begin", "breath_deep", "breath_in", "breath_none",
  "breath_normal", "breath_out", "breath_shallow", "call", "call_say", "close", "demonstration", "done",
  "done_text", "end_text", "ended", "felt_something", "first", "found", "found_earlier", "found_text",
  "good_stop", "help_now", "hold_of", "home", "how_hungry", "hunger_from", "hunger_rated", "leave_out",
  "leave_out_name", "live_breath", "live_count_in", "live_hold", "live_hunger", "live_rest", "locked",
  "locked_text", "lowest", "lowest_again", "minutes_of", "n_of", "name_breathe", "name_hunger", "next_hold",
  "next_rest", "no_store", "not_back", "not_now", "not_seen", "nothing_felt", "of_at_most", "paces",
  "pause_gap", "pause_interrupted", "pause_reload", "pause_runner", "paused", "possible_again", "question_of",
  "rate_hunger", "read_lowest", "ready_hand", "ready_sound", "ready_sound_off", "ready_stop", "recovery",
  "recovery_after", "refused", "refused_clock", "refused_expired", "refused_text", "result", "resume", "save",
  "second_tap", "seconds", "seconds_of", "session_over", "sit_down", "sooner", "sound", "speed", "stop",
  "stopped_at", "stopped_text", "sun", "symptoms_more", "symptoms_title", "tap_breathe", "tap_hunger",
  "then_cycle", "then_jog", "then_lie", "then_run", "then_sit", "then_stand", "then_walk", "through_nose",
  "upload_refused", "upload_sending", "upload_sent", "upload_waiting", "which_lowest", "with_nose_closed",
] as const;

export type LabelKey = (typeof LABEL_KEYS)[number];
export type Labels = Readonly<Record<LabelKey, string>>;

/** Fill the places in a label: `fill("{n} of {of}", { n: 4, of: 6 })` is "4 of 6". */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
