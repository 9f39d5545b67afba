import type { ControlledClock } from "../controlled-clock.ts";
import { parseDurationMs } from "../duration.ts";
import { AdminError, type AdminRoute, answered } from "./admin-route.ts";
import type { AdminTarget } from "./admin-target.ts";

type Route = AdminRoute<AdminTarget>;

function clockOf({ clock }: AdminTarget): ControlledClock {
  if (clock !== undefined) return clock;
  throw new AdminError(409, "the time of this cluster belongs to the program that made it");
}

function state(target: AdminTarget): object {
  const clock = clockOf(target);
  const [next] = clock.pending;
  return {
    now: new Date(clock.now()).toISOString(),
    speed: clock.speed,
    pending: clock.pending.length,
    ...(next === undefined ? {} : { next: new Date(next).toISOString() }),
  };
}

const read: Route = {
  method: "GET",
  path: "/clock",
  about: "the server's time, how fast it runs (0: paused), and the timers that wait",
  run: (target) => answered(state(target)),
};

const advance: Route = {
  method: "POST",
  path: "/clock/advance",
  about: "moves time forward, firing every timer on the way",
  query: [{ name: "by", about: "how far: 65m, 1h30m, 500ms" }],
  run: async (target, { query }) => {
    const by = query.get("by");
    if (by === undefined) throw new AdminError(400, "say how far to advance: ?by=65m");
    await clockOf(target).advance(parseDurationMs(by));
    return answered(state(target));
  },
};

const pause: Route = {
  method: "POST",
  path: "/clock/pause",
  about: "time stands still until it is resumed or advanced",
  run: (target) => {
    clockOf(target).pause();
    return answered(state(target));
  },
};

const resume: Route = {
  method: "POST",
  path: "/clock/resume",
  about: "time runs again",
  query: [{ name: "speed", about: "1 is real time, 10 is ten times as fast; 1 when absent" }],
  run: (target, { query }) => {
    clockOf(target).resume(Number(query.get("speed") ?? 1));
    return answered(state(target));
  },
};

/** The calls about time. */
export const clockRoutes: readonly Route[] = [read, advance, pause, resume];
