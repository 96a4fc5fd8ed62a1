// The main job from Node: list, switch on, sync and watch, sync a fleet, sync one user.
//
// Runs against the sandbox, whose clock is a hundred times as fast as ours:
//
//     node examples/demo.mjs

import { directorySyncState } from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'

/** One line of the table. */
function row(enterprise) {
  const state = directorySyncState(enterprise)
  return {
    enterprise: enterprise.spEnterpriseId,
    sync: state.enabled ? 'on' : 'off',
    state: state.status,
    'last run (s)': state.duration === null ? '-' : Math.round(state.duration / 1000),
    users: state.totalExternalUsersInCI ?? '-',
    errors: state.errors.map((error) => error.code).join(', ') || '-',
  }
}

const sandbox = await Sandbox.start({ enterprises: 2500, speed: 100, runSeconds: [60, 90] })
const webex = sandbox.client()

const everything = await webex.enterprises.list().all()
console.log(`\nNode: ${everything.length} enterprises; the first ten:`)
console.table(everything.slice(0, 10).map(row))

const off = everything.find((enterprise) => directorySyncState(enterprise).enabled === false)
console.log(`Switching directory sync on for ${off.spEnterpriseId} and syncing it:`)
await webex.directorySync.ensure(off, { enableDirSync: true })
const final = directorySyncState(await webex.directorySync.run(off))
console.log(
  `  ${final.status}: ${final.usersAdded} users and ${final.machinesAdded} machines added`,
)

const stale = webex.bulk.directorySync.run(everything.slice(0, 150), {
  onlyIf: { enabled: true, staleAfter: 8 * 24 * 3600 * 1000 },
})
await stale.finish()
const counts = Object.entries(stale.summary.outcomes).filter(([, count]) => count > 0)
console.log('\nSyncing what is stale of the first 150, in parallel across the clusters:')
console.log(`  ${counts.map(([kind, count]) => `${count} ${kind}`).join(', ')}`)
for (const { spEnterpriseId, error } of stale.failures) {
  console.log(`  ${spEnterpriseId}: ${error?.remedy ?? ''}`)
}

const acme = await webex.enterprises.get({ spEnterpriseId: 'Reseller1+acme' })
const user = await webex.directorySync.triggerUser(acme, 'john.anderson@acme.example')
console.log(`\nOne user of Reseller1+acme: ${user.userResponse.userId}: ${user.status}`)

webex.close()
await sandbox.stop()
