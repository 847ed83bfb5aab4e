import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BerryMed, jumper, nonin } from "./clips.ts";
import { heartRate, plxContinuous, plxSpotCheck } from "./gatt.ts";
import { whole, type OximeterDecoder } from "./reading.ts";
import { LegacyRing, LIVE_REQUEST } from "./viatom.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const view = (hex: string): DataView => new DataView(bytes(hex).buffer);

describe("a heart rate strap", () => {
  it("gives its rate and the time between beats, in 1/1024 s", () => {
    expect(heartRate(view("10437203"))).toEqual({ hr_bpm: 67, rr_ms: [861.328125], sensor_contact: null });
  });
  it("that says zero gives no reading", () => {
    expect(heartRate(view("0000"))?.hr_bpm).toBeNull();
  });
  it("whose packet is cut off gives nothing", () => {
    expect(heartRate(view("1043720300"))).toBeNull();
  });
});

describe("an oximeter of the Bluetooth profile", () => {
  it("gives its two numbers", () => {
    expect(plxContinuous(view("0064005a00"))).toMatchObject({ spo2_pct: 100, pulse_bpm: 90 });
  });
  it("that calls its own value invalid gives no reading", () => {
    expect(plxContinuous(view("0464005a000080"))).toMatchObject({ spo2_pct: null, quality: "weak" });
  });
  it("that has no value yet gives no reading", () => {
    expect(plxContinuous(view("00ff07ff07"))).toMatchObject({ spo2_pct: null, pulse_bpm: null });
  });
});

describe("a ring", () => {
  it("is asked for live values with the published bytes", () => {
    expect([...LIVE_REQUEST].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe("aa17e8000000001b");
  });
});

interface Vector {
  readonly device?: string;
  readonly characteristic?: string;
  readonly direction?: string;
  readonly name: string;
  readonly hex: string;
  readonly expect: Record<string, unknown>;
}

const data = `${process.env["ADEMPAUZE_SHARED"] ?? "../../shared"}/data`;
const vectors = (file: string): Vector[] =>
  (JSON.parse(readFileSync(`${data}/${file}`, "utf8")) as { vectors: Vector[] }).vectors;

const DECODERS: Readonly<Record<string, () => OximeterDecoder>> = {
  viatom_legacy: () => new LegacyRing(),
  berrymed_bci: () => new BerryMed(),
  jumper_jpd500f: () => whole(jumper),
  nonin_nco: () => whole(nonin),
};

describe.skipIf(!existsSync(data))("the byte vectors that the Python decoders are held to", () => {
  it("agree for every device the player reads", () => {
    const mine = vectors("ble-vendor/vendor_vectors.json").filter(
      ({ device, direction }) => direction === "from device" && device !== undefined && device in DECODERS,
    );
    expect(mine.length).toBeGreaterThan(15);
    for (const { device, name, hex, expect: stated } of mine) {
      const readings = DECODERS[device!]!().feed(bytes(hex));
      const last = { ...stated, ...(stated["last"] as object | undefined) } as Record<string, unknown>;
      if ("error" in stated || stated["ignored"] === true) expect(readings, name).toEqual([]);
      if ("spo2" in last) expect(readings.at(-1)?.spo2_pct, name).toBe(last["spo2"]);
      if ("pulse" in last) expect(readings.at(-1)?.pulse_bpm, name).toBe(last["pulse"]);
      if (last["valid"] === false && readings.length > 0) {
        expect(readings.at(-1)?.spo2_pct === null || readings.at(-1)?.pulse_bpm === null, name).toBe(true);
      }
    }
  });

  it("agree when a ring's answer comes byte by byte", () => {
    for (const { hex } of vectors("ble-vendor/vendor_vectors.json").filter((v) => v.device === "viatom_legacy")) {
      const [atOnce, byByte] = [new LegacyRing(), new LegacyRing()];
      const pieces = [...bytes(hex)].flatMap((byte) => byByte.feed(Uint8Array.of(byte)));
      expect(pieces).toEqual(atOnce.feed(bytes(hex)));
    }
  });

  it("agree for the Bluetooth profiles", () => {
    for (const { characteristic, name, hex, expect: stated } of vectors("ble-gatt/gatt_vectors.json")) {
      if (characteristic === "2A37") {
        const ticks = (stated["rr_1024ths"] as number[]).map((tick) => (tick * 1000) / 1024);
        expect(heartRate(view(hex)), name).toEqual({
          hr_bpm: stated["heart_rate_bpm"] === 0 ? null : stated["heart_rate_bpm"],
          rr_ms: ticks,
          sensor_contact: stated["sensor_contact"],
        });
      } else {
        const decode = characteristic === "2A5F" ? plxContinuous : plxSpotCheck;
        const doubted = ((stated["measurement_status_bits"] ?? []) as number[]).includes(14);
        expect(decode(view(hex))?.spo2_pct, name).toBe(doubted ? null : stated["spo2"]);
      }
    }
  });
});
