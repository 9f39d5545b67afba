import type { Command } from "../../controls/keyboard.ts";
import type { ForkChoice } from "../../controls/runner.ts";
import type { ItemLane, SceneItem } from "../../layout/marks/scene.ts";
import type { ThreadTarget } from "../../model/reasons/thread-target.ts";
import type { StepSize } from "../../model/timeline/timeline.ts";
import type { QueueFlavour } from "../../model/world/world.ts";
import type { AroundPanel } from "./view-state.ts";

/** What a reader wants, whatever it was said with: a key, a button, a finger. Controls send these and know nothing else. */
export type Intent =
  | Command
  | { readonly kind: "seek"; readonly position: number }
  | { readonly kind: "size"; readonly size: StepSize }
  | { readonly kind: "speed"; readonly speed: number }
  | { readonly kind: "informer"; readonly informer: string }
  | { readonly kind: "switch-queue"; readonly queue: QueueFlavour }
  | { readonly kind: "activate"; readonly branch: string }
  | { readonly kind: "choose-fork"; readonly choice: ForkChoice }
  | { readonly kind: "go-to"; readonly text: string }
  | { readonly kind: "pick"; readonly item: SceneItem | undefined }
  /** Why is it there, or not there? Nothing asks no longer. */
  | { readonly kind: "question"; readonly target: ThreadTarget | undefined }
  /** A prediction: the beat that it is about is played. */
  | { readonly kind: "predict"; readonly beat: string; readonly answer: string }
  /** The answer to a beat's question has been read. */
  | { readonly kind: "put-away"; readonly beat: string | undefined }
  /** The question is not answered: its beat is played. */
  | { readonly kind: "pass-question" }
  /** Opens a panel, or closes it when it is open. */
  | { readonly kind: "panel"; readonly panel: AroundPanel }
  | { readonly kind: "open-lane"; readonly lane: ItemLane }
  | {
      readonly kind: "focused";
      readonly item: string | undefined;
      readonly lane: ItemLane | undefined;
    }
  | { readonly kind: "zoom-at"; readonly factor: number; readonly x: number }
  | { readonly kind: "pan-by"; readonly pixels: number }
  /** A part that draws on the stage has come. */
  | { readonly kind: "loaded" }
  | { readonly kind: "share" | "follow" | "close-panel" };

/** How intents are sent. */
export type Send = (intent: Intent) => void;
