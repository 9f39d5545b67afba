/** A time as HTTP writes it. */
export function httpTime(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;
const month = `(?<month>${months.join("|")})`;

/** What is written today, and the two forms of old. */
const forms: readonly RegExp[] = [
  new RegExp(String.raw`^\w{3}, (?<day>\d\d) ${month} (?<year>\d{4}) ${clock} GMT$`),
  new RegExp(String.raw`^\w{6,9}, (?<day>\d\d)-${month}-(?<year>\d\d) ${clock} GMT$`),
  new RegExp(String.raw`^\w{3} ${month} (?<day>[ \d]\d) ${clock} (?<year>\d{4})$`),
];

/**
 * Milliseconds of a time that HTTP wrote; undefined where it is none.
 *
 * @see Go net/http ParseTime
 */
export function parseHttpTime(text: string): number | undefined {
  const parts = forms.map((form) => form.exec(text)?.groups).find((found) => found !== undefined);
  if (parts === undefined) return undefined;
  const numberOf = (name: string): number => Number(parts[name]);
  const [hour, minute, second] = [numberOf("hour"), numberOf("minute"), numberOf("second")];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const written = numberOf("year");
  // Of two digits those from 69 are of the last century.
  const century = written > 99 ? 0 : written < 69 ? 2000 : 1900;
  const time = new Date(0);
  const day = numberOf("day");
  time.setUTCFullYear(written + century, months.indexOf(parts["month"] ?? ""), day);
  time.setUTCHours(hour, minute, second);
  return time.getUTCDate() === day ? time.getTime() : undefined;
}
