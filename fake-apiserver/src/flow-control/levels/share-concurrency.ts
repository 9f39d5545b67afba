/** What one of those who share may get. */
export interface Claim {
  readonly least: number;
  readonly most: number;
  /** What it could use; never less than `least`. */
  readonly target: number;
}

/** How much each gets, and which part of its target that is where no bound says otherwise. */
export interface Shares {
  readonly amounts: readonly number[];
  readonly fraction: number;
}

/** A smaller target counts as this one. */
const targetMin = 0.001;
const tolerance = 1e-7;

/**
 * Shares `total` by one fraction of all targets, within everybody's bounds. Undefined where the bounds allow no such sum.
 *
 * @see kubernetes apiserver pkg/util/flowcontrol/conc_alloc.go computeConcurrencyAllocation
 */
export function shareConcurrency(total: number, claims: readonly Claim[]): Shares | undefined {
  const least = sum(claims.map((claim) => claim.least));
  const most = sum(claims.map((claim) => claim.most));
  if (least - total > tolerance || total - most > tolerance) return undefined;
  if (total === 0) return { amounts: claims.map(() => 0), fraction: 0 };
  const bounds = claims.map((claim) => {
    const target = Math.max(claim.target, targetMin);
    return { target, from: claim.least / target, to: claim.most / target };
  });
  if (least - total > -tolerance) {
    const fraction = Math.min(...bounds.map(({ from }) => from));
    return { amounts: claims.map((claim) => claim.least), fraction };
  }
  if (total - most > -tolerance) {
    const fraction = Math.max(...bounds.map(({ to }) => to));
    return { amounts: claims.map((claim) => claim.most), fraction };
  }
  const fraction = fractionFor(total - least, bounds);
  return {
    fraction,
    amounts: claims.map((claim, index) =>
      Math.max(claim.least, Math.min(claim.most, fraction * (bounds[index]?.target ?? 0))),
    ),
  };
}

interface Bounds {
  readonly target: number;
  /** From this fraction on it gets more than the least … */
  readonly from: number;
  /** … and from this one on no more. */
  readonly to: number;
}

/** The fraction at which all together get `missing` more than the least. */
function fractionFor(missing: number, bounds: readonly Bounds[]): number {
  const turns = bounds
    .flatMap(({ target, from, to }) => [
      { at: from, slope: target },
      { at: to, slope: -target },
    ])
    .sort((a, b) => a.at - b.at);
  let fraction = turns[0]?.at ?? 0;
  let slope = 0;
  let left = missing;
  for (const turn of turns) {
    const gain = (turn.at - fraction) * slope;
    if (gain >= left) break;
    left -= gain;
    fraction = turn.at;
    slope += turn.slope;
  }
  return slope > 0 ? fraction + left / slope : fraction;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
