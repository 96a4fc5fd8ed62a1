// Success and failure on every path: all scenarios, all faults of the sandbox, all ways of being
// configured wrongly, and everything about token endpoint and proxy.

import { writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { Client, tokens } from 'webex-broadworks'
import { Sandbox, ScriptedServer } from 'webex-broadworks/testing'
import { clientOptionsOf, outcomeOf, scenarios, serverOf } from '../play.mjs'
import {
  ACCESS_TOKEN,
  CLIENT_SECRET,
  leaksIn,
  PROXY_PASSWORD,
  REFRESH_TOKEN,
  TOKEN,
} from './secrets.mjs'
import { show } from './show.mjs'

/** Checks that secrets are in the right fields of requests only, and not at the foreign server. */
function checkWire(server) {
  const known = server.requests().map(({ target, headers: { authorization, ...rest }, body }) => {
    // The secrets of a refresh belong in its body only.
    const mayHoldSecrets = target === '/v1/access_token'
    // A signed link is in its own request only, which has no token.
    const isLink = !target.startsWith('/v1')
    const hasNoToken = mayHoldSecrets || isLink
    return [isLink ? '' : target, rest, mayHoldSecrets ? '' : body, hasNoToken ? authorization : '']
  })
  const leaks = leaksIn(JSON.stringify([known, server.elsewhereRequests?.() ?? []]))
  if (leaks.length > 0) console.log('ON THE WIRE', leaks)
}

/** Makes a call, shows what comes of it, and returns the name of the error's class. */
async function make(call) {
  try {
    show(await call())
    return 'success'
  } catch (error) {
    show(error)
    return error.name
  }
}

/** All scenarios, with the token from each place in turn. */
export async function playScenarios(options, sources, tally) {
  const left = scenarios.entries()
  async function worker() {
    for (const [index, scenario] of left) {
      const { client: given, call } = scenario
      const server = await serverOf(scenario, TOKEN)
      const token = sources[index % sources.length]
      const all = {
        ...clientOptionsOf(scenario),
        ...options,
        token,
        _clockSpeed: given?.clock_speed ?? (given?.timeout ? undefined : 20),
      }
      const client = server.client?.(all) ?? new Client({ ...all, baseUrl: server.baseUrl })
      const { result, error } = await outcomeOf(client, call)
      show(error ?? result)
      tally(error?.name ?? 'success')
      show(client)
      // Text and functions are the caller's own.
      if (typeof token === 'object') show(token)
      checkWire(server)
      await server.stop()
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

const STATUSES = [302, 400, 401, 403, 404, 405, 408, 409, 415, 423, 425, 428, 429, 500, 502, 503]
const FORMS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
const LINKS = [
  'double_scheme',
  'max_null',
  'lost_filters',
  'lost_max',
  'valueless',
  'foreign_host',
  'foreign_path',
  'repeat',
  'quoted',
  'empty_page',
  'empty_forever',
  'no_body',
  'no_items',
]

/** Every fault that the sandbox can make. */
function faults(origin) {
  return [
    { name: 'throttle', retryAfter: '100000' },
    { name: 'throttle', first: 1, retryAfter: '0' },
    ...STATUSES.map((status) => ({ name: 'status', status })),
    ...FORMS.map((form) => ({ name: 'status', status: 400, form, code: 600014 })),
    { name: 'status', status: 504, performed: true },
    { name: 'hang' },
    ...['before_head', 'in_head', 'in_body'].map((at) => ({ name: 'cut', at })),
    { name: 'cut', reset: true },
    { name: 'html' },
    { name: 'html', status: 502 },
    { name: 'broken_json' },
    { name: 'unknown_fields' },
    { name: 'float_numbers' },
    ...LINKS.map((kind) => ({ name: 'link', kind, origin })),
    { name: 'slow', seconds: 0.05 },
    { name: 'dribble', bytes: 64, seconds: 0 },
    { name: 'gzip_bomb', megabytes: 70, first: 1 },
    { name: 'huge_header' },
  ]
}

/** Every operation under every fault, with the right token, a read-only one and a wrong one. */
export async function playSandbox(options, tally, spy) {
  const sandbox = await Sandbox.start({ enterprises: 30, token: TOKEN })
  const [{ id }] = sandbox.enterprises()
  const given = { ...options, baseUrl: sandbox.baseUrl, _clockSpeed: 200 }
  const limits = { timeout: 60_000, attemptTimeout: 300, token: TOKEN }
  const callsOf = (client) => [
    () => client.enterprises.list({ pageSize: 10 }).all(),
    () => client.enterprises.get({ spEnterpriseId: 'none' }),
    () => client.enterprises.get({ orgId: 'none' }),
    () => client.withResponse().directorySync.getStatus(id),
    () => client.directorySync.update(id, { enableDirSync: true }),
    () => client.directorySync.trigger(id),
    () => client.directorySync.trigger(id),
    () => client.directorySync.triggerUser(id, 'jane.doe@acme.example'),
    () => client.request('GET', '/people/me'),
    () => client.directorySync.getStatus(id, { signal: AbortSignal.timeout(1) }),
    () => client.directorySync.getStatus('a/b'),
  ]
  for (const fault of [undefined, ...faults(`http://127.0.0.1:${spy.port}`)]) {
    sandbox.setFaults(fault ? [fault] : [])
    // A client that was throttled once would wait during all further faults.
    const calls = callsOf(new Client({ ...given, ...limits }))
    for (const name of await Promise.all(calls.map(make))) tally(name)
  }
  sandbox.setFaults([])
  const others = ['wrong', sandbox.readOnlyToken, TOKEN.slice(0, -1)]
  for (const token of others) {
    const other = new Client({ ...given, token })
    tally(await make(() => other.directorySync.update(id, { enableDirSync: true })))
  }
  const client = new Client({ ...given, token: TOKEN })
  client.close()
  tally(await make(() => client.directorySync.getStatus(id)))
  checkWire(sandbox)
  await sandbox.stop()
}

/** Everything that is refused when a client or a source is made, with a secret in it. */
export async function playMistakes(options, folder, tally) {
  const profilesFile = join(folder, 'profiles.toml')
  writeFileSync(profilesFile, `[profiles.east]\ntoken = "${TOKEN}"\n`)
  const shared = join(folder, 'shared')
  writeFileSync(shared, TOKEN, { mode: 0o644 })
  const odd = join(folder, 'odd')
  writeFileSync(odd, `Bearer ${TOKEN}`, { mode: 0o600 })
  const oauth = { clientId: 'C1', clientSecret: CLIENT_SECRET, refreshToken: REFRESH_TOKEN }
  const makers = [
    () => new Client({ ...options, token: `${TOKEN}\n` }),
    () => new Client({ ...options, token: `Bearer ${TOKEN}` }),
    () => new Client({ ...options, token: { accessToken: TOKEN } }),
    () => new Client({ ...options, token: [TOKEN] }),
    () => new Client(TOKEN),
    () => new Client({ ...options, token: TOKEN, baseUrl: `https://u:${TOKEN}@webex.invalid` }),
    () => new Client({ ...options, token: TOKEN, timeout: TOKEN }),
    () => new Client({ ...options, token: TOKEN, proxy: `nonsense ${PROXY_PASSWORD}` }),
    () => new Client({ ...options, token: TOKEN, proxy: `ftp://u:${PROXY_PASSWORD}@x` }),
    () => new Client({ ...options, profile: 'east', profilesFile }),
    () => tokens.file(shared),
    () => tokens.file(odd),
    () => tokens.oauth(oauth),
    () => tokens.oauth({ ...oauth, clientSecret: `${CLIENT_SECRET}\n`, cacheFile: 'x' }),
    () => tokens.oauth({ ...oauth, refreshToken: [REFRESH_TOKEN], cacheFile: 'x' }),
    () => tokens.oauth({ ...oauth, clientSecret: { text: CLIENT_SECRET }, cacheFile: 'x' }),
  ]
  for (const maker of makers) tally(await make(maker))
  const brought = [`${TOKEN}\n`, { token: TOKEN }, { accessToken: TOKEN, expiresAt: TOKEN }]
  const callables = brought.map((value) => () => value)
  const printing = [process.execPath, '--eval', `console.log('${TOKEN}'); process.exit(3)`]
  for (const token of [...callables, tokens.command(printing)]) {
    const client = new Client({ ...options, token, baseUrl: 'http://127.0.0.1:9/v1' })
    tally(await make(() => client.directorySync.getStatus('E1')))
    show(client)
  }
}

/** Refreshes that go well, are refused, cannot be read, or cannot be kept. */
export async function playOAuth(options, folder, tally) {
  const grant = {
    access_token: ACCESS_TOKEN,
    refresh_token: REFRESH_TOKEN,
    expires_in: 1_209_600,
  }
  const refused = { error: 'invalid_grant', error_description: 'The refresh token is invalid' }
  const fail = () => {
    throw new Error('the database is down')
  }
  const storesOf = (name) => [
    { cacheFile: join(folder, name) },
    { store: { load: () => null, save() {} } },
    { store: { load: () => null, save: fail } },
    { store: { load: fail, save() {} } },
    { store: { load: () => ({ accessToken: ACCESS_TOKEN, expiresAt: ACCESS_TOKEN }), save() {} } },
  ]
  const scripts = [
    [{ json: grant }, { json: {} }],
    [{ json: grant }, { status: 401 }, { json: grant }],
    [{ status: 400, json: refused }],
    // A token endpoint that writes back what it was sent.
    [{ status: 400, json: { message: `client_secret=${CLIENT_SECRET} ${REFRESH_TOKEN}` } }],
    [{ json: { access_token: [ACCESS_TOKEN] } }],
    [{ text: `<html>${'x'.repeat(100)}` }],
    [{ status: 307, headers: { Location: '{{elsewhere}}/v1/access_token' } }],
    [{ cut: 'in_body', json: grant }, { status: 503 }, { status: 429 }],
  ]
  for (const [index, script] of scripts.entries()) {
    for (const store of storesOf(`tokens-${index}.json`)) {
      const server = await ScriptedServer.start(script)
      const token = tokens.oauth({
        clientId: 'C1',
        clientSecret: CLIENT_SECRET,
        refreshToken: REFRESH_TOKEN,
        ...store,
      })
      const given = { ...options, token, baseUrl: server.baseUrl, _clockSpeed: 200 }
      const client = new Client(given)
      tally(await make(() => client.directorySync.getStatus('E1')))
      show(client)
      show(token)
      checkWire(server)
      await server.stop()
    }
  }
}

/** Listens as a proxy, or as anybody else who should hear nothing. */
export async function listen(answer) {
  const heard = []
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      heard.push(bytes.toString('latin1'))
      socket.end(answer)
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return { heard, port: server.address().port }
}

/** Proxies that refuse, and proxies that connect to a server without TLS. */
export async function playProxies(options, tally) {
  const answers = [
    'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 200 OK\r\n\r\nno TLS',
    'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n',
    'SSH-2.0-OpenSSH_9.9\r\n',
  ]
  for (const answer of answers) {
    for (const scheme of ['http', 'https', 'socks5']) {
      const proxy = await listen(answer)
      const client = new Client({
        ...options,
        token: TOKEN,
        proxy: `${scheme}://user:${PROXY_PASSWORD}@127.0.0.1:${proxy.port}`,
        baseUrl: 'https://webex.invalid/v1',
        timeout: 60_000,
        _clockSpeed: 50,
      })
      tally(await make(() => client.directorySync.trigger('E1')))
      show(client)
      // Its own password is for the proxy to know.
      const text = proxy.heard.join('').replace(/^Proxy-Authorization:.*$/gim, '')
      const leaks = leaksIn(text)
      if (leaks.length > 0) console.log('TO THE PROXY', leaks)
      if (scheme === 'http' && !/^CONNECT webex\.invalid:443/.test(text)) {
        console.log('THE PROXY WAS NOT ASKED')
      }
    }
  }
}
