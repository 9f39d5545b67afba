const key = "informerlab/levels";

/** Which levels this reader has reached; none where storage is switched off or holds something else. */
export function reachedLevels(): Set<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : []);
  } catch {
    return new Set();
  }
}

/** Notes that one was reached; without storage nothing is kept. */
export function keepLevel(id: string): void {
  try {
    localStorage.setItem(key, JSON.stringify([...reachedLevels().add(id)]));
  } catch {
    return;
  }
}
