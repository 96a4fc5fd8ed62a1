// The story that the package is for, told against the sandbox.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { DirectorySyncBusyError, directorySyncState, InvalidArgumentError } from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'
import { clientOf, thrownBy } from './help.mjs'

const ACME = {
  id: 'Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvYWNtZQ',
  spEnterpriseId: 'Reseller1+acme',
  broadworksDirectorySync: { enableDirSync: false },
  sandbox: { domain: 'acme.example', provisionedUsers: 20 },
}

async function started(test, options) {
  const sandbox = await Sandbox.start(options)
  test.after(() => sandbox.stop())
  return sandbox
}

describe('sandbox', () => {
  it('lists, enables, triggers, watches to COMPLETE, and syncs a user', async (test) => {
    const sandbox = await started(test, { items: [ACME], speed: 6000, runSeconds: [600, 600] })
    const webex = clientOf(sandbox)

    const acme = await webex.enterprises.get({ spEnterpriseId: 'Reseller1+acme' })
    assert.equal(acme.id, ACME.id)
    assert.equal(directorySyncState(acme).enabled, false)

    const enabled = await webex.directorySync.update(acme, { enableDirSync: true })
    assert.equal(enabled.enableDirSync, true)

    const running = await webex.directorySync.trigger(acme)
    assert.equal(directorySyncState(running).status, 'IN_PROGRESS')

    let state
    do {
      await pause(20)
      state = directorySyncState(await webex.directorySync.getStatus(acme))
    } while (state.status === 'IN_PROGRESS')
    assert.equal(state.status, 'COMPLETE')
    assert.equal(state.duration, 600_000)
    assert.ok(state.lastSuccess instanceof Date)
    assert.ok(state.totalExternalUsersInCI > 0)

    const added = await webex.directorySync.triggerUser(acme, 'john.anderson@acme.example')
    assert.equal(added.status, 'ADD')
    assert.equal(added.userResponse.userId, 'john.anderson@acme.example')
    sandbox.touchUser(acme.id, 'john.anderson@acme.example')
    const updated = await webex.directorySync.triggerUser(acme, 'john.anderson@acme.example')
    assert.equal(updated.status, 'UPDATE')
    sandbox.removeUser(acme.id, 'john.anderson@acme.example')
    const deleted = await webex.directorySync.triggerUser(acme, 'john.anderson@acme.example')
    assert.equal(deleted.status, 'DELETE')
  })

  it('lists the same enterprises by items, by pages and all at once', async (test) => {
    const sandbox = await started(test, { enterprises: 230 })
    const list = clientOf(sandbox).enterprises.list({ pageSize: 100 })
    const all = await list.all()
    assert.equal(all.length, 230)
    const items = []
    for await (const enterprise of list) items.push(enterprise)
    assert.deepEqual(items, all)
    const pages = []
    for await (const page of list.pages()) pages.push(page)
    assert.deepEqual(
      pages.map((page) => page.items.length),
      [100, 100, 30],
    )
    assert.deepEqual(await list.first(), all[0])
    const rest = clientOf(sandbox).enterprises.list({ cursor: pages[0].cursor })
    assert.deepEqual(await rest.all(), all.slice(100))
  })

  it('completes a list whose pages are not linked', async (test) => {
    const sandbox = await started(test, { enterprises: 700, linkPaging: false, clampMax: 100 })
    const all = await clientOf(sandbox).enterprises.list().all()
    assert.equal(new Set(all.map(({ id }) => id)).size, 700)
  })

  it('sends nothing beyond the pages of a list with completion off', async (test) => {
    const sandbox = await started(test, { enterprises: 120, linkPaging: false, clampMax: 50 })
    const list = clientOf(sandbox).enterprises.list({ completion: 'off' })
    assert.equal((await list.all()).length, 50)
    assert.equal(sandbox.requests().length, 1)
  })

  it('shows workspaces, of which Webex has no list', async (test) => {
    const sandbox = await Sandbox.start({ enterprises: 1 })
    test.after(() => sandbox.stop())
    const webex = sandbox.client()
    test.after(() => webex.close())
    const [{ provisioningId, spEnterpriseId }] = sandbox.subscribers()
    const workspace = await webex.workspaces.provision({
      provisioningId,
      spEnterpriseId,
      userId: 'lobby@sp.example',
      displayName: 'Lobby',
      extension: '4711',
    })
    assert.deepEqual(sandbox.workspaces(), [workspace])
    await webex.workspaces.remove(workspace)
    assert.deepEqual(sandbox.workspaces(), [])
  })

  it('has a clock, faults and a log to be tested with', async (test) => {
    const startTime = new Date('2026-01-01T00:00:00Z')
    const sandbox = await started(test, { items: [ACME], manual: true, startTime })
    assert.deepEqual(sandbox.now(), startTime)
    sandbox.advance(90_000)
    assert.deepEqual(sandbox.now(), new Date('2026-01-01T00:01:30Z'))

    sandbox.setFaults([
      { name: 'throttle', retryAfter: '0', operation: 'enterprises.list', first: 1 },
    ])
    const { metadata } = await clientOf(sandbox).withResponse().directorySync.getStatus(ACME)
    assert.equal(metadata.attempts, 1)
    await clientOf(sandbox).enterprises.list().all()
    assert.deepEqual(sandbox.faultCounts(), { throttle: 1 })
    assert.deepEqual(
      sandbox.requests().map(({ method, status }) => [method, status]),
      [
        ['GET', 200],
        ['GET', 429],
        ['GET', 200],
      ],
    )
    assert.equal(await sandbox.waitForRequests(3), true)
    assert.equal(await sandbox.waitForRequests(4, { timeout: 1 }), false)
    sandbox.clearRequests()
    assert.deepEqual(sandbox.requests(), [])
    assert.deepEqual(sandbox.enterprises()[0].id, ACME.id)
  })

  it('makes a fleet as it was described', async (test) => {
    const sandbox = await started(test, {
      enterprises: 400,
      clusterSizes: [300, 75, 25],
      provisioningIds: { random: 7 },
      runLogNormal: { median: 60, sigma: 1.5 },
      runSeconds: [10, 600],
    })
    const truth = sandbox.enterprises()
    const sizes = [0, 0, 0]
    for (const { sandbox: hidden } of truth) sizes[hidden.cluster] += 1
    assert.deepEqual(sizes, [300, 75, 25])
    assert.equal(new Set(truth.map(({ provisioningId }) => provisioningId)).size, 7)
    const lengths = truth.map(({ sandbox: hidden }) => hidden.runSeconds)
    assert.deepEqual([Math.min(...lengths), Math.max(...lengths)], [10, 600])
    const plain = await started(test, { provisioningIds: 'absent' })
    assert.ok(plain.enterprises().every((each) => !('provisioningId' in each)))
  })

  it('tells afterwards which runs there were, and what was refused', async (test) => {
    const items = [
      ['acme', 0],
      ['sibling', 0],
      ['stranger', 1],
    ].map(([id, cluster]) => ({
      id,
      broadworksDirectorySync: { enableDirSync: true },
      sandbox: { cluster },
    }))
    const startTime = new Date('2026-01-01T00:00:00Z')
    const options = { items, startTime, manual: true, scheduledRuns: true, runSeconds: [60, 60] }
    const sandbox = await started(test, options)
    const webex = clientOf(sandbox)

    sandbox.setNextRun('acme', { length: 5000, codes: [600_013] })
    await webex.directorySync.trigger('acme')
    sandbox.holdCluster(1, 30_000)
    for (const id of ['sibling', 'sibling', 'stranger']) {
      const error = await thrownBy(() => webex.directorySync.trigger(id))
      assert.ok(error instanceof DirectorySyncBusyError)
    }
    assert.deepEqual(sandbox.acceptedTriggers(), { acme: 1 })
    assert.deepEqual(sandbox.refusals(), { cluster_busy: 2, held_by_external_client: 1 })
    assert.equal(sandbox.throttled(), 0)

    sandbox.advance(5000)
    const failed = directorySyncState(await webex.directorySync.getStatus('acme'))
    assert.equal(failed.status, 'FAILED')
    sandbox.occupy('sibling')
    sandbox.advance(8 * 24 * 3600 * 1000)
    const runs = sandbox.runs()
    assert.deepEqual(runs[0], {
      enterpriseId: 'acme',
      cluster: 0,
      kind: 'on_demand',
      start: startTime,
      end: new Date(startTime.getTime() + 5000),
      trackingId: runs[0].trackingId,
      codes: [600_013],
    })
    const first = runs.slice(1, 3).map(({ enterpriseId, kind }) => [enterpriseId, kind])
    assert.deepEqual(first, [
      [null, 'external_client'],
      ['sibling', 'external_client'],
    ])
    const scheduled = runs.filter(({ kind }) => kind === 'scheduled')
    assert.equal(new Set(scheduled.map(({ enterpriseId }) => enterpriseId)).size, 3)
  })

  it('has external clients and codes as often as asked', async (test) => {
    const sandbox = await started(test, {
      enterprises: 20,
      manual: true,
      externalClientShare: 0.5,
      failShare: 1,
      failCodes: { 600002: 1 },
    })
    sandbox.advance(3 * 24 * 3600 * 1000)
    const runs = sandbox.runs()
    assert.deepEqual([...new Set(runs.map(({ kind }) => kind))], ['external_client'])
    for (const { codes } of runs) assert.ok([600_002, 600_029].includes(codes[0]))
    for (const call of [
      () => sandbox.holdCluster(9, 1),
      () => sandbox.setNextRun('unknown', {}),
      () => sandbox.setNextRun(runs[0].enterpriseId, { codes: ['x'] }),
      () => sandbox.occupy('unknown'),
    ]) {
      assert.ok((await thrownBy(call)) instanceof InvalidArgumentError)
    }
  })

  it('refuses options that it does not know, by their names in JavaScript', async () => {
    const error = await thrownBy(() => Sandbox.start({ enterprices: 5 }))
    assert.ok(error instanceof InvalidArgumentError)
    assert.match(error.message, /enterprices.*`linkPaging`/)
    const fault = await thrownBy(() => Sandbox.start({ faults: [{ name: 'no_such_fault' }] }))
    assert.ok(fault instanceof InvalidArgumentError)
    assert.match(fault.message, /no_such_fault/)
  })
  it('refuses options that make no sense, in the words of JavaScript', async () => {
    for (const [options, reason] of [
      [{ speed: 0 }, /`speed`: expected a number above 0/],
      [{ runSeconds: [9, 2] }, /`runSeconds`: expected the shortest and the longest/],
      [{ failShare: 3 }, /`failShare`: expected a share from 0 to 1/],
      [{ faults: [{ name: 'throttle', share: 20 }] }, /0\.2 is 20 %/],
      [{ faults: [{ name: 'throttle', retryAfter: 1 }] }, /expected a string/],
      [{ enterprises: '3' }, /`enterprises`: .*expected a whole number/],
    ]) {
      const error = await thrownBy(() => Sandbox.start(options))
      assert.ok(error instanceof InvalidArgumentError, error.stack)
      assert.match(error.message, reason)
      assert.doesNotMatch(error.message, /line 1|usize|struct /)
    }
  })
})
