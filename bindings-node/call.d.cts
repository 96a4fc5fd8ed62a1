/** Options of a call. */
export interface CallOptions {
  /** Aborting it drops the request and throws the signal's reason. Default: none. */
  signal?: AbortSignal | null | undefined
  /**
   * How many milliseconds the call (of a list: each page) may take, pauses included, instead of what
   * the client says, or of the 3 hours of waits such as `directorySync.run`; `null` is no deadline.
   */
  timeout?: number | null | undefined
}
