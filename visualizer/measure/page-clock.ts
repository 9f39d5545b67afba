/** Runs in the page before anything else: frames come when they are asked for, ten milliseconds of the page's time each. */
export function installClock(): void {
  const waiting = new Map<number, FrameRequestCallback>();
  let now = 0;
  let made = 0;
  window.requestAnimationFrame = (callback) => {
    made += 1;
    waiting.set(made, callback);
    return made;
  };
  window.cancelAnimationFrame = (id) => {
    waiting.delete(id);
  };
  Object.assign(window, {
    tick: (milliseconds: number) => {
      for (const end = now + milliseconds; now < end; ) {
        now += 10;
        const callbacks = [...waiting.values()];
        waiting.clear();
        for (const callback of callbacks) callback(now);
      }
      return now;
    },
  });
}
