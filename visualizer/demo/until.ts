import { vi } from "vitest";

/** Waits until something is there, or holds: motion takes real frames, and files are read, late on a busy machine. */
export function until(met: () => void): Promise<void> {
  return vi.waitFor(met, { timeout: 10_000 });
}
