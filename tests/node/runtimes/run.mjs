// Runs the scenarios and what is near the engine on every line of Node that is supported, and a smoke
// test on Bun and Deno. The runtimes come from npm, into build/runtimes:
//
//     npm run test:runtimes

import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const FOLDER = join(ROOT, 'build', 'runtimes')
const SUITES = ['scenarios', 'client', 'errors', 'signal', 'idiom', 'boundary', 'bulk-stops']
const HOST = `${process.platform}-${process.arch}`
const TESTS = [
  '--test',
  '--test-reporter=spec',
  ...SUITES.map((suite) => `tests/node/${suite}.test.mjs`),
]
const SMOKE = 'tests/node/runtimes/smoke.mjs'

/** The runtimes: the npm package of their binary for this platform, and its arguments. */
const RUNTIMES = [
  ...[20, 22, 24].map((line) => ({
    name: `Node ${line}`,
    source: `node-${HOST}@${line}`,
    binary: 'bin/node',
    args: TESTS,
  })),
  {
    name: 'Bun',
    source: `@oven/bun-${HOST.replace('arm64', 'aarch64')}@1`,
    binary: 'bin/bun',
    args: [SMOKE],
  },
  {
    name: 'Deno',
    source: `@deno/${process.platform === 'linux' ? `${HOST}-glibc` : HOST}@2`,
    binary: 'deno',
    args: ['run', '--allow-all', SMOKE],
  },
]

/** Installs a runtime; the path of its binary, or why there is none. */
function install({ name, source, binary }) {
  const alias = name.toLowerCase().replace(' ', '')
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel=error']
  const folder = join(FOLDER, alias)
  const path = join(folder, 'node_modules', alias, binary)
  if (existsSync(path)) return { path }
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    const command = ['install', ...quiet, '--prefix', folder, `${alias}@npm:${source}`]
    execFileSync('npm', command, { stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    return {
      reason: String(error.stderr ?? error)
        .trim()
        .split('\n')[0],
    }
  }
  return existsSync(path) ? { path } : { reason: `${source} holds no ${binary}` }
}

/** Runs a runtime's share; true where it went well. */
function run({ name, args }, path) {
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).split('\n')[0]
  const { status, stdout, stderr } = spawnSync(path, args, { cwd: ROOT, encoding: 'utf8' })
  const [counted = stdout.trim()] = /^ℹ pass \d+/m.exec(stdout) ?? []
  console.log(
    `${name} (${version}): ${status === 0 ? 'ok' : `failed, status ${status}`}, ${counted}`,
  )
  // The reporter tells all failures once more at the end.
  if (status !== 0) console.log(stdout.slice(stdout.indexOf('failing tests:')), stderr)
  return status === 0
}

let failed = 0
let skipped = 0
for (const runtime of RUNTIMES) {
  const { path, reason } = install(runtime)
  if (path === undefined) {
    skipped += 1
    console.log(`${runtime.name}: skipped, it cannot be installed here: ${reason}`)
  } else if (!run(runtime, path)) {
    failed += 1
  }
}
console.log(`${RUNTIMES.length - failed - skipped} went well, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed > 0 ? 1 : 0
