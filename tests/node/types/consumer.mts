// A consumer in ECMAScript modules: what it does has to type-check, and what is wrong must not.

import {
  type BillingReportDownload,
  type BillingReportList,
  BulkError,
  type BulkRun,
  type BulkSummary,
  Client,
  type ClientOptions,
  type DirectorySync,
  type DirectorySyncErrorCode,
  DirectorySyncResource,
  directorySyncErrorCode,
  directorySyncErrorCodes,
  directorySyncState,
  type EnsuredDirectorySync,
  type Enterprise,
  type EnterpriseList,
  type Event,
  LedgerError,
  LedgerInUseError,
  NotFoundError,
  type Outcome,
  type OutcomeKind,
  RateLimitError,
  type StoredTokens,
  type Subscriber,
  type SyncStatus,
  subscriberState,
  type TokenSource,
  tokens,
  WaitTimeoutError,
  WebexError,
} from 'webex-broadworks'
import { type Fault, Sandbox, ScriptedServer } from 'webex-broadworks/testing'

/** Options that may be absent are passed on as they are. */
export function handler(
  webex: Client,
  signal?: AbortSignal,
  token?: string,
): Promise<DirectorySync> {
  const options: ClientOptions = { token, timeout: undefined, logger: undefined }
  webex.bulk.directorySync.getStatus(['E1'], { ledger: token, runName: token }, { signal })
  webex.enterprises.list({ startsWith: token }, { signal })
  return new Client(options).directorySync.getStatus('E1', { signal })
}

export async function story(): Promise<number | null> {
  const throttle: Fault = { name: 'throttle', retryAfter: null, operation: 'enterprises.list' }
  await using sandbox = await Sandbox.start({ enterprises: 5, speed: 600, faults: [throttle] })
  await using webex = new Client({ token: sandbox.token, baseUrl: sandbox.baseUrl, timeout: null })
  const signal = AbortSignal.timeout(5000)

  const names: (string | undefined)[] = []
  const ids: string[] = (await webex.enterprises.list().all()).map(({ id }) => id)
  names.push(...ids)
  for await (const enterprise of webex.enterprises.list({ startsWith: 'R' }, { signal })) {
    names.push(enterprise.spEnterpriseId)
  }
  for await (const { items, cursor } of webex.enterprises.list().pages()) {
    const _page: [Enterprise[], string | null] = [items, cursor]
  }
  const off: Enterprise[] = await webex.enterprises.list({ completion: 'off' }).all()
  const all: Enterprise[] = await webex.enterprises.list({ extraQuery: { after: 5 } }).all()
  const first: Enterprise | null = await webex.enterprises.list().first()

  const acme = await webex.enterprises.get({ spEnterpriseId: 'Reseller1+acme' })
  const sync = await webex.directorySync.update(acme, { enableDirSync: true }, { timeout: 30_000 })
  const status: SyncStatus | undefined = sync.directorySyncStatus?.syncStatus
  if (status === 'COMPLETE' || status === 'something new') names.push(status)
  const user = await webex.directorySync.triggerUser(acme, 'jane.doe@acme.example')
  if (user.status === 'ADD') names.push(user.userResponse?.userId)

  const subscriber: Subscriber = await webex.subscribers.get('S1', { signal })
  const answer = await webex.withResponse().subscribers.get(subscriber)
  names.push(answer.data.package, answer.metadata.headers.date)
  const after = new Date()
  const failed: Subscriber[] = await webex.subscribers.list({ status: ['error'], after }).all()
  const reports: BillingReportList = webex.billingReports.list({ sortBy: 'status' })
  names.push(failed[0]?.userId, (await reports.first())?.billingPeriod)
  const onProgress = ({ userId }: Subscriber) => names.push(userId)
  const settled = await webex.subscribers.wait(subscriber, { waitForPerson: true, onProgress })
  const report = await webex.billingReports.wait('R1', null, { timeout: 60_000 })
  names.push(settled.status, report.billingPeriod)
  const download: BillingReportDownload = webex.billingReports.download(report, { maxBytes: 1000 })
  const size: number = await download.save('report.csv')
  const content: Buffer = await download.bytes()
  names.push(`${size}`, content.toString(), await download.text())
  const unread: EnterpriseList = webex.withResponse().enterprises.list({ limit: 1 })
  names.push((await unread.first())?.id)

  const { data, metadata } = await webex.withResponse().request<{ id: string }>('GET', '/people/me')
  names.push(data.id, metadata.headers.date, metadata.trackingId ?? undefined)
  const state = directorySyncState(first, { now: webex.now() })
  const age: number | null = state.age
  const waitsFor: string | null = subscriberState(await webex.subscribers.get('id')).waitsFor
  names.push(waitsFor ?? undefined)
  names.push(state.lastEnd?.toISOString(), state.errors[0]?.remedy ?? undefined)
  const server = await ScriptedServer.start([{ status: 429, headers: { 'Retry-After': '1' } }])
  await server.waitForRequests(1, { timeout: 1000 })
  return all.length > off.length ? age : null
}

