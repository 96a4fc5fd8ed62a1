// How long requiring the package takes, each time in a process of its own, beside an empty one.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROUNDS = Number(process.argv[2] ?? 15)
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Milliseconds, measured inside the process. */
function time(statement) {
  const script = `const start = performance.now(); ${statement}; console.log(performance.now() - start)`
  return Number(execFileSync(process.execPath, ['--eval', script], { cwd: ROOT }))
}

const statements = {
  "require('webex-broadworks')": "require('webex-broadworks')",
  "require('node:http')": "require('node:http')",
  nothing: '',
}
const times = Object.fromEntries(Object.keys(statements).map((name) => [name, []]))
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, statement] of Object.entries(statements)) times[name].push(time(statement))
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
console.log(`median of ${ROUNDS} processes each`)
for (const [name, values] of Object.entries(times)) {
  console.log(`${name.padEnd(28)} ${median(values).toFixed(2).padStart(8)} ms`)
}
