// Waiting for something at Webex: one check after the other.

import type { DirectorySyncWaiting } from '../generated/records'
import { callOptions, jsonOf, runNative } from './call'
import { guard } from './errors'
import { native } from './load'
import type { Session } from './session'
import { unlessAborted } from './signal'

/** The functions that a wait reports to. */
interface Reports {
  onProgress?: (result: never) => unknown
  onWaiting?: (waiting: DirectorySyncWaiting) => unknown
}

/** One check: what is waited for, and what Webex returned. */
interface Step {
  waiting: string | null
  data: unknown
  metadata: unknown
}

/** Checks until the wait ends, and reports each result. Returns the last result. */
export async function watch<T>(
  session: Session,
  operation: string,
  values: unknown[],
  { onProgress, onWaiting }: Reports,
  options: unknown,
): Promise<T> {
  const { signal, timeout } = callOptions(options)
  const text = jsonOf(values)
  const own = session.forCall()
  try {
    const waiter = guard(() => new native.Waiter(own.native, operation, text, timeout))
    for (let last: unknown; ; ) {
      const step = await runNative<Step | null>(own, signal, (cancel) => waiter.next(cancel))
      if (step === null) return last as T
      const { waiting, data, metadata } = step
      last = own.parts.hasMetadata ? { data, metadata } : data
      const reported =
        waiting === null
          ? onProgress?.(data as never)
          : onWaiting?.({ reason: waiting, status: data as never })
      await unlessAborted(reported, signal)
    }
  } finally {
    own.end()
  }
}
