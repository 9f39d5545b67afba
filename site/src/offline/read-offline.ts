/**
 * Lets a reader go on without a network: registers the service worker, and names to it what the page has loaded by then and
 * loads later, for it sees only what comes after it. Where a browser allows no service worker, nothing happens.
 *
 * @param base path below which the site lies, with a slash at its end.
 */
export async function readOffline(base: string): Promise<void> {
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
