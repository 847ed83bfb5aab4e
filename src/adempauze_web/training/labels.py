"""The words of the player, sent with its page: one catalogue, gettext's, for all that the product says."""

from django.utils.translation import gettext as _

from adempauze.oximetry import STANDARD_ERROR_PCT


def player_labels() -> dict[str, str]:
    """Return every word of the player's surface in the language of this request.

    The keys are those of ``frontend/src/player/labels.ts``; ``{name}`` marks a place that the player fills.
    """
    return {
        "add_file": _("Add a file"),
        "another": _("Another one"),
        "at_most_paces_or_s": _("at most {paces} paces or {s}\u00a0s"),
        "at_most_s": _("at most {s}\u00a0s"),
        "back": _("Back"),
        "battery": _("Battery {n}\u00a0%"),
        "battery_low": _("{what}: battery {n}\u00a0%. Charge it first."),
        "begin": _("Begin"),
        "bluetooth_off": _("Bluetooth is off on this device, or it has none. Switch it on, then connect."),
        "breath_deep": _("calm and low"),
        "breath_in": _("In"),
        "breath_none": _("at ease"),
        "breath_normal": _("calm"),
        "breath_out": _("Out"),
        "breath_shallow": _("short"),
        "by_cadence": _("At {n} a minute"),
        "by_motion": _("By the phone’s movement"),
        "by_nothing": _("Do not count"),
        "by_tapping": _("I tap every pace"),
        "call": _("Call {n}"),
        "call_say": _("Call {n}. Say: {symptom}, after a breath-hold."),
        "card_for": _("{watcher}, you watch {runner} now."),
        "card_read": _("I have read this"),
        "choose_signal": _("Choose how you read it"),
        "close": _("Close it as it is"),
        "connect": _("Connect"),
        "connect_failed": _(
            "Not connected. Switch it on, keep it near, close its maker’s app, and try again."
        ),
        "connect_sensor": _("Connect a sensor"),
        "connecting": _("Choose it in the list."),
        "count_cadence": _("Paces: {n} a minute, so keep that pace."),
        "count_nothing": _("Paces: not counted. The cap in seconds holds."),
        "count_paces": _("How do we count your paces?"),
        "count_tapping": _("Paces: tap each one."),
        "demonstration": _("Demonstration, no session"),
        "done": _("Done."),
        "done_text": _("All of it is kept. Breathe normally, and go easy for a while."),
        "elsewhere": _("This session is open in another window. Only one of them can play it."),
        "elsewhere_take": _("Go on here"),
        "end_text": _("Breathe normally. All of it up to here is kept."),
        "ended": _("The session ends here."),
        "faster": _("Faster"),
        "felt_something": _("I feel something"),
        "first": _("First hold: {what}."),
        "foreground": _("Sensors and paces are read only while the screen is on and this page is in front."),
        "found": _("A session is still open"),
        "found_earlier": _("It is of an earlier day. It can be closed, and nothing of it is lost."),
        "found_text": _("{title}, begun at {time}. Holds kept: {n}."),
        "good_stop": _("Good that you stopped."),
        "guard": _("Pocket"),
        "guard_hold": _("Keep pressing to open"),
        "guard_name": _("In your pocket: a dark screen on which only Stop can be touched"),
        "guard_open": _("Open the screen again"),
        "help_now": _("Help needed at once?"),
        "hold_of": _("Hold {n} of {of}"),
        "home": _("To today"),
        "how_hungry": _("How strong was the air hunger? 0 is none, 10 the strongest."),
        "hr_value": _("{n}/min"),
        "hunger_from": _("hunger from {n}\u00a0s"),
        "hunger_rated": _("Air hunger {n}"),
        "in_set": _("Exercise {n}"),
        "insecure": _(
            "This page came without encryption, so the browser gives it no sensors and no movement. "
            "Tones, screen and taps all work."
        ),
        "known_meters": _(
            "Known: the Bluetooth standard for oximeters, and {what}. None of them was ever tested on a "
            "device. A number that the device itself doubts does not count."
        ),
        "leave_out": _("Tap: leave this hold out"),
        "leave_out_name": _("Leave this hold out"),
        "live_breath": _("{part}. {n} of {of}, {how}. {gate}"),
        "live_count_in": _("{phrase}, {then}, {most}."),
        "live_hold": _("{verb}. {n} seconds. At most {most}."),
        "live_hunger": _("Air hunger noted at {n} seconds. Tap to breathe."),
        "live_rest": _("{text}. {gate}"),
        "live_without": _("Without a reading this session stays at level 0 or 1."),
        "locked": _("Locked"),
        "locked_text": _("Your data stay yours. Calm breathing is fine."),
        "lowest": _("Lowest {n}\u00a0±\u00a0{pm}\u00a0%.").replace("{pm}", f"{STANDARD_ERROR_PCT:g}"),
        "lowest_again": _("It was lower"),
        "minutes_of": _("of {of} minutes"),
        "movement_denied": _(
            "Paces: not counted, the browser may not read movement. The cap in seconds holds."
        ),
        "movement_heard": _("Paces: counted by the phone’s movement."),
        "movement_insecure": _(
            "Paces: not counted, for this page came without encryption. The cap in seconds holds."
        ),
        "movement_missing": _(
            "Paces: not counted, this browser has no movement sensor. The cap in seconds holds."
        ),
        "movement_unasked": _(
            "Paces: by the phone’s movement. The browser asks at Begin whether that may be."
        ),
        "movement_unknown": _("Paces: no movement heard from this phone yet. The cap in seconds holds."),
        "n_of": _("{n} of {of}"),
        "name_breathe": _("I breathe. The hold ends."),
        "name_hunger": _("Air hunger. One more tap: I breathe."),
        "nameless": _("Sensor"),
        "never_tested": _("never tested on a device"),
        "next_rest": _("Next: {what}"),
        "no_bluetooth": _(
            "No sensor can be reached from here. That takes Bluetooth, in Chrome or Edge on Android, Windows "
            "or a Mac. An iPhone cannot, and neither can Firefox."
        ),
        "no_bluetooth_ways": _(
            "Read your oximeter yourself after each hold. Or let it or your watch record, and add the "
            "file afterwards."
        ),
        "no_reading": _("No reading"),
        "no_store": _(
            "This browser keeps nothing, so a session could be lost. Open the page outside a private "
            "window, then begin."
        ),
        "no_wrist": _("A wrist does not count: too late and too uncertain."),
        "not_back": _("Not yet back at {n}\u00a0%"),
        "not_now": _("Not now"),
        "not_seen": _("Not seen"),
        "nothing_felt": _("I feel nothing, I wanted to stop"),
        "of_at_most": _("of at most {n}"),
        "onward": _("Go on"),
        "oximeter": _("Oximeter"),
        "paces": _("paces"),
        "paces_about": _("paces, about"),
        "paces_car": _(
            "Counted only while you are to walk or jog. The phone cannot tell walking from a car."
        ),
        "paces_trial": _("Walk a little: {n} paces in the last ten seconds."),
        "pause": _("Pause"),
        "pause_gap": _("The phone was silent for a while. The hold ended there, and nothing is lost."),
        "pause_interrupted": _("Something came in between. The hold ended there, and nothing is lost."),
        "pause_name": _("Pause. In a hold: breathe."),
        "pause_reload": _("The page was opened anew. Nothing is lost."),
        "pause_runner": _("All of it up to here is kept."),
        "paused": _("Paused"),
        "pocket": _("In your pocket, screen locked"),
        "pocket_failed": _(
            "The track did not come. Try again with a network, or play with the phone in your hand."
        ),
        "pocket_fetching": _("The track is on its way: {n}\u00a0%."),
        "pocket_file": _("As a sound file"),
        "pocket_hand": _("Rather in my hand"),
        "pocket_instead": _("In your pocket: without a reading, only light holds"),
        "pocket_lock": _("Listen. You can lock your screen and put the phone away."),
        "pocket_next": _("Next track on your headset or lock screen: I breathe."),
        "pocket_next_hunger": _("Next track: air hunger. Once more: I breathe."),
        "pocket_pause": _("Pause ends the hold. Going on begins with recovery."),
        "pocket_silent": _("When it falls silent: breathe."),
        "pocket_text": _("One sound track, every hold at its cap. It plays on with the screen locked."),
        "possible_again": _("Possible again: {lifts}"),
        "question_of": _("Question {n} of {of}"),
        "rate_hunger": _("Air hunger"),
        "read_lowest": _("Lowest number"),
        "reading_lost": _("No reading now. If it dropped, it is looked for."),
        "reading_now": _("Your sensor now: {what}"),
        "reading_weak": _("Poor signal, does not count"),
        "ready_hand": _("One hand for your nose, the other for the phone."),
        "ready_sound": _("Sound is on: falling is hold, rising is breathe."),
        "ready_sound_off": _("Sound is off: watch the screen."),
        "ready_stop": _("Stop is always one tap away. Sooner is always fine."),
        "recovery": _("Recovery"),
        "recovery_after": _("Recovery after {n} of {of}"),
        "refused": _("No holds today."),
        "refused_clock": _(
            "This phone’s clock stands before the moment the session was made. Set it right and open "
            "the page again."
        ),
        "refused_expired": _("This session was for an earlier day. Open today’s."),
        "refused_text": _("Calm breathing is fine."),
        "result": _("To your result"),
        "resume": _("On with recovery"),
        "save": _("Save"),
        "second_tap": _("second tap: I breathe"),
        "seconds": _("seconds"),
        "seconds_of": _("of {of} seconds"),
        "sensors": _("Sensors and paces"),
        "session_over": _("{symptom}: this session is over."),
        "sheet_unknown": _(
            "This page and its session are of different versions. Go to today and begin from there; "
            "nothing is lost."
        ),
        "sheet_used": _(
            "This session has been done, or another one that the site did not know of. It is on your phone "
            "or with the site; it does not count twice."
        ),
        "sit_down": _("Sit down."),
        "site_ear": _("Ear"),
        "site_finger": _("Finger or ring"),
        "site_forehead": _("Forehead"),
        "slower": _("Slower"),
        "sooner": _("sooner is always fine"),
        "sound": _("Sound"),
        "speed": _("Speed {n}×"),
        "spo2_value": _("{n}\u00a0±\u00a0{pm}\u00a0%").replace("{pm}", f"{STANDARD_ERROR_PCT:g}"),
        "stop": _("Stop"),
        "stopped_at": _("Stopped after {n} of {of}"),
        "stopped_text": _("Breathe normally. Tell your buddy. All of it up to here is kept."),
        "strap": _("Heart rate strap"),
        "sun": _("Sun mode"),
        "symptoms_more": _("What else do you feel?"),
        "symptoms_title": _("What do you feel?"),
        "tap_breathe": _("Tap: I breathe"),
        "tap_hunger": _("Tap: air hunger"),
        "tap_pace": _("Tap every pace"),
        "then_cycle": _("then close your nose and cycle on"),
        "then_jog": _("then close your nose and jog gently"),
        "then_lie": _("then close your nose and lie still"),
        "then_run": _("then close your nose and run gently"),
        "then_sit": _("then close your nose and sit still"),
        "then_stand": _("then close your nose and stand still"),
        "then_walk": _("then close your nose and walk"),
        "through_nose": _("through the nose"),
        "turn_of": _("Now {runner}"),
        "turn_waits": _("Look after {runner} first. {next} trains at another time."),
        "upload_refused": _("The site did not take this session: {message} It stays on your phone."),
        "upload_sending": _("On its way."),
        "upload_sent": _("The session has been stored."),
        "upload_waiting": _("No signal. All of it is on your phone and will follow by itself."),
        "where_worn": _("Where is the oximeter?"),
        "which_lowest": _("What was the lowest number on your meter?"),
        "which_meters": _("Which oximeters?"),
        "with_nose_closed": _("{verb}, nose closed"),
    }
