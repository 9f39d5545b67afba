import { SelectorError, StatusError } from "@informerlab/core";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { type Negotiated, negotiate } from "../request/answer/negotiate.ts";
import type { IncludeObject } from "../request/answer/represent.ts";
import { badRequest } from "../request/answer/status-errors.ts";
import type { RequestVerb } from "../request/read/resource-request.ts";
import { notRecorded } from "./not-recorded.ts";
import { definitionOf } from "./replay-definition.ts";
import type { Timeline } from "./timeline.ts";
import { inWords, type Narrowing, narrowingOf, type View, type ViewSubject } from "./view.ts";

/** A view that answers, which of its objects are asked for, and in which form. */
export interface FoundView {
  readonly view: View;
  readonly narrowing: Narrowing;
  readonly definition: ResourceDefinition;
  readonly negotiated: Negotiated;
}

/** What decides the form. */
export interface WantedForm {
  readonly verb: RequestVerb;
  readonly accept: string | undefined;
  readonly includeObject: IncludeObject;
  /** Where the replay is. */
  readonly position: number;
  /** What the client of a watch knows already. */
  readonly from?: bigint;
}

/**
 * Finds the view that holds what is asked for, or more, in a form that is asked for: the one that knows best at this moment.
 *
 * @throws StatusError 501 naming what was not recorded, or 406.
 */
export function findView(
  views: readonly View[],
  asked: ViewSubject,
  wanted: WantedForm,
): FoundView {
  const covering = coveringViews(views, asked, wanted);
  if (covering.length === 0) throw notRecorded(inWords(asked), whyNot(views, asked));
  const problems: StatusError[] = [];
  for (const [view, narrowing] of covering) {
    const definition = definitionOf(view);
    try {
      const negotiated = formFor(view, definition, wanted);
      if (negotiated !== undefined) return { view, narrowing, definition, negotiated };
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      problems.push(error);
    }
  }
  const forms = [...new Set(covering.map(([{ form }]) => formNames[form]))].join(" and ");
  throw problems[0] ?? notRecorded(inWords(asked), `it was only seen as ${forms}`);
}

const formNames = { object: "objects", partial: "metadata", table: "a Table" } as const;

type Covering = readonly [View, Narrowing];

/** Those that hold what is asked for, the one that knows best first. */
function coveringViews(
  views: readonly View[],
  asked: ViewSubject,
  { position, from }: WantedForm,
): readonly Covering[] {
  const covering = views.flatMap((view): readonly (readonly [...Covering, Knowledge])[] => {
    const narrowing = narrow(view, asked);
    return narrowing === undefined
      ? []
      : [[view, narrowing, knowledgeOf(view.timeline, position, from)]];
  });
  return covering
    .sort(
      ([a, , one], [b, , other]) =>
        compareKnowledge(one, other) || widthOf(a) - widthOf(b) || ranks[a.form] - ranks[b.form],
    )
    .map(([view, narrowing]) => [view, narrowing]);
}

/** What a view knows, so that two can be compared. */
interface Knowledge {
  /** The newest version that is due; for a watch, whether it can go on from there. */
  readonly now: bigint;
  /** Milliseconds since the beginning of the recording until it knows something. */
  readonly beginsAt: number;
  readonly last: bigint;
}

function knowledgeOf(timeline: Timeline, position: number, from = 0n): Knowledge {
  const { entries } = timeline;
  const last = entries.at(-1)?.version ?? 0n;
  const beginsAt = Math.max(position, entries[0]?.at ?? position);
  if (from > 0n) {
    return { now: timeline.indexOfVersion(from) === undefined ? 0n : 1n, beginsAt, last };
  }
  // The first state may be one that is still to come.
  const entry = beginsAt > position ? undefined : entries[timeline.indexAt(position)];
  return { now: entry?.version ?? 0n, beginsAt, last };
}

/** More comes first, then what is known sooner. */
function compareKnowledge(a: Knowledge, b: Knowledge): number {
  if (a.now !== b.now) return a.now > b.now ? -1 : 1;
  if (a.beginsAt !== b.beginsAt) return a.beginsAt - b.beginsAt;
  if (a.last === b.last) return 0;
  return a.last > b.last ? -1 : 1;
}

const ranks = { object: 0, partial: 1, table: 2 } as const;

function narrow({ subject }: View, asked: ViewSubject): Narrowing | undefined {
  try {
    return narrowingOf(subject, asked);
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

function widthOf({ subject }: View): number {
  const { namespace, labelSelector, fieldSelector } = subject;
  const limits = [namespace !== undefined, labelSelector !== "", fieldSelector !== ""];
  return limits.filter((isLimited) => !isLimited).length;
}

/** Names what is there of the resource instead. */
function whyNot(views: readonly View[], { group, resource }: ViewSubject): string {
  const others = views.filter(
    ({ subject }) => subject.group === group && subject.resource === resource,
  );
  if (others.length === 0) return "no client listed it";
  const known = others.slice(0, 5).map(({ subject }) => `${inWords(subject)} (${subject.version})`);
  return `recorded are ${[...new Set(known)].join("; ")}`;
}

/** The first form of the Accept header that the view can be shown in. */
function formFor(
  { form }: View,
  definition: ResourceDefinition,
  { verb, accept, includeObject }: WantedForm,
): Negotiated | undefined {
  const isCustom = definition.origin === "custom";
  let problem: StatusError | undefined;
  for (const clause of (accept ?? "").split(",")) {
    try {
      const negotiated = negotiate(clause, { verb, isCustom });
      const { representation } = negotiated;
      // Of a kind that is not built in nobody here knows the columns.
      const isShown =
        representation === "table"
          ? (form === "object" && !isCustom) || (form === "table" && includeObject !== "Object")
          : representation === "partial"
            ? form !== "table"
            : form === "object";
      if (isShown) return negotiated;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      problem ??= error;
    }
  }
  const isRefused = problem !== undefined && form === "object";
  if (isRefused) throw problem;
  return undefined;
}
