import { isFleet } from "../../model/runs/fleet-size.ts";
import type { Late } from "./late-part.ts";

/** A part that is loaded with the first moment that wants it. */
export type LateName =
  | "comparison"
  | "thread"
  | "guess"
  | "fleet"
  | "distance"
  | "predict"
  | "window"
  | "code"
  | "panels";

/** What is loaded late, and when. */
export const lateParts: Readonly<Record<LateName, Late>> = {
  comparison: {
    isWanted: ({ branches }) => branches.all.length > 1,
    load: async () => {
      const { ComparisonBar } = await import("./comparison-bar.ts");
      return (document, send) => new ComparisonBar(document, send);
    },
  },
  thread: {
    isWanted: ({ state, isMoving }) => !isMoving && state.panel === "inspector",
    load: async () => {
      const { ThreadDrawing } = await import("../around/thread-drawing.ts");
      return () => new ThreadDrawing();
    },
  },
  guess: {
    isWanted: ({ timeline: { log } }) => !log.hasServer || log.hasGuesses,
    load: async () => {
      const { GuessPart } = await import("../around/guess-part.ts");
      return (document) => new GuessPart(document);
    },
  },
  fleet: {
    isWanted: ({ timeline }) => isFleet(timeline),
    load: async () => {
      const { FleetDrawing } = await import("../around/fleet-drawing.ts");
      return (document, send) => new FleetDrawing(document, send);
    },
  },
  distance: {
    isWanted: ({ state, timeline }) => state.hasTimeline && timeline.log.hasServer,
    load: async () => {
      const { DistanceView } = await import("../around/distance-view.ts");
      return (document, send) => new DistanceView(document, send);
    },
    place: "distance-place",
  },
  predict: {
    isWanted: ({ state, timeline }) =>
      state.hasControls && timeline.story?.beats.some(({ ask }) => ask !== undefined) === true,
    load: async () => {
      const { PredictPart } = await import("../around/predict-part.ts");
      return (document, send) => new PredictPart(document, send);
    },
  },
  window: {
    isWanted: ({ state }) => state.window !== "none",
    load: async () => {
      const { WindowPart } = await import("./window-part.ts");
      return (document, send) => new WindowPart(document, send);
    },
  },
  code: {
    isWanted: ({ state }) => state.hasCode,
    load: async () => {
      const { CodePart } = await import("../around/code-part.ts");
      return (document, send) => new CodePart(document, send);
    },
  },
  panels: {
    isWanted: ({ state }) => state.panel === "inspector" || state.panel === "table",
    load: async () => {
      const { PanelsPart } = await import("./panels-part.ts");
      return (document, send) => new PanelsPart(document, send);
    },
  },
};
