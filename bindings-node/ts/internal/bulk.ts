// Making bulk runs.

import { BulkRun } from '../bulk-run'
import type { BulkSummary, OnlyIf, OutcomeKind } from '../generated/records'
import { ItemList } from '../list'
import { Feeder, type ItemFunction } from './bulk-feeder'
import { callOptions } from './call'
import { guard, refuse } from './errors'
import { native } from './load'
import { describeType, type Kinds, read, textsOf } from './options'
import type { Session } from './session'

/** The fields of a bulk run that the core doesn't get as they are. */
interface RunFields {
  clusterGroup?: object | ItemFunction
  onlyIf?: object | ItemFunction
  onProgress?: (summary: BulkSummary) => unknown
  retry?: OutcomeKind | Iterable<OutcomeKind>
  stopStartingAfter?: Date
}

const CONDITION: Kinds<OnlyIf> = {
  enabled: 'flag',
  status: 'texts',
  staleAfter: 'time',
  neverSynced: 'flag',
}

/** A run of an operation over items. It sends nothing yet. */
export function startBulkRun<R>(
  parent: Session,
  operation: string,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  fields: RunFields,
  options: unknown,
): BulkRun<R> {
  const { clusterGroup, onlyIf, onProgress, retry, stopStartingAfter, ...given } = fields
  const { signal, timeout } = callOptions(options)
  checkItems(items)
  const functions = { onlyIf: functionOf(onlyIf), groupOf: functionOf(clusterGroup) }
  const list = items instanceof ItemList ? ItemList.opened<unknown>(items) : undefined
  // The core reads a list itself, unless code here must see its items or end it.
  const isFed = !list || Boolean(functions.onlyIf ?? functions.groupOf ?? list.signal)
  const nativeOptions = {
    ...given,
    timeout,
    onlyIf: conditionsOf(onlyIf),
    itemFunction: functions.onlyIf !== undefined,
    clusterGroup: groupsOf(clusterGroup),
    retry: textsOf(retry),
    stopStartingAfter: stopStartingAfter?.getTime(),
  }
  const session = parent.forCall()
  // The functions here live as long as the run, and must not refer to its items.
  const total = countOf(items)
  const run = guard(
    () => new native.BulkRun(session.native, operation, list?.pages, isFed, total, nativeOptions),
  )
  const feeder = isFed ? new Feeder(run, list?.toItems() ?? items, functions) : undefined
  const end = () => {
    session.end()
    list?.session.end()
  }
  return BulkRun.of({ session, operation, native: run, feeder, onProgress, signal, end })
}

const functionOf = (given: unknown) =>
  typeof given === 'function' ? (given as ItemFunction) : undefined

/** Refuses values that are not iterable, and strings. */
function checkItems(items: unknown): void {
  if (typeof items === 'object' && items !== null) {
    if (Symbol.asyncIterator in items || Symbol.iterator in items) return
  }
  refuse(
    '`items`: expected an iterable of ids or enterprises, such as an array or a list, ' +
      `got ${describeType(items)}`,
  )
}

/** The number of items, if it is known before they are read. */
function countOf(items: unknown): number | undefined {
  if (Array.isArray(items)) return items.length
  return items instanceof Set ? items.size : undefined
}

/** Converts a condition that is data for the core. */
function conditionsOf(onlyIf: unknown) {
  if (onlyIf === undefined || typeof onlyIf === 'function') return undefined
  const { status, ...rest } = read<OnlyIf>('onlyIf', onlyIf, CONDITION)
  return { ...rest, status: textsOf(status) }
}

/** Converts groups that are data for the core. */
function groupsOf(groups: unknown): Record<string, string> | undefined {
  if (groups === undefined || typeof groups === 'function') return undefined
  const entries = groups instanceof Map ? [...groups] : Object.entries(groups as object)
  const named = entries.filter(([, name]) => name !== undefined && name !== null)
  for (const [id, name] of named) {
    if (typeof id !== 'string' || typeof name !== 'string') {
      refuse(`\`clusterGroup\`: expected ids and names that are strings, got ${describeType(name)}`)
    }
  }
  return Object.fromEntries(named)
}
