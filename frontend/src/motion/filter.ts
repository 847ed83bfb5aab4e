/** A band-pass that shifts nothing in time: Butterworth, order 2, run forwards and then backwards. */

type Complex = readonly [re: number, im: number];

/** One second-order section with zeros at 0 Hz and at half the rate. */
interface Section {
  readonly gain: number;
  readonly a1: number;
  readonly a2: number;
}

/** Keep what lies between two frequencies. Both ends of *values* are mirrored, so that no edge rings. */
export function bandPass(values: Float64Array, rateHz: number, lowHz: number, highHz: number): Float64Array {
  const sections = butterworth(rateHz, lowHz, Math.min(highHz, 0.45 * rateHz));
  const edge = Math.min(values.length - 1, Math.round((1.5 * rateHz) / lowHz));
  const wide = mirrored(values, edge);
  for (let pass = 0; pass < 2; pass += 1) {
    for (const section of sections) run(wide, section);
    wide.reverse();
  }
  return wide.slice(edge, edge + values.length);
}

function mirrored(values: Float64Array, edge: number): Float64Array {
  const wide = new Float64Array(values.length + 2 * edge);
  const last = values.length - 1;
  wide.set(values, edge);
  for (let i = 0; i < edge; i += 1) {
    wide[i] = 2 * values[0]! - values[edge - i]!;
    wide[edge + values.length + i] = 2 * values[last]! - values[last - 1 - i]!;
  }
  return wide;
}

function run(values: Float64Array, { gain, a1, a2 }: Section): void {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i]!;
    const y = gain * (x - x2) - a1 * y1 - a2 * y2;
    [x1, x2, y1, y2] = [x, x1, y, y1];
    values[i] = y;
  }
}

/** The two sections, by the bilinear transform of the analogue poles; the gain is one at the middle of the band. */
function butterworth(rateHz: number, lowHz: number, highHz: number): Section[] {
  const warped = (hz: number): number => 2 * rateHz * Math.tan((Math.PI * hz) / rateHz);
  const [low, high] = [warped(lowHz), warped(highHz)];
  const half: Complex = [(-Math.SQRT1_2 * (high - low)) / 2, (Math.SQRT1_2 * (high - low)) / 2];
  const [re, im] = half;
  const root = squareRoot([re * re - im * im - low * high, 2 * re * im]);
  const middle = 2 * Math.atan(Math.sqrt(low * high) / (2 * rateHz));
  return [1, -1].map((sign) => section(pole(rateHz, [re + sign * root[0], im + sign * root[1]]), middle));
}

/** The place of an analogue pole in the digital plane. */
function pole(rateHz: number, [re, im]: Complex): Complex {
  const twice = 2 * rateHz;
  const below = (twice - re) ** 2 + im ** 2;
  return [(twice * twice - re * re - im * im) / below, (2 * twice * im) / below];
}

function section([re, im]: Complex, middle: number): Section {
  const [a1, a2] = [-2 * re, re * re + im * im];
  const above = 2 * Math.abs(Math.sin(middle)); // |1 - z^-2| on the unit circle
  const below = Math.hypot(
    1 + a1 * Math.cos(middle) + a2 * Math.cos(2 * middle),
    a1 * Math.sin(middle) + a2 * Math.sin(2 * middle),
  );
  return { gain: below / above, a1, a2 };
}

function squareRoot([re, im]: Complex): Complex {
  const size = Math.hypot(re, im);
  return [Math.sqrt((size + re) / 2), Math.sign(im || 1) * Math.sqrt((size - re) / 2)];
}
