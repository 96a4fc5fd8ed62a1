// How much of a disk the package takes where it is installed, beside what must be installed to do as much
// by hand.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './measure.mjs'

/** Bytes in a folder. */
function sizeOf(folder) {
  const entries = readdirSync(folder, { recursive: true }).map((name) =>
    statSync(join(folder, name)),
  )
  return entries.reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0)
}

const out = mkdtempSync(join(tmpdir(), 'webex-broadworks-size-'))
const layout = ['bindings-node/npm/layout.mjs', '--out', out]
execFileSync(process.execPath, layout, { cwd: ROOT, stdio: 'ignore' })
for (const name of readdirSync(out)) {
  console.log(`${name.padEnd(34)} ${(sizeOf(join(out, name)) / 1e6).toFixed(2).padStart(9)} MB`)
}
console.log(`together ${(sizeOf(out) / 1e6).toFixed(2)} MB`)
rmSync(out, { recursive: true })