export async function waits(webex: Client, signal: AbortSignal): Promise<DirectorySync> {
  const fields = { enableDirSync: true, dryRun: true }
  const ensured: EnsuredDirectorySync = await webex.directorySync.ensure('E1', fields)
  const seen: DirectorySync[] = [ensured.before, ...(ensured.after ? [ensured.after] : [])]
  const onProgress = async (status: DirectorySync) => seen.push(status)
  await webex.directorySync.wait('E1', { onProgress: (status) => seen.push(status) }, { signal })
  const { data } = await webex.withResponse().directorySync.run('E1', { onProgress })
  const codes: DirectorySyncErrorCode[] = directorySyncErrorCodes()
  if (directorySyncErrorCode(600014)?.healsByItself === codes[0]?.healsByItself) return data
  await webex.directorySync.run('E1', {
    onWaiting: ({ reason, status }) => [reason, status.enableDirSync],
  })
  return webex.directorySync.run('E1', null, { timeout: null })
}

export async function fleet(webex: Client, signal: AbortSignal): Promise<BulkSummary> {
  const onProgress = async ({ outcomes, outage }: BulkSummary) =>
    console.log(outcomes.ok, outage?.since, outage?.until)
  const listed = webex.enterprises.list()
  const statuses: BulkRun<DirectorySync> = webex.bulk.directorySync.getStatus(
    listed,
    { onlyIf: { enabled: true, status: ['FAILED'], staleAfter: 8 * 86_400_000 }, onProgress },
    { signal, timeout: null },
  )
  for await (const outcome of statuses) {
    if (outcome.outcome === 'ok') console.log(outcome.result.enableDirSync)
    else if (outcome.outcome === 'failed')
      console.log(outcome.error.remedy, outcome.result?.enableDirSync)
    else if (outcome.outcome === 'not_started') outcome.result satisfies null
  }
  async function* wishes() {
    yield { enterpriseId: 'E1', enableDirSync: false }
    yield 'E2'
    for await (const enterprise of listed) yield { ...enterprise, enableDirSync: true }
  }
  const ensured = await webex.bulk.directorySync.ensure(wishes(), { enableDirSync: true }).finish()
  const outcomes: Outcome<EnsuredDirectorySync>[] = ensured.outcomes
  ensured.raiseForFailures()
  await using run = webex.bulk.directorySync.run(new Set(['E1', 'E2']), {
    concurrency: 4,
    maxRefusalsPerTrigger: Number.POSITIVE_INFINITY,
    settleAfter: 60_000,
    stopStartingAfter: new Date(),
    onlyIf: (id) => id.startsWith('E'),
    ledger: 'runs.sqlite',
    runName: '2026-11-21',
    resumeWithin: 3_600_000,
    retry: ['failed', 'ambiguous'],
    clusterGroup: new Map([['E1', 'east']]),
  })
  for await (const line of run.ndjson()) console.log(line.length)
  const users = [{ enterpriseId: 'E1', userId: 'jane.doe@acme.example' }]
  const synced = await webex.bulk.directorySync.triggerUser(users, { dryRun: true }).finish()
  for (const { outcome, result } of synced.outcomes) {
    if (outcome === 'unchanged') console.log(result.status === 'NO_OPERATION')
  }
  const kinds: OutcomeKind[] = outcomes.map(({ outcome }) => outcome)
  return { ...run.summary, total: kinds.length }
}

export function sources(kept: Map<string, StoredTokens>): ClientOptions[] {
  const clientSecret: TokenSource = tokens.environment('SECRET')
  const refreshToken = tokens.command(['pass', 'show', 'webex'] as const)
  const credentials = { clientId: 'C1', clientSecret, refreshToken }
  const store = {
    load: async () => kept.get('webex'),
    save: (tokens: StoredTokens) => kept.set('webex', tokens),
  }
  const responses: Event[] = []
  return [
    { token: 'text', logger: console },
    { token: () => 'text', onRetry: async (event) => console.log(event.duration?.toFixed()) },
    { token: async () => ({ accessToken: 'text', expiresAt: new Date() }), partner: 'East' },
    { token: async () => ({ accessToken: 'text', expiresAt: Date.now() + 1000 }), maxInFlight: 4 },
    { token: tokens.file('/run/secrets/webex'), maxRequestsPerSecond: 2.5 },
    { token: tokens.oauth({ ...credentials, cacheFile: 'tokens.json' }), timeout: null },
    {
      token: tokens.oauth({ ...credentials, store }),
      onResponse: (event) => responses.push(event),
    },
    { profile: 'east', profilesFile: 'profiles.toml', onRequest: null },
  ]
}

