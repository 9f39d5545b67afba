import type { Language } from "../model/timeline/story.ts";

/** Digits in groups of three, the same in every host. */
export function numberText(value: number, _language: Language): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u2009");
}

/** A span of time as people read it: `800 ms`, `1.2 s`, `5 min`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${Number((milliseconds / 1000).toFixed(1))} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  const seconds = Math.round((milliseconds % 60_000) / 1000);
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
}

/** A point of a run since its start: `1.204 s`. */
export function momentText(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}
