// The main job from Node: list, switch on, trigger, watch, sync one user.
//
// Runs against the sandbox, whose clock is a hundred times as fast as ours:
//
//     node examples/demo.mjs

import { setTimeout } from 'node:timers/promises'
import { Client, directorySyncState } from 'webex-broadworks'
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
const webex = new Client({ token: sandbox.token, baseUrl: sandbox.baseUrl })

const everything = await webex.listEnterprises().all()
console.log(`\nNode: ${everything.length} enterprises; the first ten:`)
console.table(everything.slice(0, 10).map(row))

const off = everything.find((enterprise) => directorySyncState(enterprise).enabled === false)
console.log(`Switching directory sync on for ${off.spEnterpriseId} and syncing it:`)
await webex.updateDirectorySync(off, { enableDirSync: true })
await webex.triggerDirectorySync(off)
let state
do {
  const before = state?.status
  state = directorySyncState(await webex.getDirectorySyncStatus(off))
  if (state.status !== before) console.log(`  ${state.status}`)
  await setTimeout(50)
} while (['IN_PROGRESS', 'NOT_SYNCED'].includes(state.status))
console.log(`  ${state.usersAdded} users added, ${state.machinesAdded} machines added`)

const acme = await webex.getEnterprise({ spEnterpriseId: 'Reseller1+acme' })
const user = await webex.triggerUserDirectorySync(acme, 'john.anderson@acme.com')
console.log(`\nOne user of Reseller1+acme: ${user.userResponse.userId}: ${user.status}`)

webex.close()
await sandbox.stop()
