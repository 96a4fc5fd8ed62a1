import type { DirectorySync } from './generated/models.cjs'

/** What every wait takes besides `signal` and `timeout`. */
export interface WaitFields<Result> {
  /**
   * Called with the result of each check of what is waited for, the last one too, and never with that
   * of an earlier sync. A promise that it returns is awaited. What it throws ends the wait and goes to
   * the caller. Default: none.
   */
  onProgress?: ((result: Result) => unknown) | null | undefined
}

/** What `directorySync.run` takes besides `signal` and `timeout`. */
export interface RunFields extends WaitFields<DirectorySync> {
  /**
   * Called at each check before the sync could be triggered, because another one is in its way.
   * Otherwise like `onProgress`. Default: none.
   */
  onWaiting?: ((waiting: DirectorySyncWaiting) => unknown) | null | undefined
}

/** Why a directory sync that `directorySync.run` starts has not started yet. */
export interface DirectorySyncWaiting {
  /**
   * What is in its way: `other_sync`, another sync of the enterprise is running; `cluster_busy`, Webex
   * refused the trigger because the enterprise's cluster is busy.
   */
  reason: 'other_sync' | 'cluster_busy' | (string & {})
  /** The status of the enterprise, which is not that of the sync that is waited for. */
  status: DirectorySync
}
