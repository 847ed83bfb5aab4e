/**
 * The sensors of a session: a heart rate strap and an oximeter over Bluetooth, and what is known of them now.
 *
 * A reading goes to the session with its quality; a number that a sensor doubts never counts as good, and where there
 * is none nothing is sent. The decoders come when they are first wanted.
 */

import type { Listener, Sensor } from "../sensors/bluetooth.ts";
import type { HeartRateReading, OximeterReading } from "../sensors/reading.ts";
import type { Happening } from "./session.ts";

export type SensorKind = "oximeter" | "strap";

/** What is known of one sensor. */
export interface SensorView {
  readonly link: "none" | "choosing" | "failed" | "connected";
  readonly name: string;
  /** Percent or beats a minute; null is no reading, and never the last one. */
  readonly value: number | null;
  /** The sensor doubts its own value: it is shown as such, and never counts. */
  readonly weak: boolean;
  readonly battery_pct: number | null;
}

type Spo2Happening = Extract<Happening, { readonly type: "spo2" }>;

/** Why sensors cannot be reached from this page; null where they can. */
export type Barrier = "insecure" | "browser" | null;

const NOTHING = { value: null, weak: false } as const;
const UNKNOWN: SensorView = { link: "none", name: "", battery_pct: null, ...NOTHING };
// A device sends from once to a hundred times a second; the session hears it about once. (Our choice.)
const LEAST_GAP_MS = 700;
// Outside these a strap has counted something else than a heart. (As for the pulse of an oximeter.)
const HR_BPM = { least: 25, most: 250 };

/** Return why this page cannot reach sensors. */
export function barrierOf(context: { readonly isSecureContext: boolean; readonly navigator: Navigator }): Barrier {
  if (!context.isSecureContext) return "insecure";
  return "bluetooth" in context.navigator ? null : "browser";
}

/** Whether a browser that could reach sensors says that there is no Bluetooth here, or that it is off. */
export async function isBluetoothOff({ navigator }: { readonly navigator: Navigator }): Promise<boolean> {
  if (!("bluetooth" in navigator)) return false;
  return (await navigator.bluetooth.getAvailability().catch(() => true)) === false;
}

/** What sensors need of their surroundings. */
export interface Around {
  /** The session's clock. */
  now(): number;
  /** Take what happens in the session. */
  tell(happening: Happening): void;
  /** Something else is to be seen now. */
  changed(): void;
}

export class Sensing {
  /** Where an oximeter counts; first the finger, where most are worn. */
  readonly sites: readonly string[];
  #views: Readonly<Record<SensorKind, SensorView>> = { oximeter: UNKNOWN, strap: UNKNOWN };
  readonly #sensors = new Map<SensorKind, Sensor>();
  readonly #sentMs = new Map<SensorKind, number>();
  #waiting: Spo2Happening | null = null;
  #devices: readonly string[] = [];
  #site: string;

  constructor(
    sites: readonly string[],
    private readonly around: Around,
  ) {
    this.sites = [...sites].sort((one, other) => Number(other === "finger") - Number(one === "finger"));
    // A finger is taken at the largest correction: nobody gains by not saying where the sensor is.
    this.#site = this.sites[0] ?? "";
  }

  view(kind: SensorKind): SensorView {
    return this.#views[kind];
  }

  get site(): string {
    return this.#site;
  }

  /** The makers' devices that can be read. */
  get devices(): readonly string[] {
    return this.#devices;
  }

  /** Fetch the decoders before the tap that needs them. */
  async prepare(): Promise<void> {
    const { FAMILIES } = await import("../sensors/families.ts");
    this.#devices = FAMILIES.map(({ devices }) => devices).filter((devices) => devices !== null);
    this.around.changed();
    await import("../sensors/bluetooth.ts");
  }

  /** Let the runner choose a sensor and read it. Call it in a tap. */
  async connect(kind: SensorKind): Promise<void> {
    const before = this.#views[kind];
    this.#set(kind, { link: "choosing" });
    try {
      const { chooseOximeter, chooseStrap } = await import("../sensors/bluetooth.ts");
      const sensor = await (kind === "strap"
        ? chooseStrap(this.#strap())
        : chooseOximeter(this.#oximeter()));
      this.#sensors.get(kind)?.close();
      this.#sensors.set(kind, sensor);
      this.#set(kind, { link: "connected", name: sensor.name });
    } catch {
      this.#set(kind, this.#sensors.has(kind) ? before : { ...UNKNOWN, link: "failed" });
    }
  }

  /** Say where the oximeter is worn. */
  wear(site: string): void {
    if (this.sites.includes(site)) this.#site = site;
  }

  /** Let go of all sensors, so that their batteries last. */
  close(): void {
    for (const sensor of this.#sensors.values()) sensor.close();
    this.#sensors.clear();
  }

  #oximeter(): Listener<OximeterReading> {
    return {
      reading: ({ spo2_pct, quality, battery_pct }) => {
        const weak = quality === "weak";
        this.#set("oximeter", { value: spo2_pct, weak, ...(battery_pct === null ? {} : { battery_pct }) });
        if (spo2_pct === null) this.#waiting = null;
        else this.#hear({ type: "spo2", tenths: Math.round(spo2_pct * 10), site: this.#site, good: !weak });
      },
      silent: () => this.#silent("oximeter"),
      battery: (battery_pct) => this.#set("oximeter", { battery_pct }),
    };
  }

  #strap(): Listener<HeartRateReading> {
    return {
      reading: ({ hr_bpm, sensor_contact }) => {
        const beats = hr_bpm !== null && hr_bpm >= HR_BPM.least && hr_bpm <= HR_BPM.most;
        const bpm = beats && sensor_contact !== false ? hr_bpm : null;
        this.#set("strap", { value: bpm, weak: false });
        if (bpm !== null && this.#isTime("strap")) this.around.tell({ type: "hr", bpm });
      },
      silent: () => this.#silent("strap"),
      battery: (battery_pct) => this.#set("strap", { battery_pct }),
    };
  }

  /** Of what came since the last was sent, the newest good reading counts. */
  #hear(reading: Spo2Happening): void {
    const newest = reading.good || this.#waiting === null ? reading : this.#waiting;
    const isTime = this.#isTime("oximeter");
    this.#waiting = isTime ? null : newest;
    if (isTime) this.around.tell(newest);
  }

  #isTime(kind: SensorKind): boolean {
    const nowMs = this.around.now();
    const sentMs = this.#sentMs.get(kind) ?? Number.NEGATIVE_INFINITY;
    if (nowMs >= sentMs && nowMs - sentMs < LEAST_GAP_MS) return false;
    this.#sentMs.set(kind, nowMs);
    return true;
  }

  #silent(kind: SensorKind): void {
    if (kind === "oximeter") this.#waiting = null;
    this.#set(kind, NOTHING);
  }

  #set(kind: SensorKind, change: Partial<SensorView>): void {
    const [before, view] = [this.#views[kind], { ...this.#views[kind], ...change }];
    this.#views = { ...this.#views, [kind]: view };
    const names = Object.keys(view) as (keyof SensorView)[];
    if (names.some((name) => before[name] !== view[name])) this.around.changed();
  }
}
