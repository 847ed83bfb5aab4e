import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chooseOximeter, type Listener, type Sensor } from "./bluetooth.ts";
import { FAMILIES } from "./families.ts";
import type { OximeterReading } from "./reading.ts";

const JUMPER = FAMILIES.find(({ id }) => id === "jumper_jpd500f")!;

/** A clip that offers one service, can be made to notify, and can drop. */
class FakeClip extends EventTarget {
  readonly name = "My Oximeter";
  connections = 0;
  readonly source = Object.assign(new EventTarget(), {
    value: undefined as DataView | undefined,
    startNotifications: () => Promise.resolve(),
  });
  readonly gatt = {
    connect: () => {
      this.connections += 1;
      return Promise.resolve(this.server);
    },
    disconnect: () => undefined,
  };
  readonly server = {
    getPrimaryService: (service: string) =>
      service === JUMPER.service
        ? Promise.resolve({ getCharacteristic: () => Promise.resolve(this.source) })
        : Promise.reject(new DOMException("no such service", "NotFoundError")),
  };

  send(...bytes: number[]): void {
    this.source.value = new DataView(Uint8Array.from(bytes).buffer);
    this.source.dispatchEvent(new Event("characteristicvaluechanged"));
  }

  drop(): void {
    this.dispatchEvent(new Event("gattserverdisconnected"));
  }
}

describe("an oximeter over Bluetooth", () => {
  let clip: FakeClip;
  let heard: string[];
  let sensor: Sensor;

  beforeEach(async () => {
    vi.useFakeTimers();
    clip = new FakeClip();
    heard = [];
    vi.stubGlobal("navigator", { bluetooth: { requestDevice: () => Promise.resolve(clip) } });
    const listener: Listener<OximeterReading> = {
      reading: ({ spo2_pct }) => heard.push(String(spo2_pct)),
      silent: () => heard.push("silent"),
      battery: () => undefined,
    };
    sensor = await chooseOximeter(listener);
  });

  afterEach(() => {
    sensor.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is read as soon as it speaks", () => {
    clip.send(0x81, 60, 97, 40);
    expect(heard).toEqual(["97"]);
  });

  it("that goes quiet gives no reading after three seconds, not the last one", () => {
    clip.send(0x81, 60, 97, 40);
    vi.advanceTimersByTime(2999);
    expect(heard).toEqual(["97"]);
    vi.advanceTimersByTime(1);
    expect(heard).toEqual(["97", "silent"]);
  });

  it("that drops is silent at once, and is connected again by itself", async () => {
    clip.drop();
    expect(heard).toEqual(["silent"]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(clip.connections).toBe(2);
    clip.send(0x81, 60, 95, 40);
    expect(heard).toEqual(["silent", "95"]);
  });

  it("that was closed is left alone", async () => {
    sensor.close();
    clip.drop();
    await vi.advanceTimersByTimeAsync(60_000);
    clip.send(0x81, 60, 95, 40);
    expect(clip.connections).toBe(1);
    expect(heard).toEqual(["silent"]);
  });
});
