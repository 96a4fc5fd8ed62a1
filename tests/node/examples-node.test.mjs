// The examples of examples/node do their work against the sandbox.

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { Sandbox } from 'webex-broadworks/testing'
import { folderOf, ROOT } from './help.mjs'

/** A sandbox, and how examples run against it. */
async function sandboxFor(test, options) {
  const sandbox = await Sandbox.start(options)
  test.after(() => sandbox.stop())
  const env = { ...process.env, WEBEX_ACCESS_TOKEN: sandbox.token, WEBEX_BASE_URL: sandbox.baseUrl }
  const start = (options, example, ...args) =>
    new Promise((resolve) => {
      const command = [...options, join('examples', 'node', example), ...args]
      execFile(process.execPath, command, { cwd: ROOT, env }, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, stdout, stderr })
      })
    })
  const run = (...command) => start([], ...command)
  const runAt = (moment, ...command) => start(['--import', clockAt(moment)], ...command)
  return { env, run, runAt, sandbox }
}

/** A module that sets the clock of JavaScript. */
function clockAt(moment) {
  const now = `new Date(${JSON.stringify(moment)})`
  const module = `import { mock } from 'node:test'; mock.timers.enable({ apis: ['Date'], now: ${now} })`
  return `data:text/javascript,${encodeURIComponent(module)}`
}

/** An enterprise of a cluster of its own, as it is listed. */
function enterprise(id, enableDirSync, lastSuccessfulSyncTime) {
  const [began, ended] = [Date.parse(lastSuccessfulSyncTime) - 2000, lastSuccessfulSyncTime]
  return {
    id,
    spEnterpriseId: `Reseller1+${id}`,
    broadworksDirectorySync: {
      enableDirSync,
      directorySyncStatus: {
        syncStatus: 'COMPLETE',
        lastSyncStartTime: new Date(began).toISOString(),
        lastSyncEndTime: ended,
        lastSuccessfulSyncTime,
      },
    },
  }
}

/** The methods of the requests, each once. */
const methodsOf = (sandbox) => [...new Set(sandbox.requests().map(({ method }) => method))].sort()

