import { canonicalTime } from "./time-text.ts";

/** A day as `2006-01-02`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && "text" in canonicalTime(`${text}T00:00:00Z`);
}

/**
 * A time as formats of schemas and of expressions have it: of the time of day and its zone little is asked, and nothing of what follows
 * another `t`.
 *
 * @see kube-openapi pkg/validation/strfmt/time.go IsDateTime
 */
export function isDateTime(text: string): boolean {
  const [date = "", time = ""] = text.toLowerCase().split("t");
  const parts = /^(\d\d):(\d\d):(\d\d)(?:[^\n]\d+)?(?:z|[+-]\d\d:\d\d)$/.exec(time);
  const [, hour = "", minute = "", second = ""] = parts ?? [];
  return isDate(date) && parts !== null && hour <= "23" && minute <= "59" && second <= "59";
}
