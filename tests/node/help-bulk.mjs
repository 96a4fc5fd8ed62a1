// What the tests of bulk runs need.

import { Client } from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'

const SPEED = 3600

/** A sandbox whose enterprises have all been synced, and a client on its clock. */
export async function fleetOf(test, options, client) {
  const sandbox = await Sandbox.start({
    allSynced: true,
    runSeconds: [30, 60],
    speed: SPEED,
    ...options,
  })
  test.after(() => sandbox.stop())
  const { token, baseUrl } = sandbox
  // A day of this clock is 24 seconds: the default limits would be less than a busy machine needs.
  const limits = { timeout: null, attemptTimeout: 86_400_000 }
  const webex = new Client({ token, baseUrl, _clockSpeed: SPEED, ...limits, ...client })
  const enterprises = sandbox.enterprises()
  return { sandbox, webex, enterprises, ids: enterprises.map(({ id }) => id) }
}

/** The outcomes that a run has kept in one or two words each, in the order of its items. */
export function kindsOf({ outcomes }) {
  return outcomes
    .toSorted((one, other) => one.index - other.index)
    .map(({ outcome, reason }) => (reason === null ? outcome : `${outcome} ${reason}`))
}

/** How often each method was requested. */
export function countsOf(sandbox) {
  const counts = {}
  for (const { method } of sandbox.requests()) counts[method] = (counts[method] ?? 0) + 1
  return counts
}

/** The outcomes up to the end, and what was thrown there. */
export async function readAll(run) {
  const outcomes = []
  try {
    for await (const outcome of run) outcomes.push(outcome)
  } catch (error) {
    return { outcomes, error }
  }
  return { outcomes }
}
