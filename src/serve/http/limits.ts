/** Limits of both HTTP servers that no proper client reaches. Times in seconds, sizes in bytes. */
export const httpLimits = {
  /** Until the headers of a request are complete, and the whole of it. */
  headerSeconds: 10,
  requestSeconds: 20,
  /** Until a connection on which nothing moves is closed, during a response and between two. */
  idleSeconds: 60,
  keepAliveSeconds: 15,
  headerBytes: 16 * 1024,
  bodyBytes: 16 * 1024,
} as const;
