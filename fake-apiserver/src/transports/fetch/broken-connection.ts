/** What `fetch` rejects with when the connection breaks: as in Node, the reason is its cause. */
export function brokenConnection(): TypeError {
  const cause = Object.assign(new Error("the server broke the connection"), {
    name: "ConnectionResetError",
    code: "ECONNRESET",
  });
  return new TypeError("network error: the server broke the connection", { cause });
}
