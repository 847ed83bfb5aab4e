/** The words of the player's surface. The site sends them with the page, in the runner's language. */

export const LABEL_KEYS = [
  "add_file", "another", "at_most_paces_or_s", "at_most_s", "back", "battery", "battery_low", "begin", "bluetooth_off",
  "breath_deep", "breath_in", "breath_none", "breath_normal", "breath_out", "breath_shallow", "by_cadence",
  "by_motion", "by_nothing", "by_tapping", "call", "call_say", "card_for", "card_read", "choose_signal",
  "close", "connect", "connect_failed", "connect_sensor", "connecting", "count_cadence", "count_nothing",
  "count_paces", "count_tapping", "demonstration", "done", "done_text", "elsewhere", "elsewhere_take",
  "end_text", "ended", "faster", "felt_something", "first", "foreground", "found", "found_earlier",
  "found_text", "good_stop", "guard", "guard_hold", "guard_name", "guard_open", "help_now", "hold_of", "home",
  "how_hungry", "hr_value", "hunger_from", "hunger_rated", "in_set", "insecure", "known_meters", "leave_out",
  "leave_out_name", "live_breath", "live_count_in", "live_hold", "live_hunger", "live_rest", "live_without",
  "locked", "locked_text", "lowest", "lowest_again", "minutes_of", "movement_denied", "movement_heard",
  "movement_insecure", "movement_missing", "movement_unasked", "movement_unknown", "n_of", "name_breathe", "name_hunger",
  "nameless", "never_tested", "next_rest", "no_bluetooth", "no_bluetooth_ways", "no_reading",
  "no_store", "no_wrist", "not_back", "not_now", "not_seen", "nothing_felt", "of_at_most", "onward", "oximeter",
  "paces", "paces_about", "paces_car", "paces_trial", "pause", "pause_gap", "pause_interrupted", "pause_name",
  "pause_reload", "pause_runner", "paused", "possible_again", "question_of", "rate_hunger", "read_lowest",
  "reading_lost", "reading_now", "reading_weak", "ready_hand", "ready_sound", "ready_sound_off", "ready_stop",
  "recovery", "recovery_after", "refused", "refused_clock", "refused_expired", "refused_text", "result",
  "resume", "save", "second_tap", "seconds", "seconds_of", "sensors", "session_over", "sheet_unknown",
  "sheet_used", "sit_down", "site_ear", "site_finger", "site_forehead", "slower", "sooner", "sound", "speed",
  "spo2_value", "stop", "stopped_at", "stopped_text", "strap", "sun", "symptoms_more", "symptoms_title",
  "tap_breathe", "tap_hunger", "tap_pace", "then_cycle", "then_jog", "then_lie", "then_run", "then_sit",
  "then_stand", "then_walk", "through_nose", "turn_of", "turn_waits", "upload_refused", "upload_sending",
  "upload_sent", "upload_waiting", "where_worn", "which_lowest", "which_meters", "with_nose_closed",
  "pocket", "pocket_failed", "pocket_fetching", "pocket_file", "pocket_hand", "pocket_instead", "pocket_lock",
  "pocket_next", "pocket_next_hunger", "pocket_pause", "pocket_silent", "pocket_text",
] as const;

export type LabelKey = (typeof LABEL_KEYS)[number];
export type Labels = Readonly<Record<LabelKey, string>>;

/** Fill the places in a label: `fill("{n} of {of}", { n: 4, of: 6 })` is "4 of 6". */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
