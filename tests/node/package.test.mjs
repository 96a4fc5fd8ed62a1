// What is published: it installs from its tarballs, loads in every way, and says what is missing.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { parseTriple } from '@napi-rs/cli'
import { build } from 'esbuild'
import { publint } from 'publint'
import { workspaceVersion } from '../../bindings-node/npm/version.mjs'
import { ROOT } from './help.mjs'

const exec = promisify(execFile)
const { napi } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
const version = workspaceVersion()
const PLATFORMS = napi.targets.map((triple) => parseTriple(triple).platformArchABI)
const HERE = 'webex-broadworks-linux-x64-gnu'

const PROGRAM = `
async function main({ Client, WebexError }, { Sandbox }) {
  const sandbox = await Sandbox.start({ enterprises: 3 })
  const webex = new Client({ token: sandbox.token, baseUrl: sandbox.baseUrl })
  const error = await webex.directorySync.getStatus('unknown').catch((error) => error)
  console.log((await webex.enterprises.list().all()).length, error instanceof WebexError, error.code)
  await sandbox.stop()
}
`
const AS_ESM = `
import * as api from 'webex-broadworks'
import * as testing from 'webex-broadworks/testing'
${PROGRAM}
await main(api, testing)
`
const AS_CJS = `${PROGRAM}
main(require('webex-broadworks'), require('webex-broadworks/testing'))
`
/** Prints what three failures look like to the one who catches them. */
const THROWING = `
import { Client } from 'webex-broadworks'
const shown = []
async function syncTonight(fails) {
  await fails()
}
const baseUrl = 'http://127.0.0.1:1/v1'
const webex = new Client({ token: 'a-token-of-tests', baseUrl, timeout: 10_000 })
const failures = [
  async () => await webex.directorySync.getStatus('E1'),
  async () => await webex.directorySync.getStatus(),
  async () => new Client({ token: '' }),
]
async function main() {
  for (const fails of failures) {
    await syncTonight(fails).catch(({ name, code, stack }) => shown.push([name, code, stack]))
  }
  console.log(JSON.stringify(shown))
}
main()
`
/** What makes `require` known to a bundle that is an ES module. */
const WITH_REQUIRE =
  "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);"
const SAID = '3 true NOT_FOUND\n'

/** A project of its own that the packages were installed into. */
let project
/** Where the packages were laid out and packed. */
let out

const npm = (...args) => exec('npm', [...args, '--loglevel=error'], { cwd: out })

const tarball = (name) => join(out, `${name}-${version}.tgz`)

before(async () => {
  out = await mkdtemp(join(tmpdir(), 'webex-broadworks-package-'))
  await exec(process.execPath, ['bindings-node/npm/layout.mjs', '--out', out], { cwd: ROOT })
  await npm('pack', './webex-broadworks', `./${HERE}`)
  project = join(out, 'project')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), '{ "private": true }\n')
  const packages = [tarball('webex-broadworks'), tarball(HERE)]
  // From the two files alone: the packages of other platforms cannot be had, as on any one machine.
  const quiet = ['--offline', '--no-audit', '--no-fund', '--prefix', project]
  await npm('install', ...quiet, ...packages)
})

after(() => rm(out, { recursive: true, force: true }))

/** Runs a program of the project. */
async function run(file, text, ...flags) {
  if (text !== undefined) await writeFile(join(project, file), text)
  // A test runner within another stays silent unless it knows nothing of that.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return exec(process.execPath, [...flags, file], { cwd: project, env })
}

