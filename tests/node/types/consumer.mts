// A consumer in ECMAScript modules: what it does has to type-check, and what is wrong must not.

import {
  Client,
  type ClientOptions,
  directorySyncState,
  type Enterprise,
  type Event,
  NotFoundError,
  RateLimitError,
  type StoredTokens,
  type SyncStatus,
  type TokenSource,
  tokens,
  WebexError,
} from 'webex-broadworks'
import { type Fault, Sandbox, ScriptedServer } from 'webex-broadworks/testing'

export async function story(): Promise<number | null> {
  const throttle: Fault = { name: 'throttle', retryAfter: null, operation: 'list_enterprises' }
  await using sandbox = await Sandbox.start({ enterprises: 5, speed: 600, faults: [throttle] })
  await using webex = new Client({ token: sandbox.token, baseUrl: sandbox.baseUrl, timeout: null })
  const signal = AbortSignal.timeout(5000)

  const names: (string | undefined)[] = []
  for await (const enterprise of webex.listEnterprises({ startsWith: 'R' }, { signal })) {
    names.push(enterprise.spEnterpriseId)
  }
  for await (const { items, cursor } of webex.listEnterprises().pages()) {
    const _page: [Enterprise[], string | null] = [items, cursor]
  }
  const all: Enterprise[] = await webex.listEnterprises({ extraQuery: { after: 5 } }).all()
  const first: Enterprise | null = await webex.listEnterprises().first()

  const acme = await webex.getEnterprise({ spEnterpriseId: 'Reseller1+acme' })
  const sync = await webex.updateDirectorySync(acme, { enableDirSync: true }, { timeout: 30_000 })
  const status: SyncStatus | undefined = sync.directorySyncStatus?.syncStatus
  if (status === 'COMPLETE' || status === 'something new') names.push(status)
  const user = await webex.triggerUserDirectorySync(acme, 'jane.doe@acme.com')
  if (user.status === 'ADD') names.push(user.userResponse?.userId)

  const { data, metadata } = await webex.withResponse().request<{ id: string }>('GET', '/people/me')
  names.push(data.id, metadata.headers.date, metadata.trackingId ?? undefined)
  const state = directorySyncState(first)
  const age: number | null = state.age
  names.push(state.lastEnd?.toISOString(), state.errors[0]?.remedy ?? undefined)
  const server = await ScriptedServer.start([{ status: 429, headers: { 'Retry-After': '1' } }])
  await server.waitForRequests(1, { timeout: 1000 })
  return all.length > 0 ? age : null
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

export function explain(error: unknown): string {
  if (error instanceof NotFoundError) return `${error.status.toFixed()} ${error.enterpriseId}`
  if (error instanceof RateLimitError) return `${error.retryAfter ?? 0} s`
  if (error instanceof WebexError) return error.remedy ?? error.code
  return String(error)
}

export async function mistakes(webex: Client): Promise<void> {
  // @ts-expect-error an option that does not exist
  new Client({ tokens: 'x' })
  // @ts-expect-error there is no `max`
  webex.listEnterprises({ max: 10 })
  // @ts-expect-error the switch is no text
  await webex.updateDirectorySync('E1', { enableDirSync: 'true' })
  // @ts-expect-error not both
  await webex.getEnterprise({ spEnterpriseId: 'a', orgId: 'b' })
  // @ts-expect-error a list is no promise
  webex.listEnterprises().then(() => {})
  // @ts-expect-error a state is frozen
  directorySyncState({}).status = 'COMPLETE'
  // @ts-expect-error the counters are fields of the state itself
  directorySyncState({}).counters.usersAdded
  tokens.oauth({ clientId: 'C1', clientSecret: 's', refreshToken: 'r' })
  const keeps = { cacheFile: 'x', store: { load: () => null, save() {} } }
  // @ts-expect-error tokens are kept in one place
  tokens.oauth({ clientId: 'C1', clientSecret: 's', refreshToken: 'r', ...keeps })
  // @ts-expect-error a token is no number
  new Client({ token: () => 5 })
  // @ts-expect-error sources are made by `tokens`
  new Client({ token: { environment: 'TOKEN' } })
  // @ts-expect-error a logger has to have all three methods
  new Client({ logger: { debug() {} } })
  // @ts-expect-error an event is frozen
  new Client({ onRequest: (event) => (event.attempt += 1) })
  // @ts-expect-error a fault that does not exist
  await Sandbox.start({ faults: [{ name: 'earthquake' }] })
  // @ts-expect-error sandboxes are started
  new Sandbox()
}