describe('examples/node', () => {
  it('provision.mjs switches what differs, and says what it would', async (test) => {
    const { run, sandbox } = await sandboxFor(test, { enterprises: 20, allSynced: true })
    const [one, other] = sandbox.enterprises().map(({ spEnterpriseId }) => spEnterpriseId)
    const file = join(folderOf(test), 'wanted.json')
    const wanted = [
      { spEnterpriseId: one, enableDirSync: true },
      { spEnterpriseId: other, enableDirSync: false },
    ]
    writeFileSync(file, JSON.stringify(wanted))
    const planned = await run('provision.mjs', file, '--dry-run')
    assert.ok(planned.stdout.includes(`${one}: unchanged, was on\n`), planned.stdout)
    assert.ok(planned.stdout.includes(`${other}: planned, was on\n`), planned.stdout)
    assert.deepEqual(methodsOf(sandbox), ['GET'])
    const done = await run('provision.mjs', file)
    assert.ok(done.stdout.includes(`${other}: ok, was on\n`), done.stdout)
    assert.deepEqual([done.code, done.stderr], [0, ''])
    writeFileSync(file, JSON.stringify([{ spEnterpriseId: 'Unknown+x', enableDirSync: true }]))
    const missed = await run('provision.mjs', file)
    assert.deepEqual([missed.code, missed.stderr], [1, 'Unknown+x: there is none\n'])
  })

  it('nightly.mjs syncs what is stale, writes lines, and goes on where it was', async (test) => {
    const items = [
      enterprise('stale', true, '2026-01-05T00:00:00Z'),
      enterprise('fresh', true, new Date().toISOString()),
      enterprise('off', false, '2026-01-05T00:00:00Z'),
    ]
    const { runAt, sandbox } = await sandboxFor(test, { items, runSeconds: [2, 2], speed: 100 })
    const folder = folderOf(test)
    const [ledger, out] = ['runs.sqlite', 'outcomes.ndjson'].map((name) => join(folder, name))
    const command = [
      'nightly.mjs',
      '--ledger',
      ledger,
      '--out',
      out,
      '--stop-starting-after',
      '05:30',
    ]
    const first = await runAt('2126-11-21T23:50:00', ...command)
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n').map(JSON.parse)
    const reported = lines.map(({ enterpriseId, outcome }) => `${enterpriseId} ${outcome}`).sort()
    assert.deepEqual(reported, ['fresh skipped', 'off skipped', 'stale ok'])
    assert.match(first.stderr, /^\d+ done, \d+ running, 0 failed$/m)
    assert.deepEqual([first.code, JSON.parse(first.stdout).ok], [0, 1])
    assert.deepEqual(sandbox.acceptedTriggers(), { stale: 1 })
    // Begun again behind midnight, or in the morning, it is the same night.
    for (const moment of ['2126-11-22T00:10:00', '2126-11-22T06:00:00']) {
      const again = await runAt(moment, ...command)
      assert.equal(again.stdout, first.stdout)
      assert.deepEqual(sandbox.acceptedTriggers(), { stale: 1 })
    }
  })

  it('nightly.mjs ends with the code of the signal that stops it', async (test) => {
    const items = [enterprise('stale', true, '2026-01-05T00:00:00Z')]
    const { env, sandbox } = await sandboxFor(test, { items, manual: true })
    const folder = folderOf(test)
    const [ledger, out] = ['runs.sqlite', 'outcomes.ndjson'].map((name) => join(folder, name))
    const args = ['examples/node/nightly.mjs', '--ledger', ledger, '--out', out]
    const before = ['--import', clockAt('2126-11-21T23:50:00')]
    const child = spawn(process.execPath, [...before, ...args], { cwd: ROOT, env })
    test.after(() => child.kill('SIGKILL'))
    // The list, and a check, a trigger and a check of the one enterprise, whose sync does not end.
    assert.ok(await sandbox.waitForRequests(4))
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    assert.equal(code, 143)
  })

  it('users.mjs syncs the users of a file', async (test) => {
    const { run } = await sandboxFor(test, { enterprises: 5, allSynced: true })
    const file = join(folderOf(test), 'users.csv')
    const rows = [
      'enterprise,user',
      'Reseller1+acme,john.anderson@acme.example',
      '',
      'Unknown+x,jane@x.example',
      'Reseller1+acme',
    ]
    writeFileSync(file, `${rows.join('\r\n')}\r\n`)
    const { code, stdout, stderr } = await run('users.mjs', file)
    assert.equal(
      stdout,
      'enterprise,user,outcome,what\nReseller1+acme,john.anderson@acme.example,ok,ADD\n',
    )
    assert.deepEqual(stderr.split('\n').length - 1, 2, stderr)
    assert.equal(code, 0)
  })

  it('health.mjs answers from one look, and says what is wrong', async (test) => {
    const { env, sandbox } = await sandboxFor(test, { enterprises: 5 })
    for (const token of [sandbox.token, 'wrong']) {
      sandbox.clearRequests()
      const child = spawn(process.execPath, ['examples/node/health.mjs'], {
        cwd: ROOT,
        env: { ...env, WEBEX_ACCESS_TOKEN: token },
      })
      test.after(() => child.kill('SIGKILL'))
      const [url] = await once(createInterface({ input: child.stdout }), 'line')
      const responses = await Promise.all([fetch(url), fetch(url), fetch(url)])
      const [{ elapsed, ...answer }] = await Promise.all(responses.map((it) => it.json()))
      const { status } = responses[0]
      if (token === 'wrong') {
        assert.deepEqual([status, answer.healthy, answer.code], [503, false, 'AUTHENTICATION'])
      } else {
        assert.deepEqual([status, answer, typeof elapsed], [200, { healthy: true }, 'number'])
      }
      assert.equal(sandbox.requests().length, 1)
      child.kill('SIGTERM')
      const [code] = await once(child, 'exit')
      assert.equal(code, 0)
    }
  })
})
