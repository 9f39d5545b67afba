import type { Clock } from "@informerlab/core";
import type { RequestJournal } from "../journal/request-journal.ts";
import type { Tap } from "./tap.ts";

/** Enters what clients ask, and how it was answered. */
export function journalTap(journal: RequestJournal, clock: Clock): Tap {
  return {
    requested({ request }) {
      journal.received(request, clock.now());
      return {
        answered: ({ code }) =>
          journal.answered(request, {
            kind: "raw",
            response: { status: code, headers: {}, body: { kind: "empty" } },
          }),
        abandoned: () => journal.abandoned(request),
      };
    },
  };
}
