// Lists 100,000 enterprises or subscribers into an array: how long it takes, and how much memory a process
// that does nothing else holds at its peak.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { waysOf } from './lists.mjs'
import { ARGUMENTS, compare, OPTIONS, ROOT, show, startSandbox } from './measure.mjs'

const [resource = 'enterprises'] = ARGUMENTS
const count = Number(OPTIONS.count ?? 100_000)
const CHILD = `
  import { waysOf } from './benches/node/lists.mjs'
  const [, baseUrl, resource, name] = process.argv
  const items = await waysOf(baseUrl, resource)[name]()
  console.log(process.resourceUsage().maxRSS / 1024, items.length)
  process.exit()
`

const baseUrl = await startSandbox(count, resource)
const ways = waysOf(baseUrl, resource)

const checked = Object.entries(ways).map(([name, list]) => {
  const work = async () => {
    const { length } = await list()
    if (length !== count) throw new Error(`${name} listed ${length}`)
  }
  return [name, work]
})
const title = `${count.toLocaleString('en')} ${resource}`
show(`${title} into an array`, await compare(Object.fromEntries(checked), { warmUp: 1 }))

/** Mebibytes that a process of its own holds at its peak. */
async function peakOf(name) {
  const command = ['--input-type=module', '--eval', CHILD, '--', baseUrl, resource, name]
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: ROOT })
  return Number(stdout.split(' ')[0])
}
const names = Object.fromEntries(Object.keys(ways).map((name) => [name, name]))
show(
  `${title}: peak of resident memory`,
  await compare(names, { measure: peakOf, warmUp: 0 }),
  'MiB',
)
process.exit()
