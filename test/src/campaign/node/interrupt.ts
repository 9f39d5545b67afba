/** A second interrupt so soon is the same one: npm and a shell each pass it on. */
const sameMs = 1000;

/**
 * Calls `stop` at the first interrupt; one that comes later ends the process, for whoever has lost patience.
 *
 * @returns how to give up listening.
 */
export function onInterrupt(stop: () => void): () => void {
  let firstAt: number | undefined;
  const interrupted = (): void => {
    const now = performance.now();
    if (firstAt !== undefined && now - firstAt > sameMs) process.exit(130);
    firstAt ??= now;
    stop();
  };
  process.on("SIGINT", interrupted);
  return () => process.removeListener("SIGINT", interrupted);
}
