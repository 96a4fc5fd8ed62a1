// Other sources of tokens: the environment, files, commands, profiles.

import assert from 'node:assert/strict'
import { chmodSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { Client, ConfigurationError, InvalidArgumentError, tokens } from 'webex-broadworks'
import { clientOf, folderOf, scripted, shownTo, TOKEN, thrownBy } from './help.mjs'

const OK = { json: {} }
const REFUSED = { status: 401 }

describe('a token source', () => {
  it('may be an environment variable', async (test) => {
    const server = await scripted(test, [OK, REFUSED, OK])
    process.env.WEBEX_BROADWORKS_TEST_TOKEN = 'one'
    const source = tokens.environment('WEBEX_BROADWORKS_TEST_TOKEN')
    const client = clientOf(server, { token: source })
    await client.directorySync.getStatus('E1')
    process.env.WEBEX_BROADWORKS_TEST_TOKEN = 'two'
    await client.directorySync.getStatus('E1')
    assert.deepEqual(shownTo(server), ['one', 'one', 'two'])
    delete process.env.WEBEX_BROADWORKS_TEST_TOKEN
    const error = await thrownBy(() => tokens.environment('WEBEX_BROADWORKS_TEST_TOKEN'))
    assert.ok(error instanceof ConfigurationError)
    assert.match(error.message, /WEBEX_BROADWORKS_TEST_TOKEN/)
  })

  it('may be a file that only its owner can read, and follows it', async (test) => {
    const server = await scripted(test, [OK, OK])
    const path = join(folderOf(test), 'token')
    writeFileSync(path, 'one\n', { mode: 0o600 })
    const client = clientOf(server, { token: tokens.file(path) })
    await client.directorySync.getStatus('E1')
    writeFileSync(path, 'two\n')
    utimesSync(path, new Date(), new Date(Date.now() + 5000))
    await client.directorySync.getStatus('E1')
    assert.deepEqual(shownTo(server), ['one', 'two'])
    if (process.platform === 'win32') return
    chmodSync(path, 0o644)
    // Other users can't enter the folder of a test, so the file's own mode may be open.
    assert.ok(tokens.file(path))
    chmodSync(dirname(path), 0o755)
    const error = await thrownBy(() => tokens.file(path))
    assert.ok(error instanceof ConfigurationError)
    assert.match(error.message, /chmod 600/)
  })

  it('may be a command', async (test) => {
    const server = await scripted(test, [OK, OK])
    const argv = [process.execPath, '--eval', "console.log('from-' + process.argv[1])", 'it']
    const client = clientOf(server, { token: tokens.command(argv) })
    await client.directorySync.getStatus('E1')
    await client.directorySync.getStatus('E1')
    assert.deepEqual(shownTo(server), ['from-it', 'from-it'])
    const fails = clientOf(server, { token: tokens.command([process.execPath, '--eval', TOKEN]) })
    const error = await thrownBy(() => fails.directorySync.getStatus('E1'))
    assert.ok(error instanceof ConfigurationError, inspect(error))
    assert.ok(!inspect(error).includes(TOKEN))
  })

  it('may serve several clients', async (test) => {
    const server = await scripted(test, [OK, OK])
    const path = join(folderOf(test), 'token')
    writeFileSync(path, 'shared', { mode: 0o600 })
    const token = tokens.file(path)
    await clientOf(server, { token }).directorySync.getStatus('E1')
    await clientOf(server, { token }).directorySync.getStatus('E1')
    assert.deepEqual(shownTo(server), ['shared', 'shared'])
  })

  it('shows no secret', () => {
    const secret = tokens.command(['vault', `--key=${TOKEN}`])
    const source = tokens.oauth({
      clientId: 'C1',
      clientSecret: TOKEN,
      refreshToken: secret,
      cacheFile: '/nowhere/tokens.json',
    })
    const shown = {
      oauth: {
        clientId: 'C1',
        clientSecret: { literal: '[hidden]' },
        refreshToken: { command: 'vault' },
        cacheFile: '/nowhere/tokens.json',
      },
    }
    assert.deepEqual(JSON.parse(JSON.stringify(source)), shown)
    assert.match(inspect(source, { depth: null }), /^TokenSource \{.*'\[hidden\]'/s)
    for (const customInspect of [true, false]) {
      const text = inspect(source, { showHidden: true, depth: null, customInspect })
      assert.ok(!text.includes(TOKEN), text)
    }
  })

  it('is checked when it is made', async () => {
    const OAUTH = { clientId: 'C1', clientSecret: 's', refreshToken: 'r' }
    const store = { load() {}, save() {} }
    const wrong = [
      [() => tokens.environment(), /`name`: expected a string, got undefined/],
      [() => tokens.file(5), /`path`: expected a string, got 5/],
      [() => tokens.command('pass show webex'), /`argv`: expected an array .*, got a string/],
      [() => tokens.command([5]), /`argv`: expected an array of strings/],
      [() => tokens.oauth({ ...OAUTH, cacheFile: 'x', store }), /at most one of `cacheFile`/],
      [() => tokens.oauth({ ...OAUTH, store: {} }), /`store`.*methods load and save/],
      [() => tokens.oauth({ ...OAUTH, clientId: 5, store }), /`clientId`/],
      [
        () => tokens.oauth({ ...OAUTH, clientSecret: 5, store }),
        /`clientSecret`: expected a string, or a source from .*, got 5/,
      ],
      [() => tokens.oauth({ ...OAUTH, refreshToken: undefined, store }), /`refreshToken`/],
      [() => tokens.oauth({ ...OAUTH, secret: 'x', store }), /"secret".*clientSecret/],
      [
        () => new Client({ token: { environment: 'X' } }),
        /`token`: expected a string.*, got an object/,
      ],
      [() => new Client({ token: Symbol('x') }), /`token`: expected a string.*, got a symbol/],
      [() => new Client({ token: TOKEN, logger: {} }), /`logger`.*debug, info and warn/],
      [
        () => new Client({ token: TOKEN, onRequest: 'x' }),
        /`onRequest`: expected a function, got a string/,
      ],
      [
        () => new Client({ token: TOKEN, maxInFlight: 0 }),
        /`maxInFlight`: expected at least 1, got 0/,
      ],
      [
        () => new Client({ token: TOKEN, maxInFlight: 1.5 }),
        /`maxInFlight`: expected a non-negative whole number, got 1.5/,
      ],
      [() => new Client({ token: TOKEN, maxRequestsPerSecond: 0 }), /`maxRequestsPerSecond`/],
      [() => new Client({ token: TOKEN, partner: 5 }), /`partner`: expected a string, got 5/],
    ]
    for (const [make, message] of wrong) {
      const error = await thrownBy(make)
      assert.ok(error instanceof InvalidArgumentError, inspect(error))
      assert.match(error.message, message)
    }
    assert.ok((await thrownBy(() => tokens.command([]))) instanceof ConfigurationError)
    assert.ok((await thrownBy(() => tokens.file('/nowhere'))) instanceof ConfigurationError)
  })
})

describe('a profile', () => {
  it('gives token and partner, which an option may override', async (test) => {
    const server = await scripted(test, [OK, OK, OK])
    const folder = folderOf(test)
    const profilesFile = join(folder, 'profiles.toml')
    const east = join(folder, 'east-token')
    writeFileSync(east, 'east', { mode: 0o600 })
    writeFileSync(
      profilesFile,
      `[profiles.east]\npartner = "East Telecom"\ntoken = { file = '${east}' }\n`,
    )
    const partners = []
    const onRequest = ({ partner }) => partners.push(partner)
    const options = { profilesFile, baseUrl: server.baseUrl, onRequest }
    await new Client({ ...options, profile: 'east' }).directorySync.getStatus('E1')
    await new Client({ ...options, profile: 'east', partner: 'E' }).directorySync.getStatus('E1')
    process.env.WEBEX_PROFILE = 'east'
    await new Client(options).directorySync.getStatus('E1')
    delete process.env.WEBEX_PROFILE
    assert.deepEqual(shownTo(server), ['east', 'east', 'east'])
    assert.deepEqual(partners, ['East Telecom', 'E', 'East Telecom'])
    const error = await thrownBy(() => new Client({ ...options, profile: 'west' }))
    assert.ok(error instanceof ConfigurationError)
    assert.match(error.message, /no profile west.*east/)
  })
})
