import { round } from "../layout/marks/mark.ts";

/** A point from which on a curve has these heights, in units of the drawing; the last bands lie on the first. */
export interface CurvePoint {
  readonly x: number;
  readonly heights: readonly number[];
}

/**
 * A curve that changes in steps, thinned to what pixels can show: of several points in one pixel the highest and the
 * last stay, so that no peak is lost and the curve goes on at the right height.
 */
export function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const kept: CurvePoint[] = [];
  let highest: CurvePoint | undefined;
  let last: CurvePoint | undefined;
  const close = (): void => {
    if (highest !== undefined) kept.push(highest);
    if (last !== undefined && last !== highest) kept.push(last);
  };
  for (const point of points) {
    if (last === undefined || Math.floor(point.x) !== Math.floor(last.x)) {
      close();
      highest = point;
    } else if (highest === undefined || sum(point) > sum(highest)) {
      highest = point;
    }
    last = point;
  }
  close();
  return kept;
}

/** The upper edge of the bands up to `band`, from the first point to `end`. */
export function edgePath(
  points: readonly CurvePoint[],
  band: number,
  floor: number,
  end: number,
): string {
  const [first] = points;
  if (first === undefined) return "";
  const yOf = (point: CurvePoint): number => round(floor - sum(point, band + 1));
  let d = `M${round(first.x)},${yOf(first)}`;
  for (const point of points.slice(1)) d += `H${round(point.x)}V${yOf(point)}`;
  return `${d}H${round(Math.max(first.x, end))}`;
}

/** The area of one band, lying on those before it. */
export function bandPath(
  points: readonly CurvePoint[],
  band: number,
  floor: number,
  end: number,
): string {
  const last = points.at(-1);
  if (last === undefined || points.every(({ heights }) => heights[band] === 0)) return "";
  const lower = (point: CurvePoint): number => round(floor - sum(point, band));
  let d = `${edgePath(points, band, floor, end)}V${lower(last)}`;
  for (let index = points.length - 1; index > 0; index -= 1) {
    const point = points[index];
    const before = points[index - 1];
    if (point === undefined || before === undefined) break;
    d += `H${round(point.x)}V${lower(before)}`;
  }
  return `${d}H${round(points[0]?.x ?? 0)}Z`;
}

function sum({ heights }: CurvePoint, bands = heights.length): number {
  let total = 0;
  for (let index = 0; index < bands; index += 1) total += heights[index] ?? 0;
  return total;
}
