/**
 * Lets a reader go on without a network: once the page is loaded, registers the service worker and names to it what the page
 * has loaded by then and loads later, for it sees only what comes after it. Where a browser allows none, nothing happens.
 *
 * @param base path below which the site lies, with a slash at its end.
 */
export function readOffline(base: string): void {
  if ("serviceWorker" in navigator) addEventListener("load", () => void register(base));
}

async function register(base: string): Promise<void> {
  const { serviceWorker } = navigator;
  try {
    await serviceWorker.register(`${base}offline-worker.js`, { scope: base });
  } catch {
    return;
  }
  const { active } = await serviceWorker.ready;
  if (serviceWorker.controller !== null) return;
  active?.postMessage([location.href]);
  new PerformanceObserver((list) => {
    active?.postMessage(list.getEntries().map(({ name }) => name));
  }).observe({ type: "resource", buffered: true });
}
