import { group, label, type Mark, path, rect, round } from "../layout/marks/mark.ts";
import type { Scene } from "../layout/marks/scene.ts";
import type { Ask } from "../model/timeline/story.ts";

/** Lanes that a `where` question offers; each can be pressed, or a ghost dropped on it. */
export function offeredLanes(scene: Scene, ask: Ask): readonly Mark[] {
  if (ask.kind !== "where") return [];
  const offered = ask.choices?.map(({ value }) => value);
  return scene.lanes.flatMap(({ id, box }): readonly Mark[] => {
    if (id === "log" || (offered !== undefined && !offered.includes(id))) return [];
    const target = rect(`offer-${id}`, box, "iv-predict-offer", 8);
    return [{ ...target, attributes: { ...target.attributes, "data-overlay": `predict:${id}` } }];
  });
}

/** The ghost that a reader put down, dashed; beside it what really happened, once that is known. */
export function ghostMarks(scene: Scene, given: string, answer?: string): readonly Mark[] {
  const placeOf = (lane: string): { readonly x: number; readonly y: number } | undefined => {
    const box = scene.lanes.find(({ id }) => id === lane)?.box;
    return box === undefined
      ? undefined
      : { x: round(box.x + box.width / 2), y: round(box.y + box.height - 30) };
  };
  const ghost = placeOf(given);
  const truth = scene.lanes.find(({ id }) => id === answer)?.box;
  return [
    ...(truth === undefined ? [] : [rect("truth", truth, "iv-predict-truth", 8)]),
    ...(ghost === undefined
      ? []
      : [
          group("ghost", { class: "iv-predict-ghost" }, [
            path("shape", hexagon(ghost.x, ghost.y, 16), "iv-predict-shape"),
            label("sign", ghost.x, ghost.y + 5, "?", "iv-small iv-strong", "middle"),
          ]),
        ]),
  ];
}

function hexagon(x: number, y: number, r: number): string {
  const corners = [0, 1, 2, 3, 4, 5].map((corner) => {
    const angle = (Math.PI / 3) * corner;
    return `${round(x + r * Math.cos(angle))},${round(y + r * Math.sin(angle))}`;
  });
  return `M${corners.join("L")}Z`;
}
