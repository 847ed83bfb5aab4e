/** What a session learns by itself: from sensors, and from the paces that are walked. The player's one way to both. */

import type { Sheet, State } from "../engine/types.ts";
import { type PacesView, Pacing, type Stretch } from "./pacing.ts";
import { type Around, type Barrier, barrierOf, isBluetoothOff, type SensorKind, type SensorView, Sensing } from "./sensing.ts";
import type { CountBy } from "./settings.ts";
import { isOnFoot, partsOf } from "./view/model.ts";

/** What the screens show of it. */
export interface SensesView {
  /** A demonstration has none. */
  readonly offered: boolean;
  /** Sensors belong to this session: it was cleared for one, or one was chosen. */
  readonly wanted: boolean;
  readonly barrier: Barrier;
  /** A sensor was not found because Bluetooth is off here, or there is none. */
  readonly off: boolean;
  readonly oximeter: SensorView;
  readonly strap: SensorView;
  readonly site: string;
  readonly sites: readonly string[];
  readonly devices: readonly string[];
  readonly paces: PacesView;
  /** Somewhere in this session paces are walked. */
  readonly walks: boolean;
}

/** What a screen can ask of it. */
export interface SenseActions {
  /** Fetch what a tap will need. */
  prepare(): void;
  connect(kind: SensorKind): void;
  wear(site: string): void;
  countBy(by: CountBy): void;
  changeCadence(steps: 1 | -1): void;
  pace(): void;
}

export class Senses implements SenseActions {
  readonly #sensing: Sensing;
  readonly #pacing: Pacing;
  readonly #offered: boolean;
  readonly #walks: boolean;
  readonly #barrier = barrierOf(window); // asked once: a view is made with every frame
  #isOff = false;

  constructor(
    private readonly sheet: Sheet,
    private readonly around: Around,
  ) {
    this.#offered = !sheet.demonstration;
    this.#walks = sheet.segments.some(({ parts }) => parts.some(({ activity }) => isOnFoot(activity)));
    this.#sensing = new Sensing(Object.keys(sheet.gate.correction_tenths), around);
    this.#pacing = new Pacing((happening) => around.tell(happening));
    if (this.#offered && this.#walks) this.#pacing.start();
  }

  get view(): SensesView {
    const [oximeter, strap] = [this.#sensing.view("oximeter"), this.#sensing.view("strap")];
    return {
      offered: this.#offered,
      wanted: this.#offered && (this.sheet.signal === "live" || oximeter.link !== "none" || strap.link !== "none"),
      barrier: this.#barrier,
      off: this.#isOff,
      oximeter,
      strap,
      site: this.#sensing.site,
      sites: this.#sensing.sites,
      devices: this.#sensing.devices,
      paces: this.#pacing.view,
      walks: this.#offered && this.#walks,
    };
  }

  connect(kind: SensorKind): void {
    void this.#connect(kind);
  }

  /** Connect; where that failed, ask why. Asked before it, a browser can lose the sensors that it would have found. */
  async #connect(kind: SensorKind): Promise<void> {
    await this.#sensing.connect(kind);
    this.#isOff = this.#sensing.view(kind).link === "failed" && (await isBluetoothOff(window));
    this.around.changed();
  }

  wear(site: string): void {
    this.#sensing.wear(site);
  }

  countBy(by: CountBy): void {
    this.#pacing.countBy(by);
  }

  changeCadence(steps: 1 | -1): void {
    this.#pacing.changeCadence(steps);
  }

  pace(): void {
    this.#pacing.tap(this.around.now());
  }

  prepare(): void {
    if (this.#offered) void this.#sensing.prepare().catch(() => undefined); // the tap itself says that it failed
  }

  /** Ask for what browsers want asked in the tap that starts. */
  async ask(): Promise<void> {
    if (this.#offered && this.#walks) await this.#pacing.ask();
  }

  /** Whether a session that is over can still hear from its last hold: what falls later is as low as it is. */
  tellsOfLastHold({ phase, released_ms }: State): boolean {
    const { window_after_ms } = this.sheet.gate;
    return phase === "over" && released_ms !== null && this.around.now() <= released_ms + window_after_ms;
  }

  tick(state: State): void {
    if (!this.#offered) return;
    this.#pacing.tick(stretchOf(this.sheet, state), state.released_ms, this.around.now(), state.phase === "ready");
    if (state.phase === "over" && !this.tellsOfLastHold(state)) this.close();
  }

  /** Let go of sensors and movement. */
  close(): void {
    this.#sensing.close();
    this.#pacing.close();
  }
}

/** The part of a hold that is walked or jogged. */
function stretchOf(sheet: Sheet, state: State): Stretch | null {
  if (state.phase !== "hold") return null;
  const parts = partsOf({ sheet, state });
  const first = parts.findIndex(({ activity }) => isOnFoot(activity));
  const part = parts[state.part];
  if (part === undefined || !isOnFoot(part.activity)) return null;
  return { hold: state.since_ms, since_ms: first === 0 ? state.since_ms : state.part_since_ms };
}
