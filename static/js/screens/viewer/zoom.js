// Where a picture stands on the stage: pure arithmetic. `scale` 1 is fitted; x and y move it from the middle, in px.

/** @typedef {{ scale: number, x: number, y: number }} Stand */
/** @typedef {{ width: number, height: number }} Size */

export const FITTED = Object.freeze({ scale: 1, x: 0, y: 0 });
const LARGEST = 40;

/** @param {Size} picture @param {Size} stage @returns {number} px on the stage for one px of the picture when fitted */
export function fitScale(picture, stage) {
  if (picture.width <= 0 || picture.height <= 0) return 1;
  return Math.min(stage.width / picture.width, stage.height / picture.height);
}

/** @param {Stand} stand @param {Size} fitted size of the picture when fitted @param {Size} stage @returns {Stand} not smaller than fitted, no gap at an edge that could be filled */
export function within(stand, fitted, stage) {
  const scale = Math.min(Math.max(stand.scale, 1), LARGEST);
  const roomX = Math.max(0, (fitted.width * scale - stage.width) / 2);
  const roomY = Math.max(0, (fitted.height * scale - stage.height) / 2);
  return { scale, x: clamp(stand.x, roomX), y: clamp(stand.y, roomY) };
}

/** @param {number} value @param {number} room */
const clamp = (value, room) => Math.min(Math.max(value, -room), room) + 0;

/** @param {Stand} stand @param {number} factor @param {{ x: number, y: number }} at from the middle of the stage; stays where it is @returns {Stand} */
export function zoomed(stand, factor, at) {
  const scale = Math.min(Math.max(stand.scale * factor, 1), LARGEST);
  const real = scale / stand.scale;
  return { scale, x: at.x - (at.x - stand.x) * real, y: at.y - (at.y - stand.y) * real };
}

/**
 * What a drag that has ended means when the picture is fitted.
 * @param {number} dx @param {number} dy @param {number} milliseconds
 * @returns {"next" | "before" | "close" | null}
 */
export function swipeOf(dx, dy, milliseconds) {
  const speed = Math.hypot(dx, dy) / Math.max(1, milliseconds);
  const isFar = Math.hypot(dx, dy) > 90 || (speed > 0.45 && Math.hypot(dx, dy) > 30);
  if (!isFar) return null;
  if (Math.abs(dx) > Math.abs(dy) * 1.2) return dx < 0 ? "next" : "before";
  return dy > 0 && dy > Math.abs(dx) * 1.2 ? "close" : null;
}
