/** The Bluetooth profiles: Heart Rate Measurement (2A37), Pulse Oximeter continuous (2A5F) and spot check (2A5E). */

import { reading, type HeartRateReading, type OximeterReading } from "./reading.ts";

// IEEE 11073-20601: NaN, not at this resolution, the infinities, reserved.
const SFLOAT_SPECIAL = new Set([0x07ff, 0x0800, 0x07fe, 0x0802, 0x0801]);

const mask = (...bits: number[]): number => bits.reduce((sum, bit) => sum | (1 << bit), 0);
// Measurement status: test data, demonstration, calibration, unavailable, questionable, invalid.
const STATUS_DOUBTS = mask(10, 11, 12, 13, 14, 15);
// Device and sensor status: erratic, non-pulsatile, unknown, interference, disconnected, malfunction, displaced, unplugged.
const SENSOR_FAULTS = mask(6, 7, 9, 10, 12, 13, 14, 15);
const SENSOR_WEAKNESSES = mask(2, 5); // early estimate, low perfusion

/** Decode a Heart Rate Measurement; a rate of zero is absent, a packet of the wrong length is null. */
export function heartRate(packet: DataView): HeartRateReading | null {
  if (packet.byteLength === 0) return null;
  const flags = packet.getUint8(0);
  const rateBytes = flags & 1 ? 2 : 1;
  const start = 1 + rateBytes + (flags & 8 ? 2 : 0);
  const rest = packet.byteLength - start;
  if (rest < 0 || (flags & 16 && rest % 2 !== 0)) return null;
  const rate = flags & 1 ? packet.getUint16(1, true) : packet.getUint8(1);
  const beats = flags & 16 ? rest / 2 : 0;
  const contact = (flags >> 1) & 3;
  return {
    hr_bpm: rate === 0 ? null : rate,
    rr_ms: Array.from({ length: beats }, (_, i) => (packet.getUint16(start + 2 * i, true) * 1000) / 1024),
    sensor_contact: contact < 2 ? null : contact === 3,
  };
}

/** Decode a PLX Continuous Measurement; null where its length is wrong. */
export function plxContinuous(packet: DataView): OximeterReading | null {
  if (packet.byteLength < 5) return null;
  const flags = packet.getUint8(0);
  const speeds = (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0);
  return plx(packet, 5 + speeds, flags >> 2);
}

/** Decode a PLX Spot-Check Measurement; null where its length is wrong. */
export function plxSpotCheck(packet: DataView): OximeterReading | null {
  if (packet.byteLength < 5) return null;
  const flags = packet.getUint8(0);
  return plx(packet, 5 + (flags & 1 ? 7 : 0), flags >> 1);
}

/** The tail both packets share. Bit 0 of *presence*: measurement status; 1: sensor status; 2: amplitude. */
function plx(packet: DataView, tail: number, presence: number): OximeterReading | null {
  const statusAt = tail;
  const sensorAt = statusAt + (presence & 1 ? 2 : 0);
  const end = sensorAt + (presence & 2 ? 3 : 0) + (presence & 4 ? 2 : 0);
  if (packet.byteLength < end) return null;
  const status = presence & 1 ? packet.getUint16(statusAt, true) : 0;
  const sensor = presence & 2 ? packet.getUint16(sensorAt, true) | (packet.getUint8(sensorAt + 2) << 16) : 0;
  const doubt = (status & STATUS_DOUBTS) !== 0 || (sensor & SENSOR_FAULTS) !== 0;
  const weak = doubt || (sensor & SENSOR_WEAKNESSES) !== 0;
  return reading({
    spo2: sfloat(packet.getUint16(1, true)),
    pulse: sfloat(packet.getUint16(3, true)),
    blocked: doubt,
    quality: weak ? "weak" : presence & 3 ? "good" : "unknown",
  });
}

/** Four bits of signed exponent, twelve of signed mantissa. */
function sfloat(word: number): number | null {
  if (SFLOAT_SPECIAL.has(word)) return null;
  const mantissa = (word & 0x0fff) - (word & 0x0800 ? 0x1000 : 0);
  const exponent = (word >> 12) - (word & 0x8000 ? 0x10 : 0);
  return exponent >= 0 ? mantissa * 10 ** exponent : mantissa / 10 ** -exponent;
}
