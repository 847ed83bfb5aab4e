/**
 * Sensors over Web Bluetooth.
 *
 * A sensor is chosen in a tap, may come late, and is looked for again by itself when it drops. The moment it drops, or
 * goes quiet, there is no reading: the last value is never given again.
 */

import { BATTERY, FAMILIES, HEART_RATE, STALE_MS, type Family } from "./families.ts";
import { heartRate } from "./gatt.ts";
import type { HeartRateReading, OximeterReading } from "./reading.ts";

/** What the player hears from a sensor. */
export interface Listener<Reading> {
  reading(reading: Reading): void;
  /** There is no reading from now on, until the next one comes. */
  silent(): void;
  battery(percent: number): void;
}

/** A sensor that is being read, until it is closed. */
export interface Sensor {
  /** What it calls itself; may be empty. */
  readonly name: string;
  close(): void;
}

/** Where a kind of sensor notifies, and what its bytes say. */
interface Channel<Reading> {
  readonly characteristic: string;
  readonly decode: (packet: DataView) => readonly Reading[];
}

const RETRY_MS = [1000, 2000, 5000, 10_000] as const;

/** Let the runner choose a heart rate strap and read it. Call it in a tap. */
export async function chooseStrap(listener: Listener<HeartRateReading>): Promise<Sensor> {
  const device = await navigator.bluetooth.requestDevice({
    filters: [{ services: [HEART_RATE.service] }],
    optionalServices: [BATTERY.service],
  });
  const decode = (packet: DataView): readonly HeartRateReading[] => [heartRate(packet)].filter((found) => found !== null);
  const connection = new Connection(device, listener, async (server) => {
    const service = await server.getPrimaryService(HEART_RATE.service);
    await connection.listen(service, [{ characteristic: HEART_RATE.characteristic, decode }]);
  });
  return connection.begun();
}

/** Let the runner choose an oximeter of a known family and read it. Call it in a tap. */
export async function chooseOximeter(listener: Listener<OximeterReading>): Promise<Sensor> {
  const services = FAMILIES.map((family) => family.service);
  const device = await navigator.bluetooth.requestDevice({
    filters: services.map((service) => ({ services: [service] })),
    optionalServices: [...services, BATTERY.service],
  });
  const connection = new Connection(device, listener, async (server) => {
    const [family, service] = await familyOf(server);
    await connection.listen(service, channelsOf(family));
    if (family.ask !== undefined) await connection.ask(service, family.ask);
  });
  return connection.begun();
}

async function familyOf(server: BluetoothRemoteGATTServer): Promise<[Family, BluetoothRemoteGATTService]> {
  for (const family of FAMILIES) {
    try {
      return [family, await server.getPrimaryService(family.service)];
    } catch {
      // It does not offer this service; it may offer the next.
    }
  }
  throw new DOMException("no known service", "NotFoundError");
}

function channelsOf(family: Family): Channel<OximeterReading>[] {
  return family.notify.map(({ characteristic, decoder }) => {
    const one = decoder();
    const decode = (packet: DataView): readonly OximeterReading[] =>
      one.feed(new Uint8Array(packet.buffer, packet.byteOffset, packet.byteLength));
    return { characteristic, decode };
  });
}

/** One device: connected, listened to, and connected again when it drops. */
class Connection<Reading> implements Sensor {
  readonly name: string;
  #closed = false;
  #retries = 0;
  #link = new AbortController();
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #asking: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly device: BluetoothDevice,
    private readonly listener: Listener<Reading>,
    private readonly subscribe: (server: BluetoothRemoteGATTServer) => Promise<void>,
  ) {
    this.name = device.name ?? "";
    device.addEventListener("gattserverdisconnected", () => this.#dropped());
  }

  /** Connect for the first time; throws where that fails, so that the page can say so, and lets go. */
  async begun(): Promise<this> {
    try {
      await this.open();
    } catch (error) {
      this.close();
      throw error;
    }
    return this;
  }

  async open(): Promise<void> {
    this.#link = new AbortController();
    const server = await this.device.gatt!.connect();
    await this.subscribe(server);
    await this.#readBattery(server);
    this.#retries = 0;
  }

  async listen(service: BluetoothRemoteGATTService, channels: readonly Channel<Reading>[]): Promise<void> {
    let found = 0;
    for (const { characteristic, decode } of channels) {
      const source = await service.getCharacteristic(characteristic).catch(() => null);
      if (source === null) continue; // of a profile's characteristics a device may have but one
      const receive = (): void => {
        if (source.value !== undefined) this.#received(decode(source.value));
      };
      source.addEventListener("characteristicvaluechanged", receive, { signal: this.#link.signal });
      await source.startNotifications();
      found += 1;
    }
    if (found === 0) throw new DOMException("no known characteristic", "NotFoundError");
  }

  async ask(service: BluetoothRemoteGATTService, { characteristic, request, every_ms }: Required<Family>["ask"]): Promise<void> {
    const target = await service.getCharacteristic(characteristic);
    clearInterval(this.#asking);
    this.#asking = setInterval(() => {
      target.writeValueWithoutResponse(Uint8Array.from(request)).catch(() => undefined); // a drop has its own event
    }, every_ms);
  }

  close(): void {
    this.#closed = true;
    this.#fallSilent();
    this.device.gatt?.disconnect();
  }

  #received(readings: readonly Reading[]): void {
    if (this.#closed || readings.length === 0) return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.listener.silent(), STALE_MS);
    for (const reading of readings) this.listener.reading(reading);
  }

  #fallSilent(): void {
    this.#link.abort();
    clearTimeout(this.#quiet);
    clearInterval(this.#asking);
    this.listener.silent();
  }

  #dropped(): void {
    if (this.#closed) return;
    this.#fallSilent();
    const wait = RETRY_MS[Math.min(this.#retries, RETRY_MS.length - 1)]!;
    this.#retries += 1;
    setTimeout(() => {
      if (!this.#closed) this.open().catch(() => this.#dropped());
    }, wait);
  }

  async #readBattery(server: BluetoothRemoteGATTServer): Promise<void> {
    try {
      const service = await server.getPrimaryService(BATTERY.service);
      const level = await (await service.getCharacteristic(BATTERY.characteristic)).readValue();
      this.listener.battery(level.getUint8(0));
    } catch {
      // Many devices do not say.
    }
  }
}
