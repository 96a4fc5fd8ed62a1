// A consumer whose kind of module its surroundings decide.

import {
  type BulkRun,
  Client,
  type DirectorySync,
  type Outcome,
  WebexError,
} from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'

/** What an outcome holds follows from its kind. */
export function describe(outcome: Outcome<DirectorySync>): string {
  switch (outcome.outcome) {
    case 'ok':
    case 'unchanged':
      return String(outcome.result.enableDirSync)
    case 'partial':
      return `${outcome.reason}: ${outcome.error.directorySyncCodes.join()}`
    case 'failed':
      return `${outcome.error.code} ${outcome.result?.directorySyncStatus?.syncStatus}`
    case 'ambiguous':
      return outcome.error?.remedy ?? outcome.reason
    case 'skipped':
    case 'not_started':
      return outcome.reason
    case 'planned':
      return outcome.reason ?? 'planned'
    default:
      return outcome satisfies never
  }
}

export async function night(signal: AbortSignal): Promise<string[]> {
  await using sandbox = await Sandbox.start({ enterprises: 5 })
  await using webex = new Client({ token: sandbox.token, baseUrl: sandbox.baseUrl })
  await using pages = webex.enterprises.list({ pageSize: 2 }, { signal }).pages()
  for await (const { items, cursor } of pages) console.log(items.length, cursor?.length)
  const run: BulkRun<DirectorySync> = webex.bulk.directorySync.getStatus(webex.enterprises.list())
  const lines: string[] = []
  for await (const outcome of run) lines.push(describe(outcome))
  try {
    run.raiseForFailures()
  } catch (error) {
    if (error instanceof WebexError) lines.push(error.code, String(error.cause))
  }
  // An open enum takes what is not known yet, and offers what is.
  const status: DirectorySync = {
    enableDirSync: true,
    directorySyncStatus: { syncStatus: 'SOMETHING_NEW' },
  }
  return [...lines, JSON.stringify(status)]
}

export function mistakes(outcome: Outcome<DirectorySync>): void {
  // @ts-expect-error it may have failed, and then there is no result
  outcome.result.enableDirSync
  // @ts-expect-error an outcome that does not exist
  if (outcome.outcome === 'done') return
}