describe('package', () => {
  it('installs into an empty project and runs from both kinds of module', async () => {
    const installed = await readdir(join(project, 'node_modules'))
    const names = installed.filter((name) => !name.startsWith('.'))
    assert.deepEqual(names, ['webex-broadworks', HERE])
    assert.deepEqual(await run('main.mjs', AS_ESM), { stdout: SAID, stderr: '' })
    assert.deepEqual(await run('main.cjs', AS_CJS), { stdout: SAID, stderr: '' })
  })

  it('runs under the test runner of Node', async () => {
    const text = `${AS_ESM.replace('await main', 'import { it } from "node:test"\nit("x", () => main')})`
    const { stdout } = await run('it.test.mjs', text, '--test')
    assert.match(stdout, /pass 1/)
  })

  it('can be bundled, with its library left outside', async () => {
    await writeFile(join(project, 'entry.mjs'), AS_ESM.replace('await main', 'main'))
    const outfile = join(project, 'bundled.cjs')
    const { warnings } = await build({
      absWorkingDir: project,
      bundle: true,
      entryPoints: ['entry.mjs'],
      external: ['webex-broadworks-*'],
      format: 'cjs',
      logLevel: 'silent',
      outfile,
      platform: 'node',
    })
    assert.deepEqual(warnings, [])
    assert.equal((await run('bundled.cjs')).stdout, SAID)
  })

  for (const [format, file] of [
    ['cjs', 'thrown.cjs'],
    ['esm', 'thrown.mjs'],
  ]) {
    it(`has errors with the caller's lines in a bundle that is ${format}`, async () => {
      await writeFile(join(project, 'throws.mjs'), THROWING)
      await build({
        absWorkingDir: project,
        banner: format === 'esm' ? { js: WITH_REQUIRE } : {},
        bundle: true,
        entryPoints: ['throws.mjs'],
        external: ['webex-broadworks-*'],
        format,
        logLevel: 'silent',
        outfile: join(project, file),
        platform: 'node',
      })
      const errors = JSON.parse((await run(file)).stdout)
      assert.deepEqual(
        errors.map(([name, code]) => [name, code]),
        [
          ['APIConnectionError', 'CONNECTION'],
          ['InvalidArgumentError', 'INVALID_ARGUMENT'],
          ['ConfigurationError', 'CONFIGURATION'],
        ],
      )
      for (const [, , stack] of errors) assert.match(stack, /\n {4}at (async )?syncTonight/)
    })
  }

  it('says so where a bundler has made data of the library', async () => {
    await writeFile(join(project, 'data.cjs'), AS_CJS)
    await build({
      absWorkingDir: project,
      bundle: true,
      entryPoints: ['data.cjs'],
      format: 'cjs',
      loader: { '.node': 'file' },
      logLevel: 'silent',
      outfile: join(project, 'data', 'bundled.cjs'),
      platform: 'node',
    })
    const error = await run(join('data', 'bundled.cjs')).catch((error) => error)
    assert.match(
      error.stderr,
      /a bundler has replaced the library of webex-broadworks-linux-x64-gnu/,
    )
    assert.match(error.stderr, /--external:webex-broadworks-\*/)
  })

  it('runs no scripts when it is installed, and has one file for each source and no library', async () => {
    const [main] = JSON.parse(
      (await npm('pack', './webex-broadworks', '--dry-run', '--json')).stdout,
    )
    const paths = main.files.map(({ path }) => path)
    assert.deepEqual(
      paths.filter(
        (path) => !/^(bindings-node\/dist\/([\w./-]+\.(m?js|d\.m?ts))|[^/]+)$/.test(path),
      ),
      [],
    )
    const modules = paths.filter((path) => path.endsWith('.js')).map((path) => path.slice(19, -3))
    const sources = await readdir(join(ROOT, 'bindings-node/ts'), { recursive: true })
    const expected = sources.filter((path) => /(?<!\.d)\.ts$/.test(path))
    assert.deepEqual(modules.sort(), expected.map((path) => path.slice(0, -3)).sort())
    for (const name of ['webex-broadworks', HERE]) {
      const { scripts, private: isPrivate } = JSON.parse(
        await readFile(join(out, name, 'package.json'), 'utf8'),
      )
      assert.deepEqual([scripts, isPrivate], [undefined, undefined])
    }
  })

  it('asks for the library of every platform, in its own version', async () => {
    const text = await readFile(join(out, 'webex-broadworks', 'package.json'), 'utf8')
    const expected = PLATFORMS.map((platform) => [`webex-broadworks-${platform}`, version])
    assert.deepEqual(JSON.parse(text).optionalDependencies, Object.fromEntries(expected))
    const loader = await readFile(join(ROOT, 'bindings-node/ts/generated/platforms.ts'), 'utf8')
    for (const platform of PLATFORMS) {
      assert.ok(loader.includes(`require('webex-broadworks-${platform}')`), platform)
    }
    for (const name of ['webex-broadworks', HERE]) {
      const packed = JSON.parse(await readFile(join(out, name, 'package.json'), 'utf8'))
      assert.equal(packed.version, version, name)
    }
  })

  it('pleases publint and Are The Types Wrong', async () => {
    for (const name of ['webex-broadworks', HERE]) {
      const { messages } = await publint({ pkgDir: join(out, name), pack: false, strict: true })
      assert.deepEqual(messages, [])
    }
    const attw = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js')
    const { stdout } = await exec(process.execPath, [attw, tarball('webex-broadworks')])
    assert.match(stdout, /No problems found/)
  })
})

describe('a missing library', () => {
  const folder = () => join(project, 'node_modules', HERE)
  const away = () => join(out, 'away')

  /** What requiring the package throws, after something has been put in the library's place. */
  async function failure(prepare, before = '') {
    await rename(folder(), away())
    try {
      await prepare?.()
      const script = `${before}
        try { require('webex-broadworks') }
        catch ({ name, code, message, cause }) {
          console.log(JSON.stringify({ name, code, message, cause: cause?.message }))
        }`
      return JSON.parse((await run('fails.cjs', script)).stdout)
    } finally {
      await rm(folder(), { recursive: true, force: true })
      await rename(away(), folder())
    }
  }

  it('is an error that names its package, and the defect of npm', async () => {
    const { name, code, message, cause } = await failure()
    assert.deepEqual([name, code], ['Error', 'ERR_WEBEX_NATIVE_LIBRARY'])
    assert.match(message, new RegExp(`the package ${HERE} is not installed`))
    assert.ok(message.includes(`npm install ${HERE}@${version}`), message)
    assert.ok(message.includes('https://github.com/npm/cli/issues/4828'), message)
    assert.match(cause, /Cannot find module/)
  })

  it('that is there and cannot be loaded says why', async () => {
    const { message, cause } = await failure(async () => {
      await cp(join(out, HERE), folder(), { recursive: true })
      await writeFile(join(folder(), 'native.linux-x64-gnu.node'), 'no library')
    })
    assert.match(message, /for linux-x64-gnu can't be loaded: .*(file too short|invalid ELF)/)
    assert.match(message, /What to do: remove node_modules and install again/)
    assert.ok(message.includes(cause))
  })

  it('that is of another platform is an error whose cause is of this one', async () => {
    const { cause } = await failure()
    assert.ok(cause.includes(`'${HERE}'`), cause)
  })

  it("that Node's permission model forbids names the flag", async () => {
    const script =
      "try { require('webex-broadworks') } catch ({ message }) { console.log(message) }"
    const flags = ['--experimental-permission', '--allow-fs-read=*']
    const { stdout } = await run('forbidden.cjs', script, ...flags)
    assert.match(stdout, /start Node with --allow-addons/)
  })

  it('on a platform that there is none for says which there are', async () => {
    const { message } = await failure(
      undefined,
      "Object.defineProperty(process, 'platform', { value: 'sunos' })",
    )
    assert.match(message, /no library for sunos-x64\. Supported: .*win32-x64-msvc/)
  })
})
