// Checks that a library asks for no newer glibc than it is said to:
//
//     node bindings-node/npm/glibc.mjs bindings-node/native.linux-x64-gnu.node 2.28

import { readFileSync } from 'node:fs'

const [, , library, bound] = process.argv
const numberOf = (version) => Number(version.split('.')[1])
const text = readFileSync(library, 'latin1')
const asked = [...new Set(text.match(/GLIBC_2\.\d+/g))].sort((a, b) => numberOf(a) - numberOf(b))
const newest = asked.at(-1)
console.log(`${library} asks for ${newest}`)
if (newest === undefined || numberOf(newest) > numberOf(bound)) {
  console.error(`it may ask for GLIBC_${bound} at most`)
  process.exitCode = 1
}
