// Decodes a blurhash into a small picture: what stands in a tile until its thumbnail is here.
// The format: one size digit, one digit for the largest AC value, four for the mean colour, two for each further component.

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

/** @param {string} text @returns {number} */
function number(text) {
  let value = 0;
  for (const digit of text) value = value * 83 + DIGITS.indexOf(digit);
  return value;
}

/** @param {number} byte 0 to 255 @returns {number} linear light 0 to 1 */
function toLinear(byte) {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** @param {number} light linear 0 to 1 @returns {number} 0 to 255 */
function toByte(light) {
  const value = Math.min(Math.max(light, 0), 1);
  return Math.round((value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055) * 255);
}

/** @param {number} value @returns {number} squared, its sign kept */
const signedSquare = (value) => Math.sign(value) * value * value;

/** @param {string} hash @returns {{ across: number, down: number } | null} null when it is no blurhash */
function sizeOf(hash) {
  if (hash.length < 6 || [...hash].some((digit) => !DIGITS.includes(digit))) return null;
  const size = number(hash[0]);
  const across = (size % 9) + 1;
  const down = Math.floor(size / 9) + 1;
  return hash.length === 4 + 2 * across * down ? { across, down } : null;
}

/** @param {string} hash @param {number} components @returns {number[][]} linear red, green, blue of each component */
function coloursOf(hash, components) {
  const mean = number(hash.slice(2, 6));
  const largest = (number(hash[1]) + 1) / 166;
  const colours = [[toLinear(mean >> 16), toLinear((mean >> 8) & 255), toLinear(mean & 255)]];
  for (let i = 1; i < components; i += 1) {
    const value = number(hash.slice(4 + 2 * i, 6 + 2 * i));
    const steps = [Math.floor(value / 361), Math.floor(value / 19) % 19, value % 19];
    colours.push(steps.map((step) => signedSquare((step - 9) / 9) * largest));
  }
  return colours;
}

/** @param {number} components @param {number} length @returns {Float64Array[]} for each component, its cosine at each place */
const waves = (components, length) => Array.from({ length: components }, (_, i) => Float64Array.from({ length }, (_place, at) => Math.cos((Math.PI * at * i) / length)));

/**
 * @param {string} hash @param {number} width @param {number} height of the picture to make, in px
 * @returns {Uint8ClampedArray | null} RGBA, or null when it is no blurhash
 */
export function decodeBlurhash(hash, width, height) {
  const size = sizeOf(hash);
  if (!size) return null;
  const colours = coloursOf(hash, size.across * size.down);
  const pixels = new Uint8ClampedArray(width * height * 4);
  const [waveX, waveY] = [waves(size.across, width), waves(size.down, height)];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const light = [0, 0, 0];
      for (let j = 0; j < size.down; j += 1) {
        for (let i = 0; i < size.across; i += 1) {
          const weight = waveX[i][x] * waveY[j][y];
          const colour = colours[j * size.across + i];
          for (let c = 0; c < 3; c += 1) light[c] += colour[c] * weight;
        }
      }
      const at = 4 * (y * width + x);
      for (let c = 0; c < 3; c += 1) pixels[at + c] = toByte(light[c]);
      pixels[at + 3] = 255;
    }
  }
  return pixels;
}
