/** Options of a call. */
export interface CallOptions {
  /** Aborting it drops the request and throws the signal's reason. Default: none. */
  signal?: AbortSignal | null | undefined
  /**
   * How many milliseconds the call may take (for a list: each page), pauses included; `null`: no limit.
   * Default: the client's `timeout`, 3 hours for waits such as
   * `directorySync.run`, or 10 minutes for downloads.
   */
  timeout?: number | null | undefined
}
