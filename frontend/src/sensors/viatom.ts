/** Wellue and Viatom rings of the first generation: asked for a value, they answer. Nothing else is ever sent. */

import { reading, type OximeterDecoder, type OximeterReading } from "./reading.ts";

/** The one request: live values. Reset and erase commands exist, so no other request can be built here. */
export const LIVE_REQUEST: Readonly<Uint8Array> = Uint8Array.of(0xaa, 0x17, 0xe8, 0, 0, 0, 0, 0x1b);

const START = 0x55;
const HEADER_BYTES = 7;
const LONGEST_PAYLOAD = 4096;

/** O2Ring, Checkme O2, SleepU, Oxylink: answers reassembled from pieces by the length they name. */
export class LegacyRing implements OximeterDecoder {
  #buffer: number[] = [];

  feed(chunk: Uint8Array): readonly OximeterReading[] {
    this.#buffer.push(...chunk);
    const readings: OximeterReading[] = [];
    for (;;) {
      const start = this.#buffer.indexOf(START);
      this.#buffer.splice(0, start < 0 ? this.#buffer.length : start);
      if (this.#buffer.length < HEADER_BYTES) return readings;
      const payload = this.#buffer[5]! | (this.#buffer[6]! << 8);
      const length = HEADER_BYTES + payload + 1;
      if (payload > LONGEST_PAYLOAD) this.#buffer.shift();
      else if (this.#buffer.length < length) return readings;
      else readings.push(...this.#take(length));
    }
  }

  #take(length: number): OximeterReading[] {
    const frame = this.#buffer.slice(0, length);
    const intact = (frame[1]! ^ frame[2]!) === 0xff && crc8(frame.slice(0, -1)) === frame.at(-1);
    // After a damaged frame the next may begin inside it.
    this.#buffer.splice(0, intact ? length : 1);
    const payload = frame.slice(HEADER_BYTES, -1);
    // A reply holds a status where a request holds its command; live values have 12 or 13 bytes.
    if (!intact || frame[1] !== 0 || (payload.length !== 12 && payload.length !== 13)) return [];
    return [live(payload)];
  }
}

function live(payload: readonly number[]): OximeterReading {
  const [spo2 = 0, low = 0, high = 0, , , , , battery = 0, , , , finger = 0] = payload;
  const pulse = low | (high << 8);
  const worn = (finger & 1) === 1;
  return reading({ spo2, pulse, finger: worn, searching: worn && spo2 === 0 && pulse === 0, battery });
}

/** The CRC-8 of polynomial 7, started at 0. */
function crc8(bytes: readonly number[]): number {
  return bytes.reduce((crc, byte) => {
    let value = crc ^ byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 0x80 ? ((value << 1) ^ 0x07) & 0xff : (value << 1) & 0xff;
    return value;
  }, 0);
}
