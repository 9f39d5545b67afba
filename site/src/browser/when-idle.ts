/** Waits until the page is loaded and at rest. Safari has no idle callback; a moment after the load will do there. */
export function whenIdle(work: () => void): void {
  const start = (): void => {
    if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 5000 });
    else setTimeout(work, 1500);
  };
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}
