/** The oximeters the player can read, by the service they offer; never by their name. */

import { BerryMed, jumper, nonin } from "./clips.ts";
import { plxContinuous, plxSpotCheck } from "./gatt.ts";
import { whole, type OximeterDecoder } from "./reading.ts";
import { LegacyRing, LIVE_REQUEST } from "./viatom.ts";

/** How one kind of oximeter is read. */
export interface Family {
  readonly id: string;
  /** The devices a runner may know it by; null for the Bluetooth standard. */
  readonly devices: string | null;
  readonly service: string;
  readonly notify: readonly { readonly characteristic: string; readonly decoder: () => OximeterDecoder }[];
  readonly ask?: { readonly characteristic: string; readonly request: Readonly<Uint8Array>; readonly every_ms: number };
}

const sig = (short: string): string => `0000${short}-0000-1000-8000-00805f9b34fb`;

/** Without a packet for so long there is no reading: three times the slowest family's interval. */
export const STALE_MS = 3000;

export const HEART_RATE = { service: sig("180d"), characteristic: sig("2a37") } as const;
export const BATTERY = { service: sig("180f"), characteristic: sig("2a19") } as const;

// None of the makers' own protocols has been tried on a device here; the page says so beside the name.
export const FAMILIES: readonly Family[] = [
  {
    id: "plx",
    devices: null,
    service: sig("1822"),
    notify: [
      { characteristic: sig("2a5f"), decoder: () => whole(plxContinuous) },
      { characteristic: sig("2a5e"), decoder: () => whole(plxSpotCheck) },
    ],
  },
  {
    id: "viatom_legacy",
    devices: "Wellue O2Ring, Checkme O2, SleepU, Oxylink",
    service: "14839ac4-7d7e-415c-9a42-167340cf2339",
    notify: [{ characteristic: "0734594a-a8e7-4b1a-a6b1-cd5243059a57", decoder: () => new LegacyRing() }],
    ask: { characteristic: "8b00ace7-eb0b-49b0-bbe9-9aee0a26e1a3", request: LIVE_REQUEST, every_ms: 1000 },
  },
  {
    id: "nonin_nco",
    devices: "Nonin 3230, WristOx2 3150",
    service: "46a970e0-0d5f-11e2-8b5e-0002a5d5c51b",
    notify: [{ characteristic: "0aad7ea0-0d60-11e2-8e3c-0002a5d5c51b", decoder: () => whole(nonin) }],
  },
  {
    id: "berrymed_bci",
    devices: "BerryMed BM1000",
    service: "49535343-fe7d-4ae5-8fa9-9fafd205e455",
    notify: [{ characteristic: "49535343-1e4d-4bd9-ba61-23c647249616", decoder: () => new BerryMed() }],
  },
  {
    id: "jumper_jpd500f",
    devices: "Jumper JPD-500F, My Oximeter",
    service: "cdeacb80-5235-4c07-8846-93a37ee6b86d",
    notify: [{ characteristic: "cdeacb81-5235-4c07-8846-93a37ee6b86d", decoder: () => whole(jumper) }],
  },
];
