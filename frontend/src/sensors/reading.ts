/**
 * What a sensor's packet becomes in the player: numbers, or none.
 *
 * The same rules as `adempauze.sensors` in Python, held to the same byte vectors. Absent is null and never a number:
 * each family has its own codes for "no value", and none of them may reach a runner.
 */

/** One reading of an oximeter. */
export interface OximeterReading {
  readonly spo2_pct: number | null;
  readonly pulse_bpm: number | null;
  readonly finger: boolean | null;
  readonly quality: "good" | "weak" | "unknown";
  readonly battery_pct: number | null;
}

/** One reading of a heart rate strap, with the intervals between beats. */
export interface HeartRateReading {
  readonly hr_bpm: number | null;
  readonly rr_ms: readonly number[];
  readonly sensor_contact: boolean | null;
}

/** Takes bytes as they arrive, in pieces of any size, and gives the readings they complete. */
export interface OximeterDecoder {
  feed(chunk: Uint8Array): readonly OximeterReading[];
}

// Outside these a live value is absent. (Our proposal.)
const SPO2_PCT = { least: 50, most: 100 };
const PULSE_BPM = { least: 25, most: 250 };

interface Said {
  readonly spo2: number | null;
  readonly pulse: number | null;
  readonly blocked?: boolean;
  readonly searching?: boolean;
  readonly finger?: boolean | null;
  readonly quality?: OximeterReading["quality"];
  readonly battery?: number | null;
}

/** A reading in which a number out of range, or any number of a blocked one, is absent. */
export function reading(said: Said): OximeterReading {
  const { spo2, pulse, blocked = false, searching = false, finger = null } = said;
  const usable = !blocked && !searching && finger !== false;
  return {
    spo2_pct: usable ? within(spo2, SPO2_PCT) : null,
    pulse_bpm: usable ? within(pulse, PULSE_BPM) : null,
    finger,
    quality: said.quality ?? "unknown",
    battery_pct: said.battery ?? null,
  };
}

function within(value: number | null, span: { least: number; most: number }): number | null {
  return value !== null && value >= span.least && value <= span.most ? value : null;
}

/** A decoder for devices whose every notification is one whole packet. */
export function whole(decode: (packet: DataView) => OximeterReading | null): OximeterDecoder {
  return {
    feed(chunk) {
      const found = decode(new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      return found === null ? [] : [found];
    },
  };
}
