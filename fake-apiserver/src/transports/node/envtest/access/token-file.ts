import type { TokenUser } from "../../../../request/access/authenticate.ts";

/**
 * The users of a `--token-auth-file`: lines of `token,name,uid,"group,group"`.
 *
 * @throws Error in the real server's words
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/authentication/token/tokenfile/tokenfile.go
 */
export function readTokenFile(text: string, path: string): readonly TokenUser[] {
  const users = new Map<string, TokenUser>();
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const columns = columnsOf(line);
    const [token = "", name = "", uid = "", groups = ""] = columns;
    if (columns.length < 3) {
      throw new Error(
        `token file '${path}' must have at least 3 columns (token, user name, user uid), found ${columns.length}`,
      );
    }
    // An empty token is none; of two that are the same the last one counts.
    if (token === "") continue;
    const names = columns.length > 3 ? groups.split(",").filter((group) => group !== "") : [];
    users.set(token, { token, name, uid, groups: names });
  }
  return [...users.values()];
}

/** Columns as `encoding/csv` reads them: in quotes they may hold commas, and two quotes are one. */
function columnsOf(line: string): readonly string[] {
  const columns: string[] = [];
  const column = /\s*(?:"((?:[^"]|"")*)"|((?:[^,\s][^,]*)?))(,|$)/y;
  for (let separator: string | undefined = ","; separator === ","; ) {
    const [, quoted, plain = "", next] = column.exec(line) ?? [];
    columns.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    separator = next;
  }
  return columns;
}
