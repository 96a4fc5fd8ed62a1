/** Options of a call. */
export interface CallOptions {
  /** Aborting it drops the request and throws the signal's reason. Default: none. */
  signal?: AbortSignal | null | undefined
  /**
   * Timeout of the call in milliseconds (for a list: of each page), including pauses and retries; `null`:
   * no limit. Default: the client's `timeout`, 3 hours for waits such as `directorySync.run`, or 10
   * minutes for downloads.
   */
  timeout?: number | null | undefined
}
