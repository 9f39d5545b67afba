import type { Report } from "../../validation/report.ts";

/** How long a requested token may live: ten minutes at the least, and a number of seconds that 32 bits hold. */
export function checkTokenLifetime(seconds: unknown, field: string, report: Report): void {
  if (typeof seconds !== "number") return;
  if (seconds < 600)
    report.invalid(field, seconds, "may not specify a duration less than 10 minutes");
  if (seconds > 2 ** 32)
    report.invalid(field, seconds, "may not specify a duration larger than 2^32 seconds");
}
