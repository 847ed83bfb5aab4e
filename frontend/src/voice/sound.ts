/** A recording of any kind a browser makes or reads, turned into the one kind the site takes: WAV, one channel. */

export const RATE_HZ = 22_050; // that of all clips
const HEADER_BYTES = 44;
const FULL_SCALE = 32_767;

/** Read *data*, whatever its format; rejects where this browser finds no sound in it. */
export async function decode(data: ArrayBuffer): Promise<Float32Array> {
  const read = await new OfflineAudioContext(1, 1, RATE_HZ).decodeAudioData(data);
  const length = Math.max(1, Math.ceil(read.duration * RATE_HZ));
  const mixing = new OfflineAudioContext(1, length, RATE_HZ);
  const source = new AudioBufferSourceNode(mixing, { buffer: read });
  source.connect(mixing.destination);
  source.start();
  return (await mixing.startRendering()).getChannelData(0);
}

/** How loud the loudest moment is, from 0 to 1. */
export function peakOf(samples: Float32Array): number {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}

/** Write samples as a WAV file of 16 bits. */
export function wavOf(samples: Float32Array): ArrayBuffer {
  const bytes = new DataView(new ArrayBuffer(HEADER_BYTES + samples.length * 2));
  const text = (at: number, letters: string): void =>
    [...letters].forEach((letter, index) => bytes.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  bytes.setUint32(4, HEADER_BYTES - 8 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); // plain samples
  bytes.setUint16(22, 1, true); // one channel
  bytes.setUint32(24, RATE_HZ, true);
  bytes.setUint32(28, RATE_HZ * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, "data");
  bytes.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) =>
    bytes.setInt16(HEADER_BYTES + index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * FULL_SCALE), true),
  );
  return bytes.buffer;
}
