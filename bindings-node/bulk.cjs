'use strict'

// The operations over many items.

const { Feeder } = require('./bulk-feeder.cjs')
const { BulkRun } = require('./bulk-run.cjs')
const { callOptions } = require('./call.cjs')
const { guard, refuse } = require('./errors.cjs')
const { ItemList } = require('./list.cjs')
const { read, describeType } = require('./options.cjs')

const FIELDS = {
  concurrency: 'count',
  onlyIf: 'condition',
  dryRun: 'flag',
  stopStartingAfter: 'date',
  onProgress: 'function',
  ledger: 'text',
  runName: 'text',
  resumeWithin: 'time',
  retry: 'texts',
  clusterGroup: 'groups',
}

const CONDITION = {
  enabled: 'flag',
  status: 'texts',
  staleAfter: 'time',
  neverSynced: 'flag',
}

class BulkDirectorySync {
  #session

  constructor(session) {
    this.#session = session
  }

  getStatus(items, fields, options) {
    const given = read('bulk.directorySync.getStatus', fields, FIELDS)
    return makeRun(this.#session, 'directory_sync.get_status', items, given, options)
  }

  ensure(items, fields, options) {
    const known = { enableDirSync: 'flag', ...FIELDS }
    const given = read('bulk.directorySync.ensure', fields, known)
    return makeRun(this.#session, 'directory_sync.ensure', items, given, options)
  }

  run(items, fields, options) {
    const known = { maxRefusalsPerTrigger: 'factor', settleAfter: 'time', ...FIELDS }
    const given = read('bulk.directorySync.run', fields, known)
    return makeRun(this.#session, 'directory_sync.run', items, given, options)
  }

  triggerUser(items, fields, options) {
    const given = read('bulk.directorySync.triggerUser', fields, FIELDS)
    return makeRun(this.#session, 'directory_sync.trigger_user', items, given, options)
  }
}

class Bulk {
  constructor(session) {
    this.directorySync = new BulkDirectorySync(session)
  }
}

/** A run of an operation over items. It sends nothing yet. */
function makeRun(clientSession, operation, items, fields, options) {
  const { clusterGroup, onlyIf, onProgress, retry, stopStartingAfter, ...given } = fields
  const { signal, timeout } = callOptions(options)
  checkItems(items)
  const conditions = conditionsOf(onlyIf, clusterGroup)
  const list = ItemList.opened(items, conditions)
  const listing = list ? undefined : ItemList.listing(items)
  const nativeOptions = {
    ...given,
    timeout,
    onlyIf: dataOf(onlyIf),
    itemFunction: conditions.onlyIf !== undefined,
    clusterGroups: groupsOf(clusterGroup),
    retry: textsOf(retry),
    stopStartingAfter: stopStartingAfter?.getTime(),
  }
  const session = clientSession.forCall()
  const native = guard(() =>
    session.native.bulk(operation, list?.pages, listing, countOf(items), nativeOptions),
  )
  const withoutDeadline = ItemList.withoutDeadline(items)
  const feeder = list ? undefined : new Feeder(native, withoutDeadline, conditions)
  const end = () => {
    session.end()
    list?.session.end()
  }
  return new BulkRun({ session, operation, native, feeder, end }, { onProgress, signal })
}

/** Refuses values that are not iterable, and strings. */
function checkItems(items) {
  if (typeof items === 'object' && items !== null) {
    if (items[Symbol.asyncIterator] || items[Symbol.iterator]) return
  }
  refuse(
    '`items`: expected an iterable of ids or enterprises, such as an array or a list, ' +
      `got ${describeType(items)}`,
  )
}

/** The number of items, if it is known before they are read. */
function countOf(items) {
  if (Array.isArray(items)) return items.length
  return items instanceof Set ? items.size : undefined
}

/** One text or several, as an array. */
function textsOf(texts) {
  if (texts === undefined) return undefined
  return typeof texts === 'string' ? [texts] : [...texts]
}

/** Converts a condition that is data for the core. */
function dataOf(onlyIf) {
  if (onlyIf === undefined || typeof onlyIf === 'function') return undefined
  const { status, ...rest } = read('onlyIf', onlyIf, CONDITION)
  return { ...rest, status: textsOf(status) }
}

/** The caller's functions for each item. */
function conditionsOf(onlyIf, clusterGroup) {
  return {
    onlyIf: typeof onlyIf === 'function' ? onlyIf : undefined,
    groupOf: typeof clusterGroup === 'function' ? clusterGroup : undefined,
  }
}

/** Converts groups that are data for the core. */
function groupsOf(groups) {
  if (groups === undefined || typeof groups === 'function') return undefined
  const entries = groups instanceof Map ? [...groups] : Object.entries(groups)
  const named = entries.filter(([, name]) => name !== undefined && name !== null)
  for (const [id, name] of named) {
    if (typeof id !== 'string' || typeof name !== 'string') {
      refuse(`\`clusterGroup\`: expected ids and names that are strings, got ${describeType(name)}`)
    }
  }
  return Object.fromEntries(named)
}

module.exports = { Bulk }
