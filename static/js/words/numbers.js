// Numbers and times as the page says them.

const whole = new Intl.NumberFormat("en");
const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const clockTime = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const dayAndYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** 12408 -> "12,408" @param {number} n */
export const count = (n) => whole.format(n);

const UNITS = ["bytes", "KB", "MB", "GB", "TB", "PB"];

/** 6400000 -> "6.4 MB" @param {number} n bytes */
export function bytes(n) {
  let unit = 0;
  let value = n;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0 && value === 1) return "1 byte";
  return `${value < 10 && unit > 0 ? tenths.format(value) : whole.format(Math.round(value))} ${UNITS[unit]}`;
}

/** 42000 -> "0:42", 4210000 -> "1:10:10" @param {number} milliseconds */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** "14:02" @param {Date} when */
export const timeOfDay = (when) => clockTime.format(when);

/** "today at 09:12", "4 May", "4 May 2025" @param {Date} when @param {Date} now */
export function moment(when, now = new Date()) {
  if (when.toDateString() === now.toDateString()) return `today at ${clockTime.format(when)}`;
  return when.getFullYear() === now.getFullYear() ? day.format(when) : dayAndYear.format(when);
}

/** "4 May 2026, 09:12" @param {Date} when */
export const exact = (when) => `${dayAndYear.format(when)}, ${clockTime.format(when)}`;
