/** Finger clips that send by themselves: Nonin, Jumper, and BerryMed with its kin. */

import { reading, type OximeterDecoder, type OximeterReading } from "./reading.ts";

/** Nonin 3230 and WristOx2 (document 113142): big-endian; weak modulation is shown and never acted on. */
export function nonin(packet: DataView): OximeterReading | null {
  if (packet.byteLength < 10 || packet.getUint8(0) !== packet.byteLength) return null;
  const status = packet.getUint8(1);
  const has = (bit: number): boolean => ((status >> bit) & 1) === 1;
  const [weak, smartPoint, searching, on, encrypted] = [has(1), has(2), has(3), has(4), has(6)];
  const [spo2, pulse] = [packet.getUint8(7), packet.getUint16(8)];
  return reading({
    spo2,
    pulse,
    blocked: spo2 === 127 || pulse === 511 || encrypted,
    searching,
    finger: on,
    quality: weak ? "weak" : smartPoint ? "good" : "unknown",
  });
}

/** Jumper JPD-500F and "My Oximeter": pulse first; packets that do not begin with 0x81 are the wave. */
export function jumper(packet: DataView): OximeterReading | null {
  if (packet.byteLength < 4 || packet.getUint8(0) !== 0x81) return null;
  const [pulse, spo2] = [packet.getUint8(1), packet.getUint8(2)];
  return reading({ spo2, pulse, blocked: pulse === 255 || spo2 === 127 });
}

/** BerryMed BM1000 and other BCI clips: five bytes a hundred times a second, only a sync bit to hold on to. */
export class BerryMed implements OximeterDecoder {
  #packet: number[] = [];

  feed(chunk: Uint8Array): readonly OximeterReading[] {
    const readings: OximeterReading[] = [];
    for (const byte of chunk) {
      if (byte & 0x80) this.#packet = [];
      else if (this.#packet.length === 0) continue;
      this.#packet.push(byte);
      if (this.#packet.length === 5) {
        readings.push(this.#decode());
        this.#packet = [];
      }
    }
    return readings;
  }

  #decode(): OximeterReading {
    const [status = 0, , bar = 0, lowPulse = 0, spo2 = 0] = this.#packet;
    const pulse = lowPulse | ((bar & 0x40) << 1);
    return reading({
      spo2,
      pulse,
      blocked: (status & 0x30) !== 0 || pulse === 255 || spo2 === 127,
      finger: (bar & 0x10) === 0,
      searching: (bar & 0x20) !== 0,
    });
  }
}
