/** How many seats a request takes. */
export interface SeatEstimate {
  /** While it is served. */
  readonly initial: number;
  /** While those who watch are told of it. */
  readonly final: number;
  /** What that is in seats times seconds. */
  readonly finalWork: number;
}

/** A list that may read much, or a watch that begins with one. */
export interface ListSize {
  /** Objects of the kind, wherever they are. */
  readonly stored: number;
  /** Of one object by its name. */
  readonly isSingle: boolean;
  readonly limit: number;
  readonly hasSelector: boolean;
  /** Storage itself is asked, not what is kept of it. */
  readonly isFromStorage: boolean;
}

/** Of what a request consists, as far as it takes more than a seat. */
export type Work =
  | { readonly kind: "list"; readonly size: ListSize }
  /** How many watches may be told of it. */
  | { readonly kind: "write"; readonly watchers: number }
  | { readonly kind: "other" };

const objectsPerSeat = 100;
const watchersPerSeat = 10;
/** For each watcher's seat, after a write. */
const eventSeconds = 0.005;
const seatsMax = 10;

/**
 * How many seats a request takes.
 *
 * @param levelMax of one request at its level; 0: the level says nothing
 * @see kubernetes apiserver pkg/util/flowcontrol/request/{width,list_work_estimator,mutating_work_estimator}.go
 */
export function estimateSeats(work: Work, levelMax: number): SeatEstimate {
  const most = levelMax === 0 ? seatsMax : Math.min(levelMax, seatsMax);
  if (work.kind === "list") {
    const seats = Math.ceil(objectsRead(work.size) / objectsPerSeat);
    return { initial: Math.min(Math.max(seats, 1), most), final: 0, finalWork: 0 };
  }
  if (work.kind === "other" || work.watchers < watchersPerSeat) return one;
  const wanted = Math.ceil(work.watchers / watchersPerSeat);
  return { initial: 1, final: Math.min(wanted, most), finalWork: wanted * eventSeconds };
}

const one: SeatEstimate = { initial: 1, final: 0, finalWork: 0 };

function objectsRead({ stored, isSingle, limit, hasSelector, isFromStorage }: ListSize): number {
  if (isSingle) return 1;
  if (!isFromStorage) return stored;
  const page = limit > 0 ? Math.min(limit, stored) : stored;
  return hasSelector ? stored + page : 2 * page;
}