export async function rehearse(): Promise<number> {
  const sandbox = await Sandbox.start({
    clusterSizes: [5, 3.5],
    provisioningIds: { random: 4 },
    runLogNormal: { median: 120, sigma: 1.2 },
    failCodes: { 600013: 1 },
    switches: { busyCode: null },
  })
  sandbox.setNextRun('id', { length: 300_000, codes: [600_013] })
  const ends: Date[] = sandbox.runs().map(({ end }) => end)
  return ends.length + (sandbox.refusals().cluster_busy ?? 0) + sandbox.throttled()
}

export function explain(error: unknown): string {
  if (error instanceof NotFoundError) return `${error.status.toFixed()} ${error.subject?.id}`
  if (error instanceof WebexError && error.operation === 'directory_sync.run') return 'a run'
  if (error instanceof RateLimitError) return `${error.retryAfter ?? 0} ms`
  if (error instanceof WaitTimeoutError) {
    const last = error.lastStatus
    return last !== null && 'enableDirSync' in last ? String(last.enableDirSync) : error.code
  }
  if (error instanceof BulkError) return error.errors.map(({ message }) => message).join()
  if (error instanceof LedgerInUseError && error instanceof LedgerError) return error.code
  if (error instanceof WebexError && error.isTransient && error.safeToRetry) return 'later'
  if (error instanceof WebexError) return error.remedy ?? error.code
  return String(error)
}

export async function mistakes(webex: Client): Promise<void> {
  // @ts-expect-error an option that does not exist
  new Client({ tokens: 'x' })
  // @ts-expect-error a list is completed or not
  webex.enterprises.list({ completion: 'always' })
  // @ts-expect-error the time is a Date
  directorySyncState({}, { now: 'today' })
  // @ts-expect-error there is no `max`
  webex.enterprises.list({ max: 10 })
  // @ts-expect-error the switch isn't a string
  await webex.directorySync.update('E1', { enableDirSync: 'true' })
  // @ts-expect-error on or off is required
  await webex.directorySync.ensure('E1', { dryRun: true })
  // @ts-expect-error the progress callback is a function
  await webex.directorySync.run('E1', { onProgress: 5 })
  // @ts-expect-error the signal belongs in the last argument
  await webex.directorySync.wait('E1', { signal: AbortSignal.timeout(5) })
  // @ts-expect-error a bulk run isn't a promise
  webex.bulk.directorySync.getStatus(['E1']).then(() => {})
  // @ts-expect-error the timeout belongs in the last argument
  webex.bulk.directorySync.getStatus(['E1'], { timeout: 5 })
  // @ts-expect-error a condition that does not exist
  webex.bulk.directorySync.run(['E1'], { onlyIf: { state: 'FAILED' } })
  // @ts-expect-error an outcome that does not exist
  webex.bulk.directorySync.run(['E1'], { ledger: 'l', retry: ['broken'] })
  // @ts-expect-error users are named
  webex.bulk.directorySync.triggerUser([{ enterpriseId: 'E1' }])
  // @ts-expect-error maxRefusalsPerTrigger is for runs
  webex.bulk.directorySync.ensure(['E1'], { maxRefusalsPerTrigger: 2 })
  // @ts-expect-error the methods are those of resources
  await webex.getStatus('E1')
  // @ts-expect-error an answer with its metadata is not the data itself
  ;(await webex.withResponse().directorySync.getStatus('E1')).enableDirSync
  // @ts-expect-error resources are made by clients
  new DirectorySyncResource()
  // @ts-expect-error not both
  await webex.enterprises.get({ spEnterpriseId: 'a', orgId: 'b' })
  // @ts-expect-error a list isn't a promise
  webex.enterprises.list().then(() => {})
  // @ts-expect-error a state is frozen
  directorySyncState({}).status = 'COMPLETE'
  // @ts-expect-error the counters are fields of the state itself
  directorySyncState({}).counters.usersAdded
  tokens.oauth({ clientId: 'C1', clientSecret: 's', refreshToken: 'r' })
  const keeps = { cacheFile: 'x', store: { load: () => null, save() {} } }
  // @ts-expect-error tokens are kept in one place
  tokens.oauth({ clientId: 'C1', clientSecret: 's', refreshToken: 'r', ...keeps })
  // @ts-expect-error a token isn't a number
  new Client({ token: () => 5 })
  // @ts-expect-error sources are made by `tokens`
  new Client({ token: { environment: 'TOKEN' } })
  // @ts-expect-error a logger must have all three methods
  new Client({ logger: { debug() {} } })
  // @ts-expect-error an event is frozen
  new Client({ onRequest: (event) => (event.attempt += 1) })
  // @ts-expect-error a fault that does not exist
  await Sandbox.start({ faults: [{ name: 'earthquake' }] })
  // @ts-expect-error sizes have no such name
  await Sandbox.start({ clusterSizes: 'odd' })
  // @ts-expect-error sandboxes are started
  new Sandbox()
}
