/** How often it is looked whether the parent is still there, milliseconds. */
const lookMs = 500;

/**
 * Ends this program as SIGTERM does when the `npx` that started it is gone. npx hands signals to the shell that it runs
 * programs with, and that ends without a word to its child.
 */
export function endWithNpx(): void {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script = "" } = process.env;
  // A program further below npx may be meant to outlive it.
  if (event !== "npx" || !/^'?fake-apiserver'?(\s|$)/.test(script)) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, lookMs);
  timer.unref();
}
