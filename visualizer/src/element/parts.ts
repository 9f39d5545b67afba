import { AroundPart } from "./around/around-part.ts";
import { DistanceView } from "./around/distance-view.ts";
import { FleetPart } from "./around/fleet-part.ts";
import { GuessPart } from "./around/guess-part.ts";
import { PredictPart } from "./around/predict-part.ts";
import { ThreadPart } from "./around/thread-part.ts";
import { CodePart } from "./code-part.ts";
import { ComparisonBar } from "./comparison-bar.ts";
import { LiveRegion } from "./live-region.ts";
import { MessagePart } from "./message-part.ts";
import { NarrationCard } from "./narration-card.ts";
import { PanelsPart } from "./panels-part.ts";
import type { MakePart, Slot } from "./slots.ts";
import { TimelineView } from "./timeline-view.ts";
import { Toolbar } from "./toolbar.ts";
import { TopBar } from "./top-bar.ts";
import { WindowPart } from "./window-part.ts";

/** Everything around the stage, in the order of the page. A new panel or strip is one more line here. */
export const parts: readonly { readonly slot: Slot; readonly make: MakePart }[] = [
  { slot: "top", make: (document, send) => new TopBar(document, send) },
  { slot: "top", make: (document, send) => new ComparisonBar(document, send) },
  { slot: "top", make: (document) => new MessagePart(document) },
  { slot: "top", make: (document) => new LiveRegion(document) },
  { slot: "timeline", make: (document, send) => new TimelineView(document, send) },
  { slot: "stage", make: (_, send) => new ThreadPart(send) },
  { slot: "stage", make: () => new GuessPart() },
  { slot: "below-timeline", make: (document, send) => new FleetPart(document, send) },
  { slot: "below-timeline", make: (document, send) => new DistanceView(document, send) },
  { slot: "below-timeline", make: (document, send) => new AroundPart(document, send) },
  { slot: "controls", make: (document, send) => new PredictPart(document, send) },
  { slot: "controls", make: (document, send) => new WindowPart(document, send) },
  { slot: "controls", make: (document, send) => new Toolbar(document, send) },
  { slot: "controls", make: (document) => new NarrationCard(document) },
  { slot: "controls", make: (document, send) => new CodePart(document, send) },
  { slot: "below", make: (document, send) => new PanelsPart(document, send) },
];
