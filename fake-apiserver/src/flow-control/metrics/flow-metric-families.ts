import type { MetricDescription } from "@informerlab/core";

type Families<Name extends string> = Readonly<Record<Name, MetricDescription>>;

const beta = (name: string, help: string): MetricDescription => ({
  name: `apiserver_flowcontrol_${name}`,
  help: `[BETA] ${help}`,
});
const alpha = (name: string, help: string): MetricDescription => ({
  name: `apiserver_flowcontrol_${name}`,
  help: `[ALPHA] ${help}`,
});

const timed = (name: string, help: string): MetricDescription => ({
  name: `apiserver_flowcontrol_${name}`,
  help: `EXPERIMENTAL: [ALPHA] ${help}`,
});

/** What the real server counts of flows and levels. @see kubernetes apiserver pkg/util/flowcontrol/metrics/metrics.go */
export const flowFamilies: Families<
  | "rejected"
  | "dispatched"
  | "inQueue"
  | "seatsInQueue"
  | "queueLength"
  | "executing"
  | "seatsExecuting"
  | "waited"
  | "executed"
  | "watchers"
  | "estimatedSeats"
  | "notAccommodated"
> = {
  rejected: beta(
    "rejected_requests_total",
    "Number of requests rejected by API Priority and Fairness subsystem",
  ),
  dispatched: beta(
    "dispatched_requests_total",
    "Number of requests executed by API Priority and Fairness subsystem",
  ),
  inQueue: beta(
    "current_inqueue_requests",
    "Number of requests currently pending in queues of the API Priority and Fairness subsystem",
  ),
  seatsInQueue: alpha(
    "current_inqueue_seats",
    "Number of seats currently pending in queues of the API Priority and Fairness subsystem",
  ),
  queueLength: alpha(
    "request_queue_length_after_enqueue",
    "Length of queue in the API Priority and Fairness subsystem, as seen by each request after it is enqueued",
  ),
  executing: beta(
    "current_executing_requests",
    "Number of requests in initial (for a WATCH) or any (for a non-WATCH) execution stage in the API Priority and Fairness subsystem",
  ),
  seatsExecuting: beta(
    "current_executing_seats",
    "Concurrency (number of seats) occupied by the currently executing (initial stage for a WATCH, any stage otherwise) requests in the API Priority and Fairness subsystem",
  ),
  waited: beta(
    "request_wait_duration_seconds",
    "Length of time a request spent waiting in its queue",
  ),
  executed: alpha(
    "request_execution_seconds",
    "Duration of initial stage (for a WATCH) or any (for a non-WATCH) stage of request execution in the API Priority and Fairness subsystem",
  ),
  watchers: alpha(
    "watch_count_samples",
    "count of watchers for mutating requests in API Priority and Fairness",
  ),
  estimatedSeats: alpha(
    "work_estimated_seats",
    "Number of estimated seats (maximum of initial and final seats) associated with requests in API Priority and Fairness",
  ),
  notAccommodated: alpha(
    "request_dispatch_no_accommodation_total",
    "Number of times a dispatch attempt resulted in a non accommodation due to lack of available seats",
  ),
};

/** What it tells of each level. */
export const levelFamilies: Families<
  | "nominal"
  | "lower"
  | "upper"
  | "current"
  | "highest"
  | "average"
  | "deviation"
  | "smoothed"
  | "target"
  | "fairFraction"
  | "workTime"
  | "dispatchedAt"
  | "latestStart"
  | "nextStarts"
  | "nextDiscountedStarts"
> = {
  nominal: beta(
    "nominal_limit_seats",
    "Nominal number of execution seats configured for each priority level",
  ),
  lower: alpha(
    "lower_limit_seats",
    "Configured lower bound on number of execution seats available to each priority level",
  ),
  upper: alpha(
    "upper_limit_seats",
    "Configured upper bound on number of execution seats available to each priority level",
  ),
  current: alpha(
    "current_limit_seats",
    "current derived number of execution seats available to each priority level",
  ),
  highest: alpha(
    "demand_seats_high_watermark",
    "High watermark, over last adjustment period, of demand_seats",
  ),
  average: alpha(
    "demand_seats_average",
    "Time-weighted average, over last adjustment period, of demand_seats",
  ),
  deviation: alpha(
    "demand_seats_stdev",
    "Time-weighted standard deviation, over last adjustment period, of demand_seats",
  ),
  smoothed: alpha("demand_seats_smoothed", "Smoothed seat demands"),
  target: alpha("target_seats", "Seat allocation targets"),
  fairFraction: alpha(
    "seat_fair_frac",
    "Fair fraction of server's concurrency to allocate to each priority level that can use it",
  ),
  workTime: alpha("current_r", "R(time of last change)"),
  dispatchedAt: alpha("dispatch_r", "R(time of last dispatch)"),
  latestStart: alpha("latest_s", "S(most recently dispatched request)"),
  nextStarts: alpha(
    "next_s_bounds",
    "min and max, over queues, of S(oldest waiting request in queue)",
  ),
  nextDiscountedStarts: alpha(
    "next_discounted_s_bounds",
    "min and max, over queues, of S(oldest waiting request in queue) - estimated work in progress",
  ),
};

/** For how long what share of what there is was used. */
export const timedFamilies: Families<"seats" | "requests" | "readAndWrite" | "demand"> = {
  seats: timed(
    "priority_level_seat_utilization",
    "Observations, at the end of every nanosecond, of utilization of seats for any stage of execution (but only initial stage for WATCHes)",
  ),
  requests: timed(
    "priority_level_request_utilization",
    "Observations, at the end of every nanosecond, of number of requests (as a fraction of the relevant limit) waiting or in any stage of execution (but only initial stage for WATCHes)",
  ),
  readAndWrite: timed(
    "read_vs_write_current_requests",
    "Observations, at the end of every nanosecond, of the number of requests (as a fraction of the relevant limit) waiting or in regular stage of execution",
  ),
  demand: timed(
    "demand_seats",
    "Observations, at the end of every nanosecond, of (the number of seats each priority level could use) / (nominal number of seats for that level)",
  ),
};

/** Upper bounds of their histograms. */
export const flowBounds: Readonly<
  Record<
    | "queueLength"
    | "seconds"
    | "watchers"
    | "estimatedSeats"
    | "seats"
    | "requests"
    | "readAndWrite"
    | "demand",
    readonly number[]
  >
> = {
  queueLength: [0, 10, 25, 50, 100, 250, 500, 1000],
  seconds: [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  watchers: [0, 1, 10, 100, 1000, 10_000],
  estimatedSeats: [1, 2, 4, 8, 16, 32, 64, 100],
  seats: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1],
  requests: [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.25, 0.5, 0.75, 1],
  readAndWrite: [0, 0.001, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1],
  demand: [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.7, 2, 2.8, 4, 6],
};
