// What the classes of test servers share.

import { read } from './options'

/** Keeps each server running until it is stopped, even if the caller drops its object. */
export const running = new Set<object>()

/** The timeout of a wait in milliseconds. */
export function timeoutOf(options: { timeout?: number | undefined } | undefined): number {
  return read<{ timeout?: number }>('waiting', options, { timeout: 'time' }).timeout ?? 30_000
}

/** A sync with its JavaScript names. */
export function runOf(run: Record<string, string>) {
  const { enterprise_id: enterpriseId, tracking_id: trackingId, cluster, kind, codes } = run
  const [start, end] = [new Date(run.start as string), new Date(run.end as string)]
  return { enterpriseId, cluster, kind, start, end, trackingId, codes }
}

/** Options with the sandbox's keys. `items` are enterprises in Webex's format. */
export function snakeKeys(value: unknown, key?: string): unknown {
  if (key === 'items' || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => snakeKeys(item))
  if (value instanceof Date) return value.toISOString()
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [snake(name), snakeKeys(inner, name)]),
  )
}
