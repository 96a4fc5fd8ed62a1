import type { DirectorySync } from './generated/models'
import type { DirectorySyncWaiting } from './generated/records'

/** The arguments of every wait, in addition to `signal` and `timeout`. */
export interface WaitFields<Result> {
  /**
   * Called with the result of each check, including the last, and never with that of an earlier sync. A
   * promise that it returns is awaited. If it throws, the wait ends and the caller gets the error.
   * Default: none.
   */
  onProgress?: ((result: Result) => unknown) | null | undefined
}

/** The arguments of `directorySync.run`, in addition to `signal` and `timeout`. */
export interface RunFields extends WaitFields<DirectorySync> {
  /**
   * Called at each check while the sync can't be triggered because another one blocks it.
   * Otherwise like `onProgress`. Default: none.
   */
  onWaiting?: ((waiting: DirectorySyncWaiting) => unknown) | null | undefined
}
