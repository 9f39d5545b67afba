// The rules whose behaviour was recorded from client-go itself; core/SPEC-COVERAGE.md is where a test reads them from.
const recorded = `
KF-1 KF-2 KF-3 KF-4 KF-5 ST-1 ST-2 ST-5 ST-7 ST-8 ST-9 ST-11 IX-1 IX-2 IX-4 IX-5 IX-6 IX-7 IX-9
IX-10 IX-11 IX-12 QU-2 QU-3 QU-4 QU-5 QU-6 QU-7 QU-8 QU-10 DF-1 DF-2 DF-3 DF-5 DF-6 DF-7 DF-8 DF-9
DF-10 DF-11 RQ-1 RQ-3 RQ-4 RQ-5 RQ-6 RQ-7 RQ-8 RQ-9 RQ-10 RQ-11 RQ-12 PG-1 PG-2 PG-3 PG-4 RF-2 RF-4
RF-5 RF-6 RF-7 RF-10 RF-11 RF-12 RF-13 RF-14 RF-15 RF-17 RF-19 RF-20 RF-21 RF-23 RF-24 RF-25 RF-26
RF-27 RF-28 RF-29 RF-30 RF-31 RF-33 RF-34 RF-36 RF-37 RF-38 RF-40 RF-41 RF-43 PD-1 PD-2 PD-4 PD-5
PD-6 SP-1 SP-2 SP-3 SP-4 SY-1 SY-2 SI-1 SI-2 SI-5 SI-6 SI-7 SI-10 SI-11 SI-12 SI-16 SI-17 RS-5 RS-6
LI-1 LI-2 LI-3 WQ-2 WQ-3 WQ-4 WQ-5 WQ-6 WQ-7 WQ-8 WQ-9 DQ-1 DQ-2 DQ-3 RL-1 RL-2 RL-3 RL-4 RL-5 RL-6
RL-7 WM-2
`;

const rules: ReadonlySet<string> = new Set(recorded.split(/\s+/).filter((rule) => rule !== ""));

/** Whether golden vectors, made by client-go, hold a rule; else tests of our own do. */
export function hasGoldenVector(rule: string): boolean {
  return rules.has(rule);
}

/** All rules with golden vectors. */
export const rulesWithVectors: readonly string[] = [...rules];
