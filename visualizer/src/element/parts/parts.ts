import { AroundPart } from "../around/around-part.ts";
import { LatePart } from "./late-part.ts";
import { type LateName, lateParts } from "./late-parts.ts";
import { LiveRegion } from "./live-region.ts";
import { MessagePart } from "./message-part.ts";
import { NarrationCard } from "./narration-card.ts";
import type { MakePart, Slot } from "./slots.ts";
import { TimelineView } from "./timeline-view.ts";
import { Toolbar } from "./toolbar.ts";
import { TopBar } from "./top-bar.ts";

/** Everything around the stage, in the order of the page. A new panel or strip is one more line here. */
export const parts: readonly { readonly slot: Slot; readonly make: MakePart }[] = [
  { slot: "top", make: (document, send) => new TopBar(document, send) },
  late("top", "comparison"),
  { slot: "top", make: (document) => new MessagePart(document) },
  { slot: "top", make: (document) => new LiveRegion(document) },
  { slot: "timeline", make: (document, send) => new TimelineView(document, send) },
  late("stage", "thread"),
  late("stage", "guess"),
  late("below-timeline", "fleet"),
  late("below-timeline", "distance"),
  { slot: "below-timeline", make: (document, send) => new AroundPart(document, send) },
  late("controls", "predict"),
  late("controls", "window"),
  { slot: "controls", make: (document) => new NarrationCard(document) },
  late("controls", "code"),
  // Last: whatever is told and asked above them, the buttons of the bar stay under the finger.
  { slot: "controls", make: (document, send) => new Toolbar(document, send) },
  late("below", "panels"),
];

function late(slot: Slot, name: LateName): { readonly slot: Slot; readonly make: MakePart } {
  return { slot, make: (document, send) => new LatePart(lateParts[name], document, send) };
}
