// Syncs the users of a CSV file after a change on BroadWorks, and says line by line what that did.
//
// The file has the columns enterprise and user, as for `wxbw sync user --file`, and may be as long as
// it likes: it is read while its users are synced.
//
//     WEBEX_ACCESS_TOKEN=... node examples/node/users.mjs users.csv > done.csv

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Client, EnterpriseNotFoundError } from 'webex-broadworks'

const webex = new Client()
const enterprises = new Map()

/** The id of an enterprise, which is looked up once; nothing where there is none. */
function idOf(spEnterpriseId) {
  if (!enterprises.has(spEnterpriseId)) enterprises.set(spEnterpriseId, lookUp(spEnterpriseId))
  return enterprises.get(spEnterpriseId)
}

async function lookUp(spEnterpriseId) {
  try {
    return (await webex.enterprises.get({ spEnterpriseId })).id
  } catch (error) {
    if (error instanceof EnterpriseNotFoundError) return undefined
    throw error
  }
}

/** The users of the file; what is wrong with a line is said, and the next one read. */
async function* usersOf(path) {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })
  let isHeading = true
  for await (const line of lines) {
    const [spEnterpriseId, userId] = line.split(',').map((cell) => cell.trim())
    if (isHeading || line.trim() === '') {
      isHeading = false
      continue
    }
    const enterpriseId = userId && (await idOf(spEnterpriseId))
    if (enterpriseId) yield { enterpriseId, spEnterpriseId, userId }
    else console.error(`no such enterprise, or no user: ${line}`)
  }
}

console.log('enterprise,user,outcome,what')
const run = webex.bulk.directorySync.triggerUser(usersOf(process.argv[2]), { concurrency: 8 })
for await (const { spEnterpriseId, userId, outcome, result, error } of run) {
  console.log([spEnterpriseId, userId, outcome, error?.code ?? result?.status].join())
}
webex.close()
process.exitCode = run.failures.length > 0 ? 1 : 0
