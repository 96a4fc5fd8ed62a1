// A provisioning tool: switches directory sync as a file wants it, and changes nothing else.
//
// The file holds an array of { "spEnterpriseId", "enableDirSync" }:
//
//     WEBEX_ACCESS_TOKEN=... node examples/node/provision.mjs wanted.json --dry-run
//     WEBEX_ACCESS_TOKEN=... node examples/node/provision.mjs wanted.json

import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { Client } from 'webex-broadworks'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'dry-run': { type: 'boolean', default: false } },
})
const wanted = new Map()
for (const { spEnterpriseId, enableDirSync } of JSON.parse(
  await readFile(positionals[0], 'utf8'),
)) {
  wanted.set(spEnterpriseId, enableDirSync)
}

const webex = new Client()

/** The enterprises that are wanted, as they are listed, each with its wish. */
async function* wishes() {
  for await (const enterprise of webex.enterprises.list()) {
    const enableDirSync = wanted.get(enterprise.spEnterpriseId)
    if (enableDirSync === undefined) continue
    wanted.delete(enterprise.spEnterpriseId)
    yield { ...enterprise, enableDirSync }
  }
}

const run = webex.bulk.directorySync.ensure(wishes(), { dryRun: values['dry-run'] })
for await (const { spEnterpriseId, outcome, result, error } of run) {
  const was = result?.before?.enableDirSync ? 'on' : 'off'
  console.log(`${spEnterpriseId}: ${outcome}${error ? `: ${error.message}` : `, was ${was}`}`)
}
for (const spEnterpriseId of wanted.keys()) console.error(`${spEnterpriseId}: there is none`)
webex.close()
process.exitCode = run.failures.length > 0 || wanted.size > 0 ? 1 : 0
