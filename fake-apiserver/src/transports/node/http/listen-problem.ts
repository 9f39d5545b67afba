/** What is wrong with an address that cannot be taken, and what would be right. */
export function listenProblem(error: unknown, address: string, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} on ${address} is in use; take another, or --port 0 for a free one`;
    case "EACCES":
      return `no permission to listen on port ${port}; take one above 1023, or --port 0 for a free one`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `cannot listen on ${address}: this machine has no such address; 127.0.0.1 always works`;
    default:
      return `cannot listen on ${address}:${port}: ${message}`;
  }
}
